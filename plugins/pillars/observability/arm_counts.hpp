// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <ophamin/sdk.hpp>

#include "label_book.hpp"

namespace ophamin::observability {

/// Units counted by arm, and by segment and arm, of tables that come one after the other. Memory grows with the labels alone.
class ArmCounts {
 public:
  /// Units of one arm.
  struct Cell {
    std::uint64_t units = 0;
    bool has_row = false;
  };

  /// `declared`: the arms there are; empty if the tables say.
  explicit ArmCounts(std::span<const std::string> declared);

  /// Roles `arm`, `count`, `expected_ratio`, `segment`. Throws OPH_INVALID_ARGUMENT, with the row, for a count that is negative
  /// or no whole number, an arm that was not declared, a ratio that is negative, not finite, or not that of the arm's other rows.
  void add(const sdk::Table& rows);

  const LabelBook& arms() const noexcept { return arms_; }
  const LabelBook& segments() const noexcept { return segments_; }
  /// By arm.
  std::span<const Cell> whole() const noexcept { return whole_; }
  /// By arm; shorter than that if its last arms have no row there.
  std::span<const Cell> segment(std::size_t number) const noexcept { return by_segment_[number]; }
  /// By arm, where a row said it; shorter if the last arms have none.
  std::span<const std::optional<double>> ratios() const noexcept { return ratios_; }
  /// Rows that lack a cell of one of their roles; left out.
  std::uint64_t missing() const noexcept { return missing_; }
  /// The tables hold counts: an arm without a row was not counted. Else rows are units, and it has none.
  bool are_counts() const noexcept { return are_counts_; }

 private:
  std::size_t declared_;
  LabelBook arms_;
  LabelBook segments_;
  std::vector<Cell> whole_;
  std::vector<std::vector<Cell>> by_segment_;
  std::vector<std::optional<double>> ratios_;
  std::uint64_t rows_ = 0;
  std::uint64_t missing_ = 0;
  bool are_counts_ = false;
};

}  // namespace ophamin::observability
