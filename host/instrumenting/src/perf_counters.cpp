// SPDX-License-Identifier: Apache-2.0
#include "perf_counters.hpp"

#include <cerrno>
#include <cstring>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fmt/format.h>

namespace ophamin::instrumenting {

namespace {

int open_event(const PerfCounters::Event& event) noexcept {
  perf_event_attr attributes{};
  attributes.size = sizeof attributes;
  attributes.type = event.type;
  attributes.config = event.config;
  attributes.inherit = 1;
  attributes.exclude_kernel = 1;
  attributes.exclude_hv = 1;
  attributes.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
  return static_cast<int>(::syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC));
}

std::string reason(int fault) {
  switch (fault) {
    case ENOENT:
    case EOPNOTSUPP: return "this machine, or the virtual machine that it is, has no such counter";
    case EACCES:
    case EPERM: return "not allowed here: see kernel.perf_event_paranoid, and the rules of the container";
    case ENOSYS: return "this kernel has no perf_event_open, or the container hides it";
    default: return std::strerror(fault);
  }
}

std::optional<PerfCounters::Reading> read_counter(int descriptor) noexcept {
  PerfCounters::Reading reading;
  static_assert(sizeof reading == 3 * sizeof(std::uint64_t));
  if (::read(descriptor, &reading, sizeof reading) != static_cast<ssize_t>(sizeof reading)) return std::nullopt;
  return reading;
}

}  // namespace

std::span<const PerfCounters::Event> PerfCounters::hardware() noexcept {
  static constexpr Event kEvents[] = {
      {"instructions", PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS},
      {"cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES},
      {"cache_misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES},
      {"branch_misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_MISSES},
  };
  return kEvents;
}

PerfCounters::PerfCounters(std::span<const Event> events) {
  for (const auto& event : events) {
    Counter counter{.name = event.name, .descriptor = open_event(event), .start = {}};
    if (counter.descriptor < 0 && unavailable_.empty()) unavailable_ = fmt::format("{}: {}", event.name, reason(errno));
    counters_.push_back(counter);
  }
}

PerfCounters::~PerfCounters() {
  for (const auto& counter : counters_) {
    if (counter.descriptor >= 0) ::close(counter.descriptor);
  }
}

void PerfCounters::begin() noexcept {
  for (auto& counter : counters_) {
    if (counter.descriptor < 0) continue;
    const auto now = read_counter(counter.descriptor);
    counter.unknown = counter.unknown || !now;
    if (now) counter.start = *now;
  }
}

void PerfCounters::end() noexcept {
  for (auto& counter : counters_) {
    if (counter.descriptor < 0 || counter.unknown) continue;
    const auto now = read_counter(counter.descriptor);
    const auto running = now ? now->running_ns - counter.start.running_ns : 0;
    if (running == 0) {
      counter.unknown = true;
      continue;
    }
    const double turns = static_cast<double>(now->enabled_ns - counter.start.enabled_ns) / static_cast<double>(running);
    counter.total += static_cast<double>(now->value - counter.start.value) * turns;
  }
}

std::vector<PerfCounters::Total> PerfCounters::totals() const {
  std::vector<Total> totals;
  for (const auto& counter : counters_) {
    const bool known = counter.descriptor >= 0 && !counter.unknown;
    totals.push_back({counter.name, known ? std::optional(counter.total) : std::nullopt});
  }
  return totals;
}

}  // namespace ophamin::instrumenting
