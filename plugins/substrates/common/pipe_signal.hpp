// SPDX-License-Identifier: Apache-2.0
//
// Writing to a program or a service that no longer reads must be an error of the write, not the end of this process.
#pragma once

#include <csignal>
#include <ctime>

namespace ophamin::substrates {

/// Holds SIGPIPE back from the calling thread, which is where the system sends it, while this object lives; what came
/// meanwhile is taken away. No handler and no other thread is touched.
class PipeSignal {
 public:
  PipeSignal() noexcept {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    was_pending_ = ::sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE) == 1;
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~PipeSignal() {
    if (!was_pending_) {
      const timespec at_once{0, 0};
      while (::sigtimedwait(&pipe_, nullptr, &at_once) == SIGPIPE) {
      }
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  PipeSignal(const PipeSignal&) = delete;
  PipeSignal& operator=(const PipeSignal&) = delete;

 private:
  sigset_t pipe_{}, before_{};
  bool was_pending_ = false;
};

}  // namespace ophamin::substrates
