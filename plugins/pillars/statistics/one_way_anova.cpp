// SPDX-License-Identifier: Apache-2.0
#include "one_way_anova.hpp"

#include <algorithm>
#include <cmath>
#include <variant>
#include <vector>

#include "../common/compensated_sum.hpp"
#include "../common/distributions.hpp"
#include "../common/labels.hpp"
#include "moments.hpp"
#include "samples.hpp"

namespace ophamin::statistics {
namespace {

struct Groups {
  std::vector<double> values{};
  std::vector<std::uint32_t> of_value{};
  std::vector<std::string> labels{};
  std::size_t missing = 0;
};

Groups read(const sdk::Table& table) {
  const auto value = table.role("value");
  const auto column = table.role("group");
  const auto labels = pillars::number_labels(column);
  Groups out;
  std::vector<std::uint32_t> numbers(labels.count(), pillars::Labels::kNone);  // groups that lost all their rows are none
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (!value.has(row) || labels.of_row[row] == pillars::Labels::kNone) {
      ++out.missing;
      continue;
    }
    auto& number = numbers[labels.of_row[row]];
    if (number == pillars::Labels::kNone) {
      number = static_cast<std::uint32_t>(out.labels.size());
      out.labels.push_back(pillars::label_text(column, row));
    }
    out.values.push_back(value.number(row));
    out.of_value.push_back(number);
  }
  return out;
}

std::vector<Moments> group_moments(const Groups& groups) {
  std::vector<Moments> out(groups.labels.size());
  std::vector<pillars::CompensatedSum> sums(out.size()), squares(out.size());
  for (std::size_t i = 0; i < groups.values.size(); ++i) {
    auto& group = out[groups.of_value[i]];
    if (group.n++ == 0) group.origin = groups.values[i];
    sums[groups.of_value[i]].add(groups.values[i] - group.origin);
  }
  for (std::size_t g = 0; g < out.size(); ++g) out[g].shift = sums[g].value() / out[g].count();
  for (std::size_t i = 0; i < groups.values.size(); ++i) {
    const auto& group = out[groups.of_value[i]];
    const double distance = (groups.values[i] - group.origin) - group.shift;
    squares[groups.of_value[i]].add(distance * distance);
  }
  for (std::size_t g = 0; g < out.size(); ++g) out[g].squares = squares[g].value();
  return out;
}

struct Analysis {
  double between = 0.0, within = 0.0;  ///< sums of squares
  double df_between = 0.0, df_within = 0.0;
  double f = 0.0;  ///< infinite where nothing varies within the groups
  double eta_squared = 0.0, omega_squared = 0.0;
};

// Means are told from the first group's origin.
double relative_mean(const Moments& group, double origin) { return (group.origin - origin) + group.shift; }

std::variant<Analysis, NoAnswer> fisher(const std::vector<Moments>& groups, std::size_t values) {
  const auto n = static_cast<double>(values);
  const double origin = groups.front().origin;
  const auto total = [&](auto term) {
    pillars::CompensatedSum sum;
    for (const auto& group : groups) sum.add(term(group));
    return sum.value();
  };
  const double grand = total([&](const Moments& group) { return group.count() * relative_mean(group, origin); }) / n;
  Analysis out;
  out.between = total([&](const Moments& group) {
    const double distance = relative_mean(group, origin) - grand;
    return group.count() * distance * distance;
  });
  out.within = total([](const Moments& group) { return group.squares; });
  out.df_between = static_cast<double>(groups.size()) - 1.0;
  out.df_within = n - static_cast<double>(groups.size());
  const double all = out.between + out.within;
  if (!std::isfinite(all)) return NoAnswer{1, 0, "squares of the values are too large for a double"};
  if (all == 0.0) return NoAnswer{2, 1, "all values are equal"};
  const double error = out.within / out.df_within;
  out.f = (out.between / out.df_between) / error;
  out.eta_squared = out.between / all;
  out.omega_squared = (out.between - out.df_between * error) / (all + error);
  return out;
}

// The sums of squares and effect sizes are those of the other.
std::variant<Analysis, NoAnswer> welch(const std::vector<Moments>& groups, const Analysis& fisher) {
  const auto usable = std::count_if(groups.begin(), groups.end(), [](const Moments& group) { return group.n >= 2 && group.squares > 0.0; });
  if (static_cast<std::size_t>(usable) != groups.size()) {
    return NoAnswer{groups.size(), static_cast<std::uint64_t>(usable), "groups of two values that differ; others have no variance to weigh with"};
  }
  const double origin = groups.front().origin;
  double most = 0.0;
  for (const auto& group : groups) most = std::max(most, group.count() / group.variance());
  const auto weight = [most](const Moments& group) { return group.count() / group.variance() / most; };
  double weights = 0.0, mean = 0.0;
  for (const auto& group : groups) weights += weight(group);
  for (const auto& group : groups) mean += weight(group) / weights * relative_mean(group, origin);
  double between = 0.0, spread = 0.0;
  for (const auto& group : groups) {
    const double distance = relative_mean(group, origin) - mean;
    const double rest = 1.0 - weight(group) / weights;
    between += weight(group) * most * distance * distance;
    spread += rest * rest / (group.count() - 1.0);
  }
  const auto k = static_cast<double>(groups.size());
  Analysis out = fisher;
  out.df_within = (k * k - 1.0) / (3.0 * spread);
  out.f = between / (k - 1.0) / (1.0 + 2.0 * (k - 2.0) / (k * k - 1.0) * spread);
  return out;
}

}  // namespace

