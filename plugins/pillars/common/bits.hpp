// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <ophamin/sdk.hpp>

namespace ophamin::pillars {

/// Throws OPH_INVALID_ARGUMENT for the first value of a number column that is neither 0 nor 1. `first_row` is the number of its
/// first row since the stream began; `who` takes nothing else.
inline void demand_bits(const sdk::Column& values, std::uint64_t first_row, std::string_view who) {
  const auto cells = values.doubles();
  // x x = x for 0 and 1 alone, NaN and infinities included; without branches, which random bits would mislead.
  std::size_t others = 0;
  for (const double x : cells) others += x * x - x != 0.0 ? 1 : 0;
  for (std::size_t i = 0; others != 0 && i < cells.size(); ++i) {
    if (cells[i] == 0.0 || cells[i] == 1.0 || !values.has(i)) continue;
    throw sdk::invalid_argument("column `" + std::string(values.name()) + "` row " + std::to_string(first_row + i) + ": " +
                                std::string(who) + " takes 0 and 1, found " + std::to_string(cells[i]));
  }
}

}  // namespace ophamin::pillars
