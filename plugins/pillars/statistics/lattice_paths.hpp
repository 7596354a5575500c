// SPDX-License-Identifier: Apache-2.0
//
// The exact law of the two-sample Kolmogorov-Smirnov statistic.
#pragma once

#include <cstdint>
#include <vector>

namespace ophamin::statistics {

/// The share of all orders of n values of x and m of y in which |i m - j n| >= bound after some i values of x and j of y; time n m,
/// memory m. Where `is_end` is not empty, it says after how many values (index + 1) a group of equal values ends, and only there
/// the difference counts: given the ties, that is exact (G. Schroeer and D. Trenkler, Comput. Stat. Data Anal. 20 (1995) 185-202). Nothing is
/// subtracted, so small shares keep their digits.
double share_of_paths(std::uint64_t n, std::uint64_t m, std::uint64_t bound, const std::vector<bool>& is_end);

}  // namespace ophamin::statistics