void OneWayAnova::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  const auto groups = read(table);
  std::variant<Analysis, NoAnswer> outcome;
  std::vector<Moments> moments;
  const auto k = groups.labels.size();
  if (const auto no = unless_finite(groups.values)) {
    outcome = *no;
  } else if (k < 2) {
    outcome = NoAnswer{2, k, "groups to compare"};
  } else if (groups.values.size() <= k) {
    outcome = NoAnswer{k + 1, groups.values.size(), "one value in each group leaves nothing to vary within"};
  } else {
    moments = group_moments(groups);
    outcome = fisher(moments, groups.values.size());
    if (params_.variances == Variances::kWelch && std::holds_alternative<Analysis>(outcome)) {
      outcome = welch(moments, std::get<Analysis>(outcome));
    }
  }
  const auto set_inputs = [&](sdk::Object& detail) {
    detail.set("variances", params_.variances == Variances::kEqual ? "equal" : "welch");
    detail.set("n", groups.values.size()).set("n_groups", k).set("missing", groups.missing);
    const auto listed = static_cast<std::size_t>(std::min<std::uint64_t>(moments.size(), params_.list_limit));
    detail.set("groups", [&](sdk::Array& list) {
      for (std::size_t g = 0; g < listed; ++g) {
        list.add([&](sdk::Object& group) {
          group.set("group", groups.labels[g]).set("n", moments[g].n).set("mean", moments[g].mean());
          group.set("sd", moments[g].n >= 2 ? std::optional(moments[g].sd()) : std::nullopt);
        });
      }
    });
  };
  if (const auto* no = std::get_if<NoAnswer>(&outcome)) {
    evidence.add(undefined_row("f", *no).detail(set_inputs));
    return;
  }
  const auto& a = std::get<Analysis>(outcome);
  const double p = pillars::f_above(a.f, a.df_between, a.df_within);
  evidence.add(sdk::Evidence("f").value(a.f).p_value(p).effect_size(a.eta_squared).detail([&](sdk::Object& detail) {
    detail.set("statistic", a.f).set("p_value", p);
    detail.set("df_between", a.df_between).set("df_within", a.df_within);
    detail.set("ss_between", a.between).set("ss_within", a.within);
    detail.set("eta_squared", a.eta_squared).set("omega_squared", a.omega_squared);
    set_inputs(detail);
  }));
  evidence.add(sdk::Evidence("eta_squared").value(a.eta_squared));
  evidence.add(sdk::Evidence("omega_squared").value(a.omega_squared));
}

}  // namespace ophamin::statistics
