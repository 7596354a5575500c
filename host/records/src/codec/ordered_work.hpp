// SPDX-License-Identifier: Apache-2.0
//
// Work on items in several threads, with the results in the order of the items.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace ophamin::records {

/// Batches go in with give(), and come out of take() in the order they went in. At most `capacity` are inside, so memory does
/// not grow with their number. give() and take() belong to one thread, `work` runs in the others: `void work(Batch&)`.
template <typename Batch, typename Work>
class OrderedWork {
 public:
  OrderedWork(unsigned threads, std::size_t capacity, Work work) : work_(std::move(work)), slots_(capacity) {
    threads_.reserve(threads);
    for (unsigned index = 0; index < threads; ++index) threads_.emplace_back([this] { run(); });
  }
  ~OrderedWork() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    given_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  OrderedWork(const OrderedWork&) = delete;
  OrderedWork& operator=(const OrderedWork&) = delete;

  bool is_full() const noexcept { return next_in_ - next_out_ == slots_.size(); }
  bool is_empty() const noexcept { return next_in_ == next_out_; }

  /// Not when it is full.
  void give(Batch batch) {
    {
      const std::lock_guard lock(mutex_);
      Slot& slot = slots_[next_in_ % slots_.size()];
      slot.batch = std::move(batch);
      slot.done = false;
      ++next_in_;
    }
    given_.notify_one();
  }

  /// The oldest batch, once it is done. Not when it is empty. Throws what the work threw.
  Batch take() {
    std::unique_lock lock(mutex_);
    Slot& slot = slots_[next_out_ % slots_.size()];
    done_.wait(lock, [&slot] { return slot.done; });
    ++next_out_;
    if (slot.failure) std::rethrow_exception(std::exchange(slot.failure, nullptr));
    return std::move(slot.batch);
  }

 private:
  struct Slot {
    Batch batch{};
    bool done = true;
    std::exception_ptr failure{};
  };

  void run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      given_.wait(lock, [this] { return stopped_ || next_work_ != next_in_; });
      if (stopped_) return;
      Slot& slot = slots_[next_work_++ % slots_.size()];
      lock.unlock();
      std::exception_ptr failure;
      try {
        work_(slot.batch);
      } catch (...) {
        failure = std::current_exception();
      }
      lock.lock();
      slot.failure = failure;
      slot.done = true;
      done_.notify_one();
    }
  }

  Work work_;
  std::vector<Slot> slots_;
  std::size_t next_in_ = 0;    // changed by give() alone
  std::size_t next_out_ = 0;   // by take() alone
  std::size_t next_work_ = 0;  // by the threads
  bool stopped_ = false;
  std::mutex mutex_;
  std::condition_variable given_;
  std::condition_variable done_;
  std::vector<std::thread> threads_;
};

}  // namespace ophamin::records
