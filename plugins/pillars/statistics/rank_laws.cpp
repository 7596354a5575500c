// SPDX-License-Identifier: Apache-2.0
#include "rank_laws.hpp"

#include <algorithm>

namespace ophamin::statistics {

std::vector<double> mann_whitney_law(std::uint64_t n, std::uint64_t m, std::uint64_t top) {
  if (n < m) std::swap(n, m);
  std::vector<double> law(top + 1, 0.0);
  law[0] = 1.0;
  for (std::uint64_t i = 1; i <= m; ++i) {
    // Times (1 - q^(n + i)), over (1 - q^i), over the number of arrangements that each adds.
    const auto shift = n + i;
    for (std::uint64_t k = top; k + 1 > shift; --k) law[k] -= law[k - shift];
    for (std::uint64_t k = i; k <= top; ++k) law[k] += law[k - i];
    const double share = static_cast<double>(i) / static_cast<double>(shift);
    for (double& p : law) p *= share;
  }
  return law;
}

std::vector<double> signed_rank_law(std::uint64_t n, std::uint64_t top) {
  std::vector<double> law(top + 1, 0.0);
  law[0] = 1.0;
  for (std::uint64_t i = 1; i <= n; ++i) {
    for (std::uint64_t k = top; k + 1 > i; --k) law[k] += law[k - i];
    for (double& p : law) p *= 0.5;
  }
  return law;
}

}  // namespace ophamin::statistics
