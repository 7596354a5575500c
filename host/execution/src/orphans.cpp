// SPDX-License-Identifier: Apache-2.0
#include "orphans.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace ophamin::execution {

namespace {

/// A daemon's children are adopted when it has been killed, and so on.
constexpr int kMostRounds = 64;

std::vector<pid_t> children() {
  namespace fs = std::filesystem;
  std::vector<pid_t> found;
  std::error_code fault;
  for (fs::directory_iterator task("/proc/self/task", fault), end; !fault && task != end; task.increment(fault)) {
    std::ifstream list(task->path() / "children");
    for (pid_t pid = 0; list >> pid;) found.push_back(pid);
  }
  return found;
}

bool holds(std::span<const pid_t> pids, pid_t pid) { return std::find(pids.begin(), pids.end(), pid) != pids.end(); }

}  // namespace

Orphans::Orphans() : before_(children()) {
  ::prctl(PR_GET_CHILD_SUBREAPER, &adopted_before_);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
}

Orphans::~Orphans() { ::prctl(PR_SET_CHILD_SUBREAPER, static_cast<unsigned long>(adopted_before_)); }

void Orphans::end_all_but(std::span<const pid_t> workers) const {
  for (int round = 0; round < kMostRounds; ++round) {
    auto left = children();
    std::erase_if(left, [&](pid_t pid) { return holds(workers, pid) || holds(before_, pid); });
    if (left.empty()) return;
    for (const pid_t pid : left) {
      const pid_t group = ::getpgid(pid);
      if (group > 0 && group != ::getpgrp() && !holds(workers, group)) ::kill(-group, SIGKILL);
      ::kill(pid, SIGKILL);
      while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
  }
}

}  // namespace ophamin::execution
