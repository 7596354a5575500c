// SPDX-License-Identifier: Apache-2.0
#include <ophamin/instrumenting/usage.hpp>

#include <algorithm>

namespace ophamin::instrumenting {

using records::Json;

namespace {

double seconds(const timeval& time) noexcept { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6; }

std::uint64_t count(long value) noexcept { return value < 0 ? 0 : static_cast<std::uint64_t>(value); }

// A process that vanished between two readings may take some of its sum along.
template <typename T>
T grown(T now, T before) noexcept {
  return now > before ? now - before : T{};
}

}  // namespace

Usage& Usage::operator+=(const Usage& other) noexcept {
  user_seconds += other.user_seconds;
  system_seconds += other.system_seconds;
  minor_faults += other.minor_faults;
  major_faults += other.major_faults;
  voluntary_switches += other.voluntary_switches;
  involuntary_switches += other.involuntary_switches;
  return *this;
}

Usage Usage::since(const Usage& before) const noexcept {
  Usage used{.user_seconds = grown(user_seconds, before.user_seconds),
             .system_seconds = grown(system_seconds, before.system_seconds),
             .minor_faults = grown(minor_faults, before.minor_faults),
             .major_faults = grown(major_faults, before.major_faults),
             .voluntary_switches = grown(voluntary_switches, before.voluntary_switches),
             .involuntary_switches = grown(involuntary_switches, before.involuntary_switches)};
  // The kernel knows the sum to the nanosecond and splits it by samples: a part may shrink while the sum grows.
  const double total = grown(cpu_seconds(), before.cpu_seconds());
  const double parts = used.cpu_seconds();
  if (parts > total && parts > 0.0) {
    used.user_seconds *= total / parts;
    used.system_seconds *= total / parts;
  }
  return used;
}

records::JsonObject Usage::to_json() const {
  return {{"cpu_time_user_s", Json(user_seconds)},
          {"cpu_time_system_s", Json(system_seconds)},
          {"page_faults_minor", Json(minor_faults)},
          {"page_faults_major", Json(major_faults)},
          {"context_switches_voluntary", Json(voluntary_switches)},
          {"context_switches_involuntary", Json(involuntary_switches)}};
}

Usage Usage::of(const rusage& usage) noexcept {
  return {.user_seconds = seconds(usage.ru_utime),
          .system_seconds = seconds(usage.ru_stime),
          .minor_faults = count(usage.ru_minflt),
          .major_faults = count(usage.ru_majflt),
          .voluntary_switches = count(usage.ru_nvcsw),
          .involuntary_switches = count(usage.ru_nivcsw)};
}

Transfer& Transfer::operator+=(const Transfer& other) noexcept {
  read_bytes += other.read_bytes;
  written_bytes += other.written_bytes;
  storage_read_bytes += other.storage_read_bytes;
  storage_written_bytes += other.storage_written_bytes;
  return *this;
}

Transfer Transfer::since(const Transfer& before) const noexcept {
  return {.read_bytes = grown(read_bytes, before.read_bytes),
          .written_bytes = grown(written_bytes, before.written_bytes),
          .storage_read_bytes = grown(storage_read_bytes, before.storage_read_bytes),
          .storage_written_bytes = grown(storage_written_bytes, before.storage_written_bytes)};
}

}  // namespace ophamin::instrumenting
