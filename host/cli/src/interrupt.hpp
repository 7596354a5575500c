// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <csignal>

namespace ophamin::cli {

/// While it lives, the first SIGINT or SIGTERM asks the campaign to stop; another one, a moment later, ends the process as
/// ever. A reader that goes away (SIGPIPE) ends nothing: the records matter more than who watches. One at a time.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  /// Set by the first signal.
  const std::atomic<bool>& requested() const noexcept;

 private:
  struct sigaction interrupt_ {};
  struct sigaction terminate_ {};
  struct sigaction pipe_ {};
};

}  // namespace ophamin::cli
