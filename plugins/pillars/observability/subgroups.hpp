// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <ophamin/sdk.hpp>

namespace ophamin::observability {

/// Rational subgroups, in the order in which their labels first appear; the rows of a subgroup need not lie together.
struct Subgroups {
  std::vector<double> means;
  std::vector<double> ranges;
  std::vector<std::size_t> sizes;
  std::size_t missing = 0;     ///< rows without a value or without a label, left out
  std::size_t not_finite = 0;  ///< values that are infinite or no number, counted in
};

/// `label` is a boolean, integer, number or text column.
Subgroups group(const sdk::Column& value, const sdk::Column& label);

}  // namespace ophamin::observability
