// SPDX-License-Identifier: Apache-2.0
//
// Processes that do one thing and wait, for tests that look at them.
#pragma once

#include <csignal>
#include <ctime>
#include <functional>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <doctest/doctest.h>

namespace ophamin::test {

inline double cpu_now() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// Uses that much CPU time of this process.
inline void burn(double seconds) {
  const double until = cpu_now() + seconds;
  volatile unsigned x = 1;
  while (cpu_now() < until) {
    for (int i = 0; i < 1000; ++i) x = x * 1664525u + 1013904223u;
  }
}

/// A child that has done `work` once the constructor returns, and then waits until it is told to end.
class Child {
 public:
  explicit Child(const std::function<void()>& work) {
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      work();
      (void)!::write(ready[1], "x", 1);
      for (;;) ::pause();
    }
    char byte = 0;
    (void)!::read(ready[0], &byte, 1);
    ::close(ready[0]);
    ::close(ready[1]);
  }
  ~Child() { end(); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  /// Kills it and waits for it.
  void end() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
};

}  // namespace ophamin::test
