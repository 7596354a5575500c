// SPDX-License-Identifier: Apache-2.0
#include "lattice_paths.hpp"

namespace ophamin::statistics {

double share_of_paths(std::uint64_t n, std::uint64_t m, std::uint64_t bound, const std::vector<bool>& is_end) {
  if (bound == 0) return 1.0;
  const auto steps = n + m;
  std::vector<double> one_over(steps + 1, 0.0);
  for (std::uint64_t left = 1; left <= steps; ++left) one_over[left] = 1.0 / static_cast<double>(left);

  // alive[j]: the probability that a path comes to (i, j) and has not met the bound before. From (i, j) the next value is one of
  // x with probability (n - i) / (n + m - i - j). What meets the bound leaves.
  std::vector<double> alive(m + 1, 0.0);
  double left_over = 0.0;
  for (std::uint64_t i = 0; i <= n; ++i) {
    const auto x_left = static_cast<double>(n - i + 1);  // before the step to i
    for (std::uint64_t j = 0; j <= m; ++j) {
      if (i == 0 && j == 0) {
        alive[0] = 1.0;
        continue;
      }
      const double step = one_over[steps - i - j + 1];
      double p = i == 0 ? 0.0 : alive[j] * x_left * step;
      if (j != 0) p += alive[j - 1] * static_cast<double>(m - j + 1) * step;
      const auto a = i * m, b = j * n;
      const bool meets = (a > b ? a - b : b - a) >= bound && (is_end.empty() || is_end[i + j - 1]);
      if (meets) left_over += p;
      alive[j] = meets ? 0.0 : p;
    }
  }
  return left_over;
}

}  // namespace ophamin::statistics
