// SPDX-License-Identifier: Apache-2.0
//
// Sorting, ranks, and walks over values that are tied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ophamin::statistics {

/// Ascending; no value is NaN. A hybrid of radix sort and comparisons (S. J. Ross, The spreadsort high-performance general-case
/// sorting algorithm, PDPTA 2002; Boost.Sort).
void sort_numbers(std::vector<double>& values);

/// Mid-ranks from 1: tied values share the mean of their ranks. No value is NaN.
struct Ranks {
  std::vector<double> of_value;
  /// Sum over the groups of equal values of t (n - t) (n + t), which is n^3 less the sum of all t^3: 0 if all values are equal.
  double untied_cubes = 0.0;
  /// Sum of t^3 - t.
  double tied_cubes = 0.0;
  std::uint64_t distinct = 0;

  bool has_ties() const noexcept { return distinct < of_value.size(); }
};
Ranks ranks(std::span<const double> values);

/// `use(in_x, in_y, value)` for each value in ascending order, with how often it occurs in each of two sorted samples.
template <class Use>
void walk_values(std::span<const double> x, std::span<const double> y, Use use) {
  std::size_t i = 0, j = 0;
  while (i < x.size() || j < y.size()) {
    const double value = j == y.size() || (i < x.size() && x[i] < y[j]) ? x[i] : y[j];
    const auto i0 = i, j0 = j;
    while (i < x.size() && x[i] == value) ++i;
    while (j < y.size() && y[j] == value) ++j;
    use(i - i0, j - j0, value);
  }
}

}  // namespace ophamin::statistics
