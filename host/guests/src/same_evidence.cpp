// SPDX-License-Identifier: Apache-2.0
#include <ophamin/guests/same_evidence.hpp>

#include <bit>
#include <cstdint>

#include <fmt/format.h>

namespace ophamin::guests {

namespace {

bool same(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

bool same(const std::optional<double>& a, const std::optional<double>& b) {
  return a.has_value() == b.has_value() && (!a || same(*a, *b));
}

}  // namespace

std::string first_difference(const std::vector<EvidenceRow>& first, const std::vector<EvidenceRow>& second) {
  if (first.size() != second.size()) return fmt::format("{} rows of evidence, then {}", first.size(), second.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    const auto& a = first[i].evidence;
    const auto& b = second[i].evidence;
    if (a.statistic_name != b.statistic_name) {
      return fmt::format("row {} is '{}', then '{}'", i, a.statistic_name, b.statistic_name);
    }
    if (!same(a.statistic_value, b.statistic_value)) {
      return fmt::format("'{}' is {}, then {}", a.statistic_name, a.statistic_value, b.statistic_value);
    }
    if (!same(a.effect_size, b.effect_size) || !same(a.ci_low, b.ci_low) || !same(a.ci_high, b.ci_high) ||
        !same(a.p_value, b.p_value) || a.cross_check != b.cross_check) {
      return fmt::format("effect size, interval, p-value or cross-check of '{}'", a.statistic_name);
    }
    if (!(records::Json(a.detail) == records::Json(b.detail))) return fmt::format("the detail of '{}'", a.statistic_name);
  }
  return {};
}

}  // namespace ophamin::guests
