// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include <ophamin/cli/console.hpp>

namespace ophamin::cli {

/// One line at the bottom of a terminal that says how far a walk through a folder is, drawn again in place at most ten times a
/// second. Nothing where stderr is no terminal that can be redrawn, or where `quiet` says that something else shows it.
class WalkProgress {
 public:
  WalkProgress(Console& console, std::string_view what, bool quiet);
  ~WalkProgress();
  WalkProgress(const WalkProgress&) = delete;
  WalkProgress& operator=(const WalkProgress&) = delete;

  /// `share` from 0 to 1.
  void update(std::size_t count, double share);
  /// Takes the line away, for good.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;

  Console& console_;
  std::string what_;
  bool shown_;
  bool drawn_ = false;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point drawn_at_{};
};

}  // namespace ophamin::cli
