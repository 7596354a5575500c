// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <span>

namespace ophamin::effects {

inline double largest_deviation(std::span<const double> x, double center) noexcept {
  double largest = 0.0;
  for (const double value : x) largest = std::max(largest, std::fabs(value - center));
  return largest;
}

/// Brings `largest` to between 1 and 2; no number is rounded by it.
inline double power_of_two(double largest) noexcept {
  return largest > 0.0 && std::isfinite(largest) ? std::ldexp(1.0, std::clamp(-std::ilogb(largest), -1000, 1000)) : 1.0;
}

}  // namespace ophamin::effects
