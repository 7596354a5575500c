// SPDX-License-Identifier: Apache-2.0
#include "zones.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace ophamin::observability {
namespace {

// Two points, and two words with one bit for each of them: comparisons give whole masks, so that nothing branches.
using Pair = double __attribute__((vector_size(16)));
using Words = std::int64_t __attribute__((vector_size(16)));
constexpr std::size_t kPairs = kZoneBlock / 2;
static_assert(kZoneBlock % 2 == 0);

std::uint64_t joined(Words words) noexcept { return static_cast<std::uint64_t>(words[0] | words[1]); }

template <class Test>
std::uint64_t points_where(const double* xs, Test test) noexcept {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < kZoneBlock; ++i) word |= static_cast<std::uint64_t>(test(xs[i])) << i;
  return word;
}

}  // namespace

ZoneWords Zones::of(std::span<const double> xs) const noexcept {
  const double center = limits_.center;
  const double sigma = sigma_ > 0.0 ? sigma_ : std::numeric_limits<double>::infinity();  // then nothing is far from the centre
  // A block that is not full ends in points on the centre line, which are in no zone.
  double padded[kZoneBlock];
  const double* points = xs.data();
  if (xs.size() < kZoneBlock) {
    std::fill(std::copy(xs.begin(), xs.end(), padded), padded + kZoneBlock, center);
    points = padded;
  }

  Words above{}, below{}, high1{}, low1{}, high2{}, low2{};
  Words bits{1, 2};
  Pair highest{center, center}, lowest{center, center};
  for (std::size_t i = 0; i < kPairs; ++i, bits <<= 2) {
    Pair x;
    std::memcpy(&x, points + 2 * i, sizeof x);
    const Pair offset = x - center;
    const Pair z = offset / sigma;
    above |= (offset > 0.0) & bits;
    below |= (offset < 0.0) & bits;
    high1 |= (z > 1.0) & bits;
    low1 |= (z < -1.0) & bits;
    high2 |= (z > 2.0) & bits;
    low2 |= (z < -2.0) & bits;
    highest = x > highest ? x : highest;
    lowest = x < lowest ? x : lowest;
  }

  if (sigma_ == 0.0) above = below = Words{};

  // Points far out are rare: they are looked for where there is one.
  const double most = std::max(highest[0], highest[1]);
  const double least = std::min(lowest[0], lowest[1]);
  ZoneWords words{.count = xs.size(),
                  .above = joined(above),
                  .below = joined(below),
                  .high1 = joined(high1),
                  .low1 = joined(low1),
                  .high2 = joined(high2),
                  .low2 = joined(low2)};
  if ((most - center) / sigma > 3.0 || (least - center) / sigma < -3.0) {
    words.beyond3 = points_where(points, [=](double x) { return std::fabs(x - center) / sigma > 3.0; });
  }
  if (limits_.excludes(most) || limits_.excludes(least)) {
    words.outside = points_where(points, [this](double x) { return limits_.excludes(x); });
  }
  return words;
}

}  // namespace ophamin::observability
