// SPDX-License-Identifier: Apache-2.0
#include "ks_exact.hpp"

#include <algorithm>

namespace ophamin::observability {

double ks_exact_p(std::size_t n, std::size_t h) noexcept {
  if (h == 0) return 1.0;
  // C(2n, n - m) / C(2n, n) is the product of (n - i) / (n + i + 1) for i < m.
  double ratio = 1.0;
  double sum = 0.0;
  double sign = 1.0;
  for (std::size_t m = 1; m <= n; ++m) {
    ratio *= static_cast<double>(n - m + 1) / static_cast<double>(n + m);
    if (m % h != 0) continue;
    sum += sign * ratio;
    sign = -sign;
  }
  return std::min(1.0, 2.0 * sum);
}

std::optional<std::size_t> ks_critical(std::size_t n, double alpha) noexcept {
  if (ks_exact_p(n, n) > alpha) return std::nullopt;
  std::size_t above = 0;  // p(above) > alpha, unless alpha is 1
  std::size_t at_most = n;
  if (ks_exact_p(n, 0) <= alpha) return 0;
  while (at_most - above > 1) {
    const auto middle = above + (at_most - above) / 2;
    (ks_exact_p(n, middle) <= alpha ? at_most : above) = middle;
  }
  return at_most;
}

std::size_t ks_steps(std::span<const double> a, std::span<const double> b) noexcept {
  const auto n = a.size();
  std::size_t i = 0, j = 0, most = 0;
  while (i < n && j < n) {
    const double x = std::min(a[i], b[j]);
    while (i < n && a[i] == x) ++i;
    while (j < n && b[j] == x) ++j;
    most = std::max(most, i > j ? i - j : j - i);
  }
  return most;
}

}  // namespace ophamin::observability
