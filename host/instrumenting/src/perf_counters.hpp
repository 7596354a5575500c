// SPDX-License-Identifier: Apache-2.0
//
// Hardware counters of the kernel (perf_event_open), user space only: of the thread that opens them, and of every thread and process
// that is started from it afterwards.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ophamin::instrumenting {

class PerfCounters {
 public:
  struct Event {
    std::string_view name;
    std::uint32_t type;  ///< PERF_TYPE_*
    std::uint64_t config;
  };
  /// instructions, cycles, cache_misses and branch_misses.
  static std::span<const Event> hardware() noexcept;

  explicit PerfCounters(std::span<const Event> events);
  ~PerfCounters();
  PerfCounters(const PerfCounters&) = delete;
  PerfCounters& operator=(const PerfCounters&) = delete;

  struct Reading {
    std::uint64_t value = 0;
    std::uint64_t enabled_ns = 0;
    std::uint64_t running_ns = 0;  ///< less where counters take turns
  };
  /// Notes the counters as they are.
  void begin() noexcept;
  /// Adds what was counted since begin() to the totals.
  void end() noexcept;

  struct Total {
    std::string_view name;
    std::optional<double> count;  ///< scaled up where the counter had to take turns; nothing where there is none
  };
  std::vector<Total> totals() const;
  /// Why there is a counter that cannot be had; empty if there is none.
  const std::string& unavailable() const noexcept { return unavailable_; }

 private:
  struct Counter {
    std::string_view name;
    int descriptor = -1;
    Reading start;
    double total = 0.0;
    bool unknown = false;  ///< there was a batch in which it never had its turn, or could not be read
  };
  std::vector<Counter> counters_;
  std::string unavailable_;
};

}  // namespace ophamin::instrumenting
