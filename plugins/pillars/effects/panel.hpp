// SPDX-License-Identifier: Apache-2.0
//
// What a mixed model is fitted to: complete rows of a response, predictors and a group.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <ophamin/sdk.hpp>

namespace ophamin::effects {

/// Views of the table's columns where every row is complete, copies of the complete rows else. Lives no longer than the table.
class Panel {
 public:
  /// Roles `y`, `x` (any number) and `group`.
  explicit Panel(const sdk::Table& table);
  Panel(const Panel&) = delete;
  Panel& operator=(const Panel&) = delete;

  std::size_t rows() const noexcept { return y_.size(); }
  std::size_t groups() const noexcept { return first_rows_.size(); }
  std::size_t predictors() const noexcept { return x_.size(); }

  std::span<const double> y() const noexcept { return y_; }
  std::span<const double> x(std::size_t predictor) const noexcept { return x_[predictor]; }
  const std::string& name(std::size_t predictor) const noexcept { return names_[predictor]; }
  /// Of each row, numbered from 0 as groups appear.
  std::span<const std::uint32_t> group() const noexcept { return group_; }
  std::string group_label(std::size_t group) const;

  /// Rows with a missing cell, left out.
  std::size_t missing() const noexcept { return missing_; }
  /// Rows with a number that is infinite or none; counted in.
  std::size_t not_finite() const noexcept { return not_finite_; }

 private:
  std::span<const double> complete_cells(const sdk::Column& column);

  sdk::Column group_column_;
  std::vector<std::size_t> complete_;  // rows of the table, if some are left out
  std::span<const double> y_;
  std::vector<std::span<const double>> x_;
  std::vector<std::string> names_;
  std::vector<std::uint32_t> group_;
  std::vector<std::size_t> first_rows_;  // of the table, one for each group
  std::deque<std::vector<double>> copies_;
  std::size_t missing_ = 0;
  std::size_t not_finite_ = 0;
};

}  // namespace ophamin::effects
