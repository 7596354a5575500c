// SPDX-License-Identifier: Apache-2.0
//
// Where points lie on a chart, a block of points at a time: one bit a point, so that the rules work on all of them at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "limits.hpp"

namespace ophamin::observability {

/// Most points of a block. A word has room for them and for the last eight before them.
inline constexpr std::size_t kZoneBlock = 56;

/// Bit i of each word stands for point i of the block. All but `outside` are in multiples of sigma, and empty if sigma is 0.
struct ZoneWords {
  std::size_t count = 0;
  std::uint64_t above = 0, below = 0;  ///< the centre line
  std::uint64_t high1 = 0, low1 = 0;   ///< more than 1 sigma from it
  std::uint64_t high2 = 0, low2 = 0;
  std::uint64_t beyond3 = 0;
  std::uint64_t outside = 0;  ///< of the chart's limits
};

class Zones {
 public:
  Zones(const Limits& limits, double sigma) noexcept : limits_(limits), sigma_(sigma) {}

  /// At most kZoneBlock finite points.
  ZoneWords of(std::span<const double> xs) const noexcept;

 private:
  Limits limits_;
  double sigma_;
};

}  // namespace ophamin::observability
