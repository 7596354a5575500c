// SPDX-License-Identifier: Apache-2.0
#include "control_chart.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "../common/compensated_sum.hpp"

namespace ophamin::observability {
namespace {

constexpr RangeConstants kRangeConstants[] = {
    {1.128, 0.853}, {1.693, 0.888}, {2.059, 0.880}, {2.326, 0.864}, {2.534, 0.848},
    {2.704, 0.833}, {2.847, 0.820}, {2.970, 0.808}, {3.078, 0.797},
};

Limits limits_around(double center, double half_width) noexcept { return {center - half_width, center, center + half_width}; }

// A range cannot be negative, so its lower limit is not either.
Limits range_limits(double mean_range, double d3, double sigma_hat, double sigma_limit) noexcept {
  auto limits = limits_around(mean_range, sigma_limit * d3 * sigma_hat);
  limits.lower = std::max(0.0, limits.lower);
  return limits;
}

}  // namespace

RangeConstants range_constants(std::size_t subgroup_size) noexcept { return kRangeConstants[subgroup_size - kSmallestSubgroup]; }

Chart known_chart(double center, double sigma, double sigma_limit) noexcept {
  return {limits_around(center, sigma_limit * sigma), sigma, sigma, std::nullopt};
}

Chart fit_individuals(std::span<const double> x, double sigma_limit) noexcept {
  pillars::CompensatedSum moving;
  for (std::size_t i = 1; i < x.size(); ++i) moving.add(std::fabs(x[i] - x[i - 1]));
  const double mr_bar = moving.value() / static_cast<double>(x.size() - 1);
  const auto [d2, d3] = range_constants(2);
  const double sigma = mr_bar / d2;
  return {limits_around(pillars::mean(x), sigma_limit * sigma), sigma, sigma, range_limits(mr_bar, d3, sigma, sigma_limit)};
}

Chart fit_subgroups(std::span<const double> means, std::span<const double> ranges, std::size_t subgroup_size,
                    double sigma_limit) noexcept {
  const double r_bar = pillars::mean(ranges);
  const auto [d2, d3] = range_constants(subgroup_size);
  const double sigma_hat = r_bar / d2;
  const double sigma = sigma_hat / std::sqrt(static_cast<double>(subgroup_size));
  return {limits_around(pillars::mean(means), sigma_limit * sigma), sigma, sigma_hat, range_limits(r_bar, d3, sigma_hat, sigma_limit)};
}

Judge::Judge(const Chart& chart, WindowReading reading, std::size_t list_limit)
    : chart_(chart), zones_(chart.limits, chart.sigma), rules_(reading), findings_(list_limit) {}

void Judge::points(std::uint64_t first, std::span<const double> xs, const Report& report) {
  findings_.points += xs.size();
  for (std::size_t begin = 0; begin < xs.size(); begin += kZoneBlock) {
    const auto block = xs.subspan(begin, std::min(kZoneBlock, xs.size() - begin));
    const auto zones = zones_.of(block);
    const auto fired = rules_.next(zones);
    auto special = zones.outside;
    for (const auto points : fired) special |= points;
    for (; special != 0; special &= special - 1) {  // clears the lowest bit
      const auto i = static_cast<std::size_t>(std::countr_zero(special));
      Rules rules = 0;
      for (std::size_t rule = 0; rule < fired.size(); ++rule) rules |= static_cast<Rules>(fired[rule] >> i & 1u) << rule;
      note(first + begin + i, block[i], (zones.outside >> i & 1u) != 0, rules, report);
    }
  }
}

void Judge::note(std::uint64_t index, double x, bool beyond, Rules rules, const Report& report) {
  for (std::size_t rule = 0; rule < findings_.rules.size(); ++rule) {
    if ((rules >> rule & 1u) != 0) findings_.rules[rule].add(index);
  }
  if (beyond) findings_.out_of_control.add(index);
  findings_.special.add(index);
  if (report) report(index, x, beyond, rules);
}

}  // namespace ophamin::observability
