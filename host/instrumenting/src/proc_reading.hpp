// SPDX-License-Identifier: Apache-2.0
//
// What the kernel says of a process in /proc, see proc(5). A process may be gone, or be none of ours to look at: then
// there is nothing.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <ophamin/instrumenting/usage.hpp>

namespace ophamin::instrumenting {

/// /proc/PID/stat. CPU times have the resolution of the clock tick, 10 ms as a rule.
struct ProcessStat {
  pid_t parent = 0;
  std::uint64_t start_ticks = 0;  ///< since boot; tells a process from a later one with its number
  Usage own;      ///< switches are not in this file
  Usage waited;   ///< of the children that it waited for, and theirs
  std::uint64_t threads = 0;
  std::uint64_t rss_bytes = 0;
};

std::optional<ProcessStat> parse_stat(std::string_view text);
/// `rchar`, `wchar`, `read_bytes` and `write_bytes` of /proc/PID/io.
std::optional<Transfer> parse_io(std::string_view text);
struct Switches {
  std::uint64_t voluntary = 0;
  std::uint64_t involuntary = 0;
};
/// Of /proc/PID/task/TID/status.
std::optional<Switches> parse_switches(std::string_view text);
/// Numbers between blanks; what is none is left out.
void parse_pids(std::string_view text, std::vector<pid_t>& pids);

/// A file of /proc that is read again and again.
class ProcFile {
 public:
  explicit ProcFile(const char* path) noexcept;
  ~ProcFile();
  ProcFile(ProcFile&& other) noexcept;
  ProcFile& operator=(ProcFile&&) = delete;
  /// What is in it now, at most a page; valid until the next read. Empty if it cannot be read.
  std::string_view read() noexcept;
  bool is_open() const noexcept { return descriptor_ >= 0; }

 private:
  int descriptor_;
  char text_[4096];
};

}  // namespace ophamin::instrumenting
