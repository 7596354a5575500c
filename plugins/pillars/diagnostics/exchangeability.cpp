// SPDX-License-Identifier: Apache-2.0
#include "exchangeability.hpp"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

namespace ophamin::diagnostics {
namespace {

double log_beta(double a, double b) { return boost::math::lgamma(a) + boost::math::lgamma(b) - boost::math::lgamma(a + b); }
double log_choose(double n, double k) {
  return boost::math::lgamma(n + 1.0) - boost::math::lgamma(k + 1.0) - boost::math::lgamma(n - k + 1.0);
}

}  // namespace

double excess_miss_probability(std::uint64_t misses, std::uint64_t assessed, std::uint64_t rank, std::uint64_t calibration) {
  if (misses == 0) return 1.0;
  const auto m = static_cast<double>(assessed);
  const auto a = static_cast<double>(calibration + 1 - rank);  // a miss has probability Beta(a, b)
  const auto b = static_cast<double>(rank);
  auto x = static_cast<double>(misses);
  const double log_first = log_choose(m, x) + log_beta(x + a, m - x + b) - log_beta(a, b);
  // The terms from `misses` on, relative to the first of them, each from the one before.
  double term = 1.0;
  double sum = 1.0;
  for (; x < m && term > sum * 1e-18; x += 1.0) {
    term *= (m - x) / (x + 1.0) * (x + a) / (m - x - 1.0 + b);
    sum += term;
  }
  return std::min(1.0, std::exp(log_first + std::log(sum)));
}

}  // namespace ophamin::diagnostics
