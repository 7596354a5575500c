// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include <ophamin/sdk.hpp>

#include "labels.hpp"

namespace ophamin::pillars {

/// What a column of flags accepts: booleans, or the numbers 0 and 1.
inline constexpr sdk::Types kFlags = sdk::kBooleans | sdk::kIntegers | sdk::kNumbers;

/// A cell that has a value. Throws OPH_INVALID_ARGUMENT, with the row, for a number other than 0 and 1.
inline bool flag_at(const sdk::Column& column, std::size_t row) {
  const double number = column.number(row);
  if (number == 0.0 || number == 1.0) return number == 1.0;
  throw sdk::invalid_argument("column `" + std::string(column.name()) + "` row " + std::to_string(row) + ": expected 0 or 1, found " +
                              label_text(column, row));
}

}  // namespace ophamin::pillars
