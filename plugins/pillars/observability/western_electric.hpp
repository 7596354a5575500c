// SPDX-License-Identifier: Apache-2.0
//
// The Western Electric rules on blocks of points. The state is eight bits for each zone: the last points of the block before.
// Always in multiples of sigma, whatever the chart's own limits are.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "zones.hpp"

namespace ophamin::observability {

/// How rules 2 and 3 read their window of 3 (5) points, 2 (4) of which lie beyond 2 (1) sigma on one side.
enum class WindowReading {
  kWindow,           ///< any points of the window
  kCompletingPoint,  ///< the last point of the window is one of them, so that each pattern is signalled where it completes
};

/// Bit k - 1 stands for rule k.
using Rules = std::uint32_t;

class WesternElectric {
 public:
  static constexpr std::size_t kRuleCount = 4;

  /// Rule k at k - 1: bit i is set if it fires at point i of the block.
  using Fired = std::array<std::uint64_t, kRuleCount>;

  explicit WesternElectric(WindowReading reading) noexcept : completing_(reading == WindowReading::kCompletingPoint) {}

  /// The rules at the next points.
  Fired next(const ZoneWords& zones) noexcept {
    const auto high1 = high1_.next(zones.high1, zones.count);
    const auto low1 = low1_.next(zones.low1, zones.count);
    const auto high2 = high2_.next(zones.high2, zones.count);
    const auto low2 = low2_.next(zones.low2, zones.count);
    const auto above = above_.next(zones.above, zones.count);
    const auto below = below_.next(zones.below, zones.count);
    auto rule2 = completed(two_of_three(high2), high2) | completed(two_of_three(low2), low2);
    auto rule3 = completed(four_of_five(high1), high1) | completed(four_of_five(low1), low1);
    // No window ends before the series has as many points, nor after the last point.
    rule2 &= ~first_points(2);
    rule3 &= ~first_points(4);
    seen_ += zones.count;
    const auto points = (std::uint64_t{1} << zones.count) - 1;
    return {zones.beyond3, rule2 >> kHistory & points, rule3 >> kHistory & points,
            (eight_in_a_row(above) | eight_in_a_row(below)) >> kHistory};
  }

 private:
  static constexpr unsigned kHistory = 8;  // bits of points before the block; the longest rule looks back at seven
  static_assert(kHistory + kZoneBlock <= 64);

  // One zone: the points of the block above the last points before it.
  class History {
   public:
    std::uint64_t next(std::uint64_t block, std::size_t count) noexcept {
      const auto word = block << kHistory | last_;
      last_ = word >> count & ((1u << kHistory) - 1);
      return word;
    }

   private:
    std::uint64_t last_ = 0;
  };

  static std::uint64_t two_of_three(std::uint64_t w) noexcept {
    const auto w1 = w << 1, w2 = w << 2;
    return (w & (w1 | w2)) | (w1 & w2);
  }
  static std::uint64_t four_of_five(std::uint64_t w) noexcept {
    // Four of five: both of one pair and one of the other, and so on; with a and b the pairs, c the fifth.
    const auto w1 = w << 1, w2 = w << 2, w3 = w << 3, w4 = w << 4;
    const auto both_a = w & w1, one_a = w | w1, both_b = w2 & w3, one_b = w2 | w3;
    return (both_a & both_b) | (w4 & ((both_a & one_b) | (one_a & both_b)));
  }
  static std::uint64_t eight_in_a_row(std::uint64_t w) noexcept {
    w &= w << 1;
    w &= w << 2;
    return w & w << 4;
  }
  std::uint64_t completed(std::uint64_t windows, std::uint64_t points) const noexcept { return completing_ ? windows & points : windows; }
  // Bits of those points of the block that are among the first `count` of the series.
  std::uint64_t first_points(std::uint64_t count) const noexcept {
    return seen_ >= count ? 0 : ((std::uint64_t{1} << (count - seen_)) - 1) << kHistory;
  }

  bool completing_;
  std::uint64_t seen_ = 0;
  History high1_, low1_, high2_, low2_, above_, below_;
};

}  // namespace ophamin::observability
