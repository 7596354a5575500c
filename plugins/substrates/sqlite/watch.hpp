// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <ophamin/host.hpp>

namespace ophamin::sqlite {

/// Ends what takes too long, and what the host no longer wants: the engine asks it every so many operations.
class Watch {
 public:
  explicit Watch(const sdk::Host& host) noexcept : host_(host) {}

  void begin(double seconds) noexcept {
    late_ = false;
    deadline_ns_ = host_.monotonic_ns() + static_cast<std::uint64_t>(seconds * 1e9);
  }
  /// True if the engine shall stop.
  bool is_over() noexcept {
    if (host_.is_cancelled()) return true;
    if (!late_) late_ = host_.monotonic_ns() >= deadline_ns_;
    return late_;
  }
  /// The time limit, not the host, has ended it.
  bool was_late() const noexcept { return late_; }

 private:
  sdk::Host host_;
  std::uint64_t deadline_ns_ = 0;
  bool late_ = false;
};

}  // namespace ophamin::sqlite
