// SPDX-License-Identifier: Apache-2.0
//
// What rank statistics are distributed like under the null hypothesis, exactly, where no values are tied.
#pragma once

#include <cstdint>
#include <vector>

namespace ophamin::statistics {

/// P(U = 0), ..., P(U = top) of Mann and Whitney's U of samples of n and m; n, m >= 1, top <= n m / 2. Time m * top, memory top. The
/// generating function is the Gaussian binomial coefficient (H. B. Mann and D. R. Whitney, Ann. Math. Stat. 18 (1947) 50-60).
std::vector<double> mann_whitney_law(std::uint64_t n, std::uint64_t m, std::uint64_t top);

/// P(W = 0), ..., P(W = top) of Wilcoxon's signed rank sum of n differences; top <= n (n + 1) / 4. The generating function is the
/// product of (1 + q^i) / 2 (F. Wilcoxon, Biometrics Bulletin 1 (1945) 80-83).
std::vector<double> signed_rank_law(std::uint64_t n, std::uint64_t top);

}  // namespace ophamin::statistics
