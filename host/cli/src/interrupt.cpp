// SPDX-License-Identifier: Apache-2.0
#include "interrupt.hpp"

#include <cerrno>
#include <cstdint>
#include <ctime>
#include <unistd.h>

namespace ophamin::cli {
namespace {

std::atomic<bool> requested_flag{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may not take locks");

// Some who send signals send them to a process and then to its group: that is one request.
constexpr std::int64_t kOneRequestNs = 300'000'000;
std::atomic<std::int64_t> requested_at{0};
static_assert(std::atomic<std::int64_t>::is_always_lock_free);

// Async-signal-safe calls only.
void on_signal(int number) {
  const int saved = errno;
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  const std::int64_t now = std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
  if (!requested_flag.exchange(true)) {
    requested_at = now;
    static constexpr char kText[] = "\nstopping: running shards are ended; once more ends at once\n";
    (void)!::write(STDERR_FILENO, kText, sizeof kText - 1);
  } else if (now - requested_at > kOneRequestNs) {
    std::signal(number, SIG_DFL);
    ::raise(number);  // delivered when this handler returns
  }
  errno = saved;
}

}  // namespace

InterruptGuard::InterruptGuard() {
  requested_flag = false;
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, &interrupt_);
  ::sigaction(SIGTERM, &action, &terminate_);
  action.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &action, &pipe_);
}

InterruptGuard::~InterruptGuard() {
  ::sigaction(SIGINT, &interrupt_, nullptr);
  ::sigaction(SIGTERM, &terminate_, nullptr);
  ::sigaction(SIGPIPE, &pipe_, nullptr);
}

const std::atomic<bool>& InterruptGuard::requested() const noexcept { return requested_flag; }

}  // namespace ophamin::cli
