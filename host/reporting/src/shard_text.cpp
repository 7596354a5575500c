// SPDX-License-Identifier: Apache-2.0
#include "shard_text.hpp"

#include <cmath>

#include <fmt/format.h>

#include <ophamin/records/number_text.hpp>

namespace ophamin::reporting {
namespace {

constexpr int kDigits = 4;
constexpr int kIntervalDigits = 3;

}  // namespace

std::string duration_text(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0.0) return "?";
  if (seconds < 0.9995) return fmt::format("{}ms", std::lround(seconds * 1000.0));
  if (seconds < 9.95) return fmt::format("{}s", records::format_fixed(seconds, 1));
  if (seconds > 1e9) return "?";
  const long long whole = std::llround(seconds);
  if (whole < 60) return fmt::format("{}s", whole);
  if (whole < 3600) return fmt::format("{}m{:02}s", whole / 60, whole % 60);
  return fmt::format("{}h{:02}m", whole / 3600, whole % 3600 / 60);
}

std::string verdict_text(const ShardLine& shard) {
  if (shard.corrected_verdict.empty() || shard.corrected_verdict == shard.verdict) return shard.verdict;
  return fmt::format("{} -> {}", shard.verdict, shard.corrected_verdict);
}

std::string observed_text(const ShardLine& shard) { return shard.observed ? records::format_g(*shard.observed, kDigits) : ""; }

std::string threshold_text(const ShardLine& shard) {
  if (!shard.threshold) return "";
  std::string text = fmt::format("{} {}", shard.comparator, records::format_g(*shard.threshold, kDigits));
  if (!shard.units.empty()) text += fmt::format(" {}", shard.units);
  return text;
}

std::string interval_text(const ShardLine& shard) {
  if (!shard.ci_low || !shard.ci_high) return "";
  return fmt::format("[{}, {}]", records::format_g(*shard.ci_low, kIntervalDigits), records::format_g(*shard.ci_high, kIntervalDigits));
}

std::string count_text(const ShardLine& shard) { return shard.n ? std::to_string(*shard.n) : ""; }

std::string time_text(const ShardLine& shard) { return shard.seconds ? duration_text(*shard.seconds) : ""; }

bool has_point(const ShardLine& shard) { return !shard.point.empty() && shard.point != "-"; }

}  // namespace ophamin::reporting
