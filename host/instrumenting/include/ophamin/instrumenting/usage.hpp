// SPDX-License-Identifier: Apache-2.0
//
// What processes have used up to an instant, as sums that only grow: the difference of two is what was used in between.
#pragma once

#include <sys/resource.h>

#include <cstdint>

#include <ophamin/records/json.hpp>

namespace ophamin::instrumenting {

struct Usage {
  double user_seconds = 0.0;
  double system_seconds = 0.0;
  std::uint64_t minor_faults = 0;  ///< served from memory
  std::uint64_t major_faults = 0;  ///< that had to be read from storage
  std::uint64_t voluntary_switches = 0;    ///< the process waited for something
  std::uint64_t involuntary_switches = 0;  ///< somebody else was given the core

  double cpu_seconds() const noexcept { return user_seconds + system_seconds; }
  std::uint64_t faults() const noexcept { return minor_faults + major_faults; }

  Usage& operator+=(const Usage& other) noexcept;
  /// What was used since `before`; nothing of it is below 0.
  Usage since(const Usage& before) const noexcept;
  records::JsonObject to_json() const;

  static Usage of(const rusage& usage) noexcept;
};

/// Bytes that were read and written, of a process and the children that it waited for.
struct Transfer {
  std::uint64_t read_bytes = 0;  ///< through system calls, from whatever: files, pipes, sockets
  std::uint64_t written_bytes = 0;
  std::uint64_t storage_read_bytes = 0;  ///< that reached a storage device
  std::uint64_t storage_written_bytes = 0;

  Transfer& operator+=(const Transfer& other) noexcept;
  Transfer since(const Transfer& before) const noexcept;
};

}  // namespace ophamin::instrumenting
