// SPDX-License-Identifier: Apache-2.0
//
// Mean and variance of one sample.
#pragma once

#include <cmath>
#include <cstdint>
#include <span>

#include "../common/block_sum.hpp"

namespace ophamin::statistics {

/// Told from the first value, so that offsets lose no digits and equal values have a variance of exactly 0.
struct Moments {
  std::uint64_t n = 0;
  double origin = 0.0;   ///< the first value
  double shift = 0.0;    ///< mean - origin
  double squares = 0.0;  ///< of the distances from the mean, summed

  double count() const noexcept { return static_cast<double>(n); }
  double mean() const noexcept { return origin + shift; }
  /// Divided by n - 1; n >= 2.
  double variance() const noexcept { return squares / (count() - 1.0); }
  double sd() const noexcept { return std::sqrt(variance()); }
};

/// In two passes. Of finite numbers; an empty sample has n = 0.
inline Moments moments(std::span<const double> x) noexcept {
  Moments m;
  m.n = x.size();
  if (x.empty()) return m;
  m.origin = x.front();
  m.shift = pillars::block_sum(x.size(), [&](std::size_t i) { return x[i] - m.origin; }) / m.count();
  m.squares = pillars::block_sum(x.size(), [&](std::size_t i) {
    const double distance = (x[i] - m.origin) - m.shift;
    return distance * distance;
  });
  return m;
}

/// mean(x) - mean(y), without the digits that a common offset would cost.
inline double mean_difference(const Moments& x, const Moments& y) noexcept { return (x.origin - y.origin) + (x.shift - y.shift); }

}  // namespace ophamin::statistics
