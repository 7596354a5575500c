// SPDX-License-Identifier: Apache-2.0
#include "read_ahead.hpp"

namespace ophamin::seeing {

ReadAhead::ReadAhead(storage::InputFile& file) : file_(file), thread_([this] { read(); }) {}

ReadAhead::~ReadAhead() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  turn_.notify_all();
  thread_.join();
}

void ReadAhead::read() {
  for (std::size_t at = 0;; at = (at + 1) % kSlots) {
    auto& slot = slots_[at];
    {
      std::unique_lock lock(mutex_);
      turn_.wait(lock, [&] { return stop_ || !slot.filled; });
      if (stop_) return;
    }
    std::size_t size = 0;
    std::exception_ptr fault;
    try {
      size = file_.read(slot.bytes.get(), kPiece);
    } catch (...) {
      fault = std::current_exception();
    }
    {
      const std::lock_guard lock(mutex_);
      slot.size = size;
      slot.filled = true;
      fault_ = fault;
    }
    turn_.notify_all();
    if (size == 0) return;
  }
}

std::string_view ReadAhead::next() {
  std::unique_lock lock(mutex_);
  if (taken_ != 0) {
    auto& last = slots_[(taken_ - 1) % kSlots];
    if (last.size == 0) return {};
    last.filled = false;
    turn_.notify_all();
  }
  const auto& slot = slots_[taken_ % kSlots];
  turn_.wait(lock, [&] { return slot.filled; });
  ++taken_;
  if (slot.size == 0 && fault_) std::rethrow_exception(fault_);
  return {slot.bytes.get(), slot.size};
}

}  // namespace ophamin::seeing
