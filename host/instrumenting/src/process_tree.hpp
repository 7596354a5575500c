// SPDX-License-Identifier: Apache-2.0
//
// The processes that this one started, and those that they started, as they are now.
//
// A process that is waited for hands its sums on to its parent, so that together with RUSAGE_CHILDREN of this process nothing
// is lost or counted twice: no matter how short it lived, and no matter who gets its number afterwards.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include <ophamin/instrumenting/usage.hpp>

namespace ophamin::instrumenting {

struct Descendants {
  Usage usage;        ///< of those that are there, and of what they waited for
  Transfer transfer;  ///< the same
  std::uint64_t rss_bytes = 0;  ///< shared pages count in each process that has them
  std::uint64_t threads = 0;
  std::uint64_t processes = 0;
  std::uint64_t unreadable = 0;  ///< of them, those of which something could not be read
};

class ProcessTree {
 public:
  ProcessTree();

  /// Memory and threads need one file of a process; everything needs some more, one of them for each of its threads.
  enum class Detail : std::uint8_t { kMemory, kEverything };
  Descendants look(Detail detail);

  /// False if there is certainly no child: one system call.
  static bool may_have_children() noexcept;

 private:
  void find_children(pid_t pid, std::vector<pid_t>& found);
  void find_by_parents(std::vector<pid_t>& found);
  void add(pid_t pid, Detail detail, Descendants& sum);

  bool lists_children_;  ///< the kernel has /proc/PID/task/TID/children
  std::string text_;
};

}  // namespace ophamin::instrumenting
