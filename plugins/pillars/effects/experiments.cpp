// SPDX-License-Identifier: Apache-2.0
#include "experiments.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "common/labels.hpp"

namespace ophamin::effects {
namespace {

// `levels` in another order: `order[i]` is the old index of the new level i.
void reorder(Factor& factor, const std::vector<std::uint32_t>& order) {
  std::vector<std::string> levels;
  std::vector<std::uint32_t> place(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    levels.push_back(factor.levels[order[i]]);
    place[order[i]] = i;
  }
  factor.levels = std::move(levels);
  for (auto& level : factor.of_unit) level = place[level];
}

std::vector<std::uint32_t> identity(std::size_t count) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0u);
  return order;
}

Factor read_factor(const sdk::Column& column, const std::vector<std::size_t>& rows, LevelOrder level_order) {
  Factor factor;
  factor.name = column.name();
  factor.of_unit.reserve(rows.size());
  const auto labels = pillars::number_labels(column);
  std::vector<std::uint32_t> numbers(labels.count(), pillars::Labels::kNone);
  for (const auto row : rows) {
    auto& number = numbers[labels.of_row[row]];
    if (number == pillars::Labels::kNone) {  // labels of incomplete rows alone are no levels
      number = static_cast<std::uint32_t>(factor.levels.size());
      factor.levels.push_back(pillars::label_text(column, row));
    }
    factor.of_unit.push_back(number);
  }
  if (level_order == LevelOrder::kText) {
    auto order = identity(factor.levels.size());
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return factor.levels[a] < factor.levels[b]; });
    reorder(factor, order);
  }
  return factor;
}

void put_first(Factor& factor, std::uint32_t level) {
  auto order = identity(factor.levels.size());
  std::rotate(order.begin(), order.begin() + level, order.begin() + level + 1);
  reorder(factor, order);
}

}  // namespace

std::optional<std::uint32_t> Factor::find(std::string_view level) const {
  const auto at = std::find(levels.begin(), levels.end(), level);
  if (at == levels.end()) return std::nullopt;
  return static_cast<std::uint32_t>(at - levels.begin());
}

std::string quoted_list(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 10;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kMost); ++i) text += (i == 0 ? "`" : ", `") + names[i] + "`";
  if (names.size() > kMost) text += " and " + std::to_string(names.size() - kMost) + " more";
  return text.empty() ? "none" : text;
}

Assignment Experiments::parse(std::string_view parameter, std::string_view text) const {
  // A name may hold a `=` itself.
  for (std::size_t f = 0; f < factors.size(); ++f) {
    const std::string_view name = factors[f].name;
    if (text.size() > name.size() && text.starts_with(name) && text[name.size()] == '=') {
      return {f, std::string(text.substr(name.size() + 1))};
    }
  }
  std::vector<std::string> names;
  for (const auto& factor : factors) names.push_back(factor.name);
  throw sdk::invalid_argument("`" + std::string(parameter) + "`: expected FACTOR=LEVEL, where FACTOR is one of " + quoted_list(names) +
                              ", found `" + std::string(text) + "`");
}

Experiments read_experiments(const sdk::Table& table, LevelOrder order, const std::vector<std::string>& baselines) {
  const auto outcome = table.role("y");
  const auto factors = table.all("factor");
  const auto covariates = table.all("x");
  std::vector<std::size_t> rows;
  const auto has = [](const std::vector<sdk::Column>& columns, std::size_t row) {
    return std::all_of(columns.begin(), columns.end(), [row](const sdk::Column& column) { return column.has(row); });
  };
  rows.reserve(table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (outcome.has(row) && has(factors, row) && has(covariates, row)) rows.push_back(row);
  }

  Experiments out;
  out.missing = table.rows() - rows.size();
  out.outcome.reserve(rows.size());
  for (const auto row : rows) out.outcome.push_back(outcome.number(row));
  for (const auto& column : covariates) {
    auto& covariate = out.covariates.emplace_back();
    covariate.name = column.name();
    covariate.of_unit.reserve(rows.size());
    for (const auto row : rows) covariate.of_unit.push_back(column.number(row));
  }
  for (const auto& column : factors) out.factors.push_back(read_factor(column, rows, order));
  for (std::size_t unit = 0; unit < rows.size(); ++unit) {
    const bool is_finite = std::isfinite(out.outcome[unit]) &&
                           std::all_of(out.covariates.begin(), out.covariates.end(), [&](const auto& c) { return std::isfinite(c.of_unit[unit]); });
    out.not_finite += is_finite ? 0 : 1;
  }
  for (const auto& text : baselines) {
    const auto [index, level] = out.parse("baseline", text);
    auto& factor = out.factors[index];
    const auto found = factor.find(level);
    if (!found && rows.empty()) continue;  // there are no levels to choose from, and nothing will be computed
    if (!found) {
      throw sdk::invalid_argument("`baseline`: expected a level of `" + factor.name + "` (" + quoted_list(factor.levels) + "), found `" +
                                  level + "`");
    }
    put_first(factor, *found);
  }
  return out;
}

}  // namespace ophamin::effects
