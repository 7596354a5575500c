// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include <ophamin/sdk.hpp>

namespace ophamin::pillars {

/// Calls `take(row, numbers)` for each unbroken run of cells of a number column that have a value; `row` is that of the first.
template <class Take>
void for_each_run(const sdk::Column& column, Take take) {
  const auto cells = column.doubles();
  const bool is_whole = column.missing() == 0;
  for (std::size_t begin = 0; begin < cells.size(); ++begin) {
    auto end = is_whole ? cells.size() : begin;
    while (end < cells.size() && column.has(end)) ++end;
    if (end != begin) take(begin, cells.subspan(begin, end - begin));
    begin = end;
  }
}

}  // namespace ophamin::pillars
