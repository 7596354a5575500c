// SPDX-License-Identifier: Apache-2.0
//
// Two small descriptions of a sample that scenarios share.
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/summary.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

namespace ophamin::sdk {

/// The `p`-quantile (0 <= p <= 1) of an ascending sample, by linear interpolation at rank p (n - 1); NaN of an empty one, and
/// between an infinity and its opposite.
inline double quantile(std::span<const double> sorted, double p) noexcept {
  if (sorted.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double rank = p * static_cast<double>(sorted.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(rank), sorted.size() - 1);
  const auto above = std::min(below + 1, sorted.size() - 1);
  const double fraction = rank - static_cast<double>(below);
  const double low = sorted[below];
  const double high = sorted[above];
  // Not low + f (high - low) throughout: an infinite neighbour must not become NaN, nor the largest numbers infinite.
  if (fraction == 0.0 || low == high) return low;
  if (std::isinf(low) && std::isfinite(high)) return low;
  const double step = high - low;
  return std::isinf(step) && std::isfinite(low) && std::isfinite(high) ? std::lerp(low, high, fraction) : low + fraction * step;
}

/// Of an empty sample: n 0, and 0 everywhere.
struct Summary {
  std::size_t n = 0;
  double min = 0.0, max = 0.0, median = 0.0, mean = 0.0;
  double p10 = 0.0, p90 = 0.0;  ///< nearest rank: s[max(0, floor(0.10 n) - 1)], s[min(n - 1, floor(0.90 n))]
};

/// Describes a sample of finite numbers, in any order.
inline Summary summarize(std::vector<double> sample) {
  Summary s;
  s.n = sample.size();
  if (sample.empty()) return s;
  std::sort(sample.begin(), sample.end());
  const auto n = sample.size();
  s.min = sample.front();
  s.max = sample.back();
  s.median = n % 2 == 1 ? sample[n / 2] : std::midpoint(sample[n / 2 - 1], sample[n / 2]);
  // In tenths, with integers: 0.9 n of a double is just below the whole number now and then.
  s.p10 = sample[n / 10 == 0 ? 0 : n / 10 - 1];
  s.p90 = sample[std::min(n - 1, n * 9 / 10)];
  double mean = 0.0;
  for (std::size_t i = 0; i < n; ++i) mean += (sample[i] - mean) / static_cast<double>(i + 1);
  s.mean = mean;
  return s;
}

}  // namespace ophamin::sdk
