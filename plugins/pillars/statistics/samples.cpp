// SPDX-License-Identifier: Apache-2.0
#include "samples.hpp"

#include <algorithm>
#include <cmath>

#include "../common/labels.hpp"

namespace ophamin::statistics {
namespace {

constexpr std::size_t kNamedLabels = 8;

Sample read_sample(const sdk::Column& column) {
  const sdk::Numbers numbers(column);
  return {std::string(column.name()), std::vector<double>(numbers.begin(), numbers.end())};
}

TwoSamples split(const sdk::Column& value, const sdk::Column& group) {
  const auto labels = pillars::number_labels(group);
  if (labels.count() > 2) {
    std::string names;
    for (std::size_t i = 0; i < std::min(labels.count(), kNamedLabels); ++i) {
      names += (i == 0 ? "" : ", ") + pillars::label_text(group, labels.first_rows[i]);
    }
    if (labels.count() > kNamedLabels) names += ", ...";
    throw sdk::invalid_argument("column `" + std::string(group.name()) + "`: expected two groups, found " + std::to_string(labels.count()) +
                                ": " + names + "; choose two, or compare all with stats.one_way_anova");
  }
  TwoSamples out;
  if (labels.count() > 0) out.x.name = pillars::label_text(group, labels.first_rows[0]);
  if (labels.count() > 1) out.y.name = pillars::label_text(group, labels.first_rows[1]);
  for (std::size_t row = 0; row < value.size(); ++row) {
    if (!value.has(row) || labels.of_row[row] == pillars::Labels::kNone) {
      ++out.missing;
      continue;
    }
    (labels.of_row[row] == 0 ? out.x : out.y).values.push_back(value.number(row));
  }
  return out;
}

template <class Fits>
std::optional<NoAnswer> unless(std::span<const double> x, std::span<const double> y, Fits fits, const char* reason) {
  const auto fit = std::count_if(x.begin(), x.end(), fits) + std::count_if(y.begin(), y.end(), fits);
  const auto all = x.size() + y.size();
  if (static_cast<std::size_t>(fit) == all) return std::nullopt;
  return NoAnswer{all, static_cast<std::uint64_t>(fit), reason};
}

bool is_finite(double value) { return std::isfinite(value); }
bool is_number(double value) { return !std::isnan(value); }

}  // namespace

TwoSamples read_two_samples(const sdk::Table& table) {
  const auto x = table.find("x");
  const auto y = table.find("y");
  const auto value = table.find("value");
  const auto group = table.find("group");
  if (x && y && !value && !group) {
    TwoSamples out{read_sample(*x), read_sample(*y)};
    out.missing = 2 * table.rows() - out.x.size() - out.y.size();
    return out;
  }
  if (value && group && !x && !y) return split(*value, *group);
  throw sdk::missing_role("expected two columns with the roles `x` and `y`, or two with the roles `value` and `group`");
}

Pairs read_pairs(const sdk::Table& table) {
  const auto x = table.role("x");
  const auto y = table.role("y");
  Pairs out;
  if (x.missing() == 0 && y.missing() == 0) {
    out.x = read_sample(x).values;
    out.y = read_sample(y).values;
    return out;
  }
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (!x.has(row) || !y.has(row)) {
      ++out.missing;
      continue;
    }
    out.x.push_back(x.number(row));
    out.y.push_back(y.number(row));
  }
  return out;
}

std::optional<NoAnswer> unless_finite(std::span<const double> values) { return unless_finite(values, {}); }

std::optional<NoAnswer> unless_finite(std::span<const double> x, std::span<const double> y) {
  return unless(x, y, is_finite, "values that are infinite or no number have no mean");
}

std::optional<NoAnswer> unless_ordered(std::span<const double> x, std::span<const double> y) {
  return unless(x, y, is_number, "values that are no number have no order");
}

sdk::Evidence undefined_row(std::string_view statistic, const NoAnswer& no) {
  sdk::Evidence row(statistic);
  row.undefined(no.needed, no.found, no.reason);
  return row;
}

}  // namespace ophamin::statistics
