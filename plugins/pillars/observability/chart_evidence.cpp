// SPDX-License-Identifier: Apache-2.0
#include "chart_evidence.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "../common/not_finite.hpp"

namespace ophamin::observability {
namespace {

constexpr std::string_view kMainStatistic = "special_points";
constexpr std::array<std::string_view, WesternElectric::kRuleCount> kRuleNames{"rule1", "rule2", "rule3", "rule4"};

struct Figure {
  std::string_view name;
  double value;
};

// Names of the figures: those of the textbook chart.
struct Names {
  std::string_view center, upper, lower;
  std::string_view mean_range, range_upper, range_lower, ranges_beyond;
};
constexpr Names kIndividuals{"center", "ucl", "lcl", "mr_bar", "mr_ucl", "mr_lcl", "mr_beyond"};
constexpr Names kXbarR{"xbar_center", "xbar_ucl", "xbar_lcl", "r_bar", "r_ucl", "r_lcl", "r_chart_beyond"};

void set_lists(sdk::Object& detail, const Findings& found, const Names& names, bool has_ranges) {
  detail.set("out_of_control", found.out_of_control.kept());
  detail.set("special", found.special.kept());
  if (has_ranges) detail.set(names.ranges_beyond, found.ranges_beyond.kept());
  detail.set("violations", [&](sdk::Object& violations) {
    for (std::size_t rule = 0; rule < kRuleNames.size(); ++rule) violations.set(kRuleNames[rule], found.rules[rule].kept());
  });
  detail.set("counts", [&](sdk::Object& counts) {
    for (std::size_t rule = 0; rule < kRuleNames.size(); ++rule) counts.set(kRuleNames[rule], found.rules[rule].count());
    counts.set("out_of_control", found.out_of_control.count());
    counts.set("special", found.special.count());
    counts.set("common", found.points - found.special.count());
    if (has_ranges) counts.set(names.ranges_beyond, found.ranges_beyond.count());
  });
}

template <class More>
void add_chart(sdk::EvidenceSink& evidence, const Judge& judge, const ChartNotes& notes, const Names& names,
               std::string_view chart_name, More more) {
  const auto& chart = judge.chart();
  const auto& found = judge.findings();
  const Figure figures[] = {
      {names.center, chart.limits.center}, {names.upper, chart.limits.upper}, {names.lower, chart.limits.lower},
      {chart.ranges ? "sigma_hat" : "sigma", chart.sigma_hat}};

  evidence.add(sdk::Evidence(kMainStatistic)
                   .value(static_cast<double>(found.special.count()))
                   .detail([&](sdk::Object& detail) {
                     detail.set("chart", chart_name).set("points", found.points).set("missing", notes.missing);
                     detail.set("sigma_limit", notes.sigma_limit).set("baseline", notes.baseline);
                     for (const auto& [name, value] : figures) detail.set(name, value);
                     if (chart.ranges) {
                       detail.set(names.mean_range, chart.ranges->center);
                       detail.set(names.range_upper, chart.ranges->upper).set(names.range_lower, chart.ranges->lower);
                     }
                     more(detail);
                     set_lists(detail, found, names, chart.ranges.has_value());
                   }));
  evidence.add(sdk::Evidence("out_of_control").value(static_cast<double>(found.out_of_control.count())));
  for (const auto& [name, value] : figures) evidence.add(sdk::Evidence(name).value(value));
  if (!chart.ranges) return;
  evidence.add(sdk::Evidence(names.mean_range).value(chart.ranges->center));
  evidence.add(sdk::Evidence(names.range_upper).value(chart.ranges->upper));
  evidence.add(sdk::Evidence(names.range_lower).value(chart.ranges->lower));
  evidence.add(sdk::Evidence(names.ranges_beyond).value(static_cast<double>(found.ranges_beyond.count())));
}

}  // namespace

void add_individuals(sdk::EvidenceSink& evidence, const Judge& judge, const ChartNotes& notes) {
  add_chart(evidence, judge, notes, kIndividuals, "individuals", [](sdk::Object&) {});
}

void add_subgroups(sdk::EvidenceSink& evidence, const Judge& judge, const Subgroups& groups, const ChartNotes& notes) {
  add_chart(evidence, judge, notes, kXbarR, "xbar_r", [&](sdk::Object& detail) {
    const auto shown = std::min(notes.list_limit, groups.means.size());
    detail.set("subgroups", groups.means.size()).set("subgroup_size", groups.sizes.front());
    detail.set("subgroup_mean", std::span(groups.means).first(shown));
    detail.set("subgroup_range", std::span(groups.ranges).first(shown));
  });
}

void add_undefined(sdk::EvidenceSink& evidence, std::uint64_t needed, std::uint64_t found, std::string_view reason) {
  evidence.add(sdk::Evidence(kMainStatistic).undefined(needed, found, reason));
}

void add_not_finite(sdk::EvidenceSink& evidence, std::uint64_t values, std::uint64_t count) {
  auto row = sdk::Evidence(kMainStatistic);
  evidence.add(pillars::not_finite(row, values, count, "no centre and no limits"));
}

void add_overflow(sdk::EvidenceSink& evidence, std::uint64_t values) {
  add_undefined(evidence, values, values, "the limits are beyond the numbers; scale the values");
}

}  // namespace ophamin::observability
