// SPDX-License-Identifier: Apache-2.0
//
// The Western Electric rules, one point at a time: a point costs a division, a few comparisons and shifts, and the state is
// five small registers. Always in multiples of sigma, whatever the chart's own limits are.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace ophamin::observability {

/// How rules 2 and 3 read their window of 3 (5) points, 2 (4) of which lie beyond 2 (1) sigma on one side.
enum class WindowReading {
  kWindow,           ///< any points of the window
  kCompletingPoint,  ///< the last point of the window is one of them, so that each pattern is signalled where it completes
};

/// Bit k - 1 stands for rule k.
using Rules = std::uint32_t;

/// The windows of `width` bits with at least `needed` ones: bit w of the result stands for window w.
constexpr std::uint32_t windows_with(unsigned width, int needed) noexcept {
  std::uint32_t set = 0;
  for (std::uint32_t window = 0; window < (1u << width); ++window) {
    if (std::popcount(window) >= needed) set |= 1u << window;
  }
  return set;
}

class WesternElectric {
 public:
  static constexpr int kRuleCount = 4;
  static constexpr std::uint64_t kRunLength = 8;

  /// With `sigma` 0 no rule ever fires.
  WesternElectric(double center, double sigma, WindowReading reading) noexcept
      : center_(center), sigma_(sigma), last_only_(reading == WindowReading::kCompletingPoint ? 1u : ~0u) {}

  /// The rules that fire at the next point, which is finite.
  Rules next(double x) noexcept {
    if (!(sigma_ > 0.0)) return 0;
    const double offset = x - center_;
    const double z = std::fabs(offset) / sigma_;
    const auto above = static_cast<std::uint32_t>(offset > 0.0);
    const auto below = static_cast<std::uint32_t>(offset < 0.0);
    const auto beyond1 = static_cast<std::uint32_t>(z > 1.0);
    const auto beyond2 = static_cast<std::uint32_t>(z > 2.0);

    high2_ = ((high2_ << 1) | (beyond2 & above)) & 0x7u;
    low2_ = ((low2_ << 1) | (beyond2 & below)) & 0x7u;
    high1_ = ((high1_ << 1) | (beyond1 & above)) & 0x1fu;
    low1_ = ((low1_ << 1) | (beyond1 & below)) & 0x1fu;

    const auto side = above | (below << 1);  // 0 on the centre line
    run_ = side == 0 ? 0 : side == side_ ? run_ + 1 : 1;
    side_ = side;
    ++seen_;

    const auto rule1 = static_cast<Rules>(z > 3.0);
    const Rules rule2 = seen_ < 3 ? 0 : (pattern(kTwoOfThree, high2_) | pattern(kTwoOfThree, low2_));
    const Rules rule3 = seen_ < 5 ? 0 : (pattern(kFourOfFive, high1_) | pattern(kFourOfFive, low1_));
    const auto rule4 = static_cast<Rules>(run_ >= kRunLength);
    return rule1 | (rule2 << 1) | (rule3 << 2) | (rule4 << 3);
  }

 private:
  static constexpr std::uint32_t kTwoOfThree = windows_with(3, 2);
  static constexpr std::uint32_t kFourOfFive = windows_with(5, 4);

  Rules pattern(std::uint32_t set, std::uint32_t window) const noexcept {
    return (set >> window) & 1u & static_cast<std::uint32_t>((window & last_only_) != 0);
  }

  double center_;
  double sigma_;
  std::uint32_t last_only_;  // bits of a window of which one has to be set
  std::uint32_t high2_ = 0, low2_ = 0, high1_ = 0, low1_ = 0;
  std::uint32_t side_ = 0;
  std::uint64_t run_ = 0;
  std::uint64_t seen_ = 0;
};

}  // namespace ophamin::observability
