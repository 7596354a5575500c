// SPDX-License-Identifier: Apache-2.0
//
// A thread that looks at memory, threads and processes every now and then while a batch runs.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include <ophamin/instrumenting/usage.hpp>

#include "proc_reading.hpp"
#include "process_tree.hpp"

namespace ophamin::instrumenting {

/// The largest of what was seen at one instant, this process and all it started taken together.
struct Peak {
  std::uint64_t rss_bytes = 0;
  std::uint64_t threads = 0;
  std::uint64_t processes = 0;

  void raise_to(const Peak& other) noexcept;
};

/// This process: memory and threads, without the sampler's own.
Peak own_peak(ProcFile& stat, bool has_sampler) noexcept;

class Sampler {
 public:
  /// A period of 0 starts no thread. Where none can be started, there is none, and a problem.
  explicit Sampler(std::chrono::milliseconds period);
  ~Sampler();
  Sampler(const Sampler&) = delete;
  Sampler& operator=(const Sampler&) = delete;

  /// From here to close() it looks. Waits for a look that is under way.
  void open();
  /// What it saw since open().
  Peak close();

  bool has_thread() const noexcept { return thread_.joinable(); }
  /// What the thread itself has used.
  Usage own_usage() const;
  Transfer own_transfer() const;
  std::uint64_t polls() const;
  /// The first complaint, at most 240 characters; empty if there is none.
  std::string problem() const;

 private:
  void run();
  void look();

  const std::chrono::milliseconds period_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stop_ = false;
  bool open_ = false;
  Peak peak_;
  Usage own_;
  Transfer own_transfer_;
  std::uint64_t polls_ = 0;
  std::string problem_;
  ProcFile stat_{"/proc/self/stat"};
  ProcessTree tree_;
  std::thread thread_;  ///< last: it uses all of the above
};

}  // namespace ophamin::instrumenting
