// SPDX-License-Identifier: Apache-2.0
//
// The host's side of a shard, as the side that has guests in it sees it. The runner states its claim, waits until the
// pre-registration is on disk, and only then lets the first cycle run.
#pragma once

#include <ophamin/abi.h>

#include <cstdint>
#include <string_view>

#include <ophamin/measuring/statement.hpp>

namespace ophamin::measuring {

class Notary {
 public:
  virtual ~Notary() = default;
  /// Returns once the pre-registration is written and synced. Throws diagnostics::Error: the shard ends.
  virtual void preregister(const Statement& statement) = 0;
  virtual void progress(std::uint64_t done, std::uint64_t total) = 0;
  virtual void log(oph_log_level_t level, std::string_view component, std::string_view line) = 0;
};

}  // namespace ophamin::measuring
