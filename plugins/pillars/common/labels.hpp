// SPDX-License-Identifier: Apache-2.0
//
// Labels of rows: groups, classes, cells. A label is a boolean, a number or a text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <ophamin/sdk.hpp>

namespace ophamin::pillars {

/// The labels of a column, numbered as they first appear.
struct Labels {
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  std::vector<std::uint32_t> of_row;    ///< the number of each row's label; kNone where the cell is missing
  std::vector<std::size_t> first_rows;  ///< where each label appears first

  std::size_t count() const noexcept { return first_rows.size(); }
};

/// Numbers are told apart by their bits, but for the two zeros, so that cells that are no number are one label. Throws
/// OPH_LIMIT for 2^32 - 1 labels or more.
Labels number_labels(const sdk::Column& column);

/// The label of a row that has one, as a text: `b`, `7`, `0.05`, `true`.
std::string label_text(const sdk::Column& column, std::size_t row);

/// The shortest decimal that names this double: `0.05`, `1e-300`.
std::string number_text(double number);

}  // namespace ophamin::pillars
