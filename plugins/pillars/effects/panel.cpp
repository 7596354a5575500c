// SPDX-License-Identifier: Apache-2.0
#include "panel.hpp"

#include <algorithm>
#include <cmath>

#include "common/labels.hpp"

namespace ophamin::effects {

Panel::Panel(const sdk::Table& table) : group_column_(table.role("group")) {
  const auto response = table.role("y");
  const auto predictors = table.all("x");
  const auto rows = table.rows();
  const auto is_complete = [&](std::size_t row) {
    return response.has(row) && group_column_.has(row) &&
           std::all_of(predictors.begin(), predictors.end(), [row](const sdk::Column& column) { return column.has(row); });
  };
  for (std::size_t row = 0; row < rows; ++row) missing_ += is_complete(row) ? 0 : 1;
  if (missing_ != 0) {
    complete_.reserve(rows - missing_);
    for (std::size_t row = 0; row < rows; ++row) {
      if (is_complete(row)) complete_.push_back(row);
    }
  }

  y_ = complete_cells(response);
  for (const auto& column : predictors) {
    x_.push_back(complete_cells(column));
    names_.emplace_back(column.name());
  }
  for (std::size_t row = 0; row < y_.size(); ++row) {
    const bool is_finite = std::isfinite(y_[row]) && std::all_of(x_.begin(), x_.end(), [row](auto x) { return std::isfinite(x[row]); });
    not_finite_ += is_finite ? 0 : 1;
  }

  // Groups that lost all their rows are none.
  const auto labels = pillars::number_labels(group_column_);
  std::vector<std::uint32_t> numbers(labels.count(), pillars::Labels::kNone);
  group_.reserve(y_.size());
  for (std::size_t i = 0; i < y_.size(); ++i) {
    const auto row = missing_ == 0 ? i : complete_[i];
    auto& number = numbers[labels.of_row[row]];
    if (number == pillars::Labels::kNone) {
      number = static_cast<std::uint32_t>(first_rows_.size());
      first_rows_.push_back(row);
    }
    group_.push_back(number);
  }
}

std::string Panel::group_label(std::size_t group) const { return pillars::label_text(group_column_, first_rows_[group]); }

std::span<const double> Panel::complete_cells(const sdk::Column& column) {
  if (missing_ == 0 && column.type() == OPH_FLOAT) return column.doubles();
  auto& copy = copies_.emplace_back();
  copy.reserve(column.size() - missing_);
  if (missing_ == 0) {
    for (std::size_t row = 0; row < column.size(); ++row) copy.push_back(column.number(row));
  } else {
    for (const auto row : complete_) copy.push_back(column.number(row));
  }
  return copy;
}

}  // namespace ophamin::effects
