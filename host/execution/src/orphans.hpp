// SPDX-License-Identifier: Apache-2.0
//
// What a worker leaves behind when it ends: processes that left its group, such as a daemon that a guest started, or what
// a program was still running when its worker was killed.
#pragma once

#include <span>
#include <vector>

#include <sys/types.h>

namespace ophamin::execution {

/// While it lives, this process adopts every descendant whose own parent has ended, and ends it on request. One at a time.
class Orphans {
 public:
  Orphans();
  ~Orphans();
  Orphans(const Orphans&) = delete;
  Orphans& operator=(const Orphans&) = delete;

  /// Kills and reaps every child of this process but `workers` and those that were there before this object. Does nothing
  /// where the system does not list children.
  void end_all_but(std::span<const pid_t> workers) const;

 private:
  std::vector<pid_t> before_;
  int adopted_before_ = 0;
};

}  // namespace ophamin::execution
