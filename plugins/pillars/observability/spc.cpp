// SPDX-License-Identifier: Apache-2.0
#include "spc.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <string>

#include "chart_evidence.hpp"
#include "subgroups.hpp"

namespace ophamin::observability {
namespace {

constexpr std::uint64_t kSmallestSeries = 2;
constexpr std::string_view kRuleNames[] = {"rule1", "rule2", "rule3", "rule4"};

}  // namespace

Spc::Spc(const Params& params) : params_(params), stream_(series()) {
  if (params.center.has_value() != params.sigma.has_value()) {
    throw sdk::invalid_argument("center and sigma go together: expected both or none, found only `" +
                                std::string(params.center ? "center" : "sigma") + "`");
  }
  if (params.center && params.baseline) {
    throw sdk::invalid_argument("with center and sigma nothing is fitted: drop `baseline`, or drop both of them");
  }
  if (params.chart == ChartKind::kIndividuals && params.baseline && *params.baseline < kSmallestSeries) {
    throw sdk::invalid_argument("`baseline` of an individuals chart: expected at least 2, found 1; a moving range needs two points");
  }
}

IndividualsSeries Spc::series() const {
  IndividualsSeries series({.sigma_limit = params_.sigma_limit,
                            .reading = params_.window_rule,
                            .list_limit = static_cast<std::size_t>(params_.list_limit),
                            .baseline = params_.baseline});
  if (params_.center && params_.sigma) series.start(known_chart(*params_.center, *params_.sigma, params_.sigma_limit));
  return series;
}

void Spc::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  if (params_.chart == ChartKind::kXbarR) {
    compute_subgroups(table, evidence);
  } else {
    compute_individuals(table, evidence);
  }
}

void Spc::compute_individuals(const sdk::Table& table, sdk::EvidenceSink& evidence) const {
  const auto column = table.role("value");
  auto points = series();
  if (!params_.center && !params_.baseline) {
    const sdk::Numbers x(column);
    const auto not_finite = std::count_if(x.begin(), x.end(), [](double v) { return !std::isfinite(v); });
    if (not_finite != 0) return add_not_finite(evidence, x.size(), static_cast<std::uint64_t>(not_finite));
    if (x.size() < kSmallestSeries) {
      return add_undefined(evidence, kSmallestSeries, x.size(), "a moving range needs two points");
    }
    points.start(fit_individuals(x, params_.sigma_limit));
  }
  points.add(column, {});
  points.finish(evidence);
}

void Spc::compute_subgroups(const sdk::Table& table, sdk::EvidenceSink& evidence) const {
  const auto value = table.role("value");
  const auto label = table.find("subgroup");
  if (!label) throw sdk::missing_role("chart xbar_r needs a column with the role `subgroup`, the label of each value's subgroup");

  const auto groups = group(value, *label);
  const auto count = groups.sizes.size();
  if (groups.not_finite != 0) return add_not_finite(evidence, value.size() - groups.missing, groups.not_finite);
  if (count == 0) return add_undefined(evidence, 1, 0, "no subgroup");
  if (count < params_.baseline.value_or(1)) {
    return add_undefined(evidence, *params_.baseline, count, "fewer subgroups than the baseline needs");
  }
  const auto size = groups.sizes.front();
  const auto odd = std::find_if(groups.sizes.begin(), groups.sizes.end(), [&](std::size_t s) { return s != size; });
  if (odd != groups.sizes.end()) return add_undefined(evidence, size, *odd, "subgroups of different sizes have no common d2");
  if (size < kSmallestSubgroup) return add_undefined(evidence, kSmallestSubgroup, size, "a range needs two values in a subgroup");
  if (size > kLargestSubgroup) {
    return add_undefined(evidence, kLargestSubgroup, size, "d2 and d3 are tabulated for subgroups of 2 to 10 values");
  }

  const auto fitted = static_cast<std::size_t>(params_.baseline.value_or(count));
  const Chart chart = params_.center && params_.sigma
                          ? known_chart(*params_.center, *params_.sigma, params_.sigma_limit)
                          : fit_subgroups(std::span(groups.means).first(fitted), std::span(groups.ranges).first(fitted), size,
                                          params_.sigma_limit);
  if (!chart.is_finite()) return add_overflow(evidence, value.size() - groups.missing);
  const auto list_limit = static_cast<std::size_t>(params_.list_limit);
  Judge judge(chart, params_.window_rule, list_limit);
  judge.points(0, groups.means, {});
  for (std::size_t i = 0; i < count; ++i) judge.range(i, groups.ranges[i]);
  add_subgroups(evidence, judge, groups,
                {.missing = groups.missing, .sigma_limit = params_.sigma_limit, .baseline = params_.baseline, .list_limit = list_limit});
}

void Spc::begin() {
  if (params_.chart == ChartKind::kXbarR) {
    throw sdk::Failure(OPH_UNSUPPORTED, "chart xbar_r does not work on a stream: a subgroup may get values at any time; use compute");
  }
  if (!params_.center && !params_.baseline) {
    throw sdk::Failure(OPH_UNSUPPORTED,
                       "limits fitted to all values do not work on a stream: give `baseline`, or `center` and `sigma`");
  }
  stream_ = series();
}

void Spc::update(const sdk::Table& rows, sdk::Events& events) {
  stream_.add(rows.role("value"), [&](std::uint64_t row, double x, bool beyond, Rules rules) {
    if (beyond) events.emit(row, "beyond_limits", x);
    for (std::size_t rule = 0; rule < std::size(kRuleNames); ++rule) {
      if ((rules >> rule & 1u) != 0) events.emit(row, kRuleNames[rule], x);
    }
  });
}

void Spc::finish(sdk::EvidenceSink& evidence) { stream_.finish(evidence); }

}  // namespace ophamin::observability
