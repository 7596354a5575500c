// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

#include "signal.hpp"

namespace ophamin::observability {

/// The Page-Hinkley test on both sides, with fading: cumulative sums of the deviations from the running mean, less an allowed
/// drift, against their own extremes. Thresholds are in units of the data.
///
/// E. S. Page, Continuous inspection schemes, Biometrika 41 (1954) 100-115.
class PageHinkley {
 public:
  enum class Mode { kBoth, kUp, kDown };
  struct Options {
    std::uint64_t min_instances = 30;  ///< at least 1
    double delta = 0.005;              ///< allowed deviation of one observation, not negative
    double threshold = 50.0;           ///< not negative
    double alpha = 0.9999;             ///< fading factor of the sums, 0 to 1
    Mode mode = Mode::kBoth;           ///< changes of the mean to look for
  };

  explicit PageHinkley(const Options& options) : options_(options) {}

  Signal update(double x) noexcept {
    if (s_.n == 0) s_.origin = x;
    ++s_.n;
    const double y = x - s_.origin;  // the mean of differences loses no digits to a large offset
    s_.mean += (y - s_.mean) / static_cast<double>(s_.n);
    const double deviation = y - s_.mean;
    s_.up = options_.alpha * s_.up + deviation - options_.delta;
    s_.down = options_.alpha * s_.down + deviation + options_.delta;
    s_.lowest_up = std::min(s_.lowest_up, s_.up);
    s_.highest_down = std::max(s_.highest_down, s_.down);
    if (s_.n < options_.min_instances) return {};
    const bool rose = options_.mode != Mode::kDown && s_.up - s_.lowest_up > options_.threshold;
    const bool fell = options_.mode != Mode::kUp && s_.highest_down - s_.down > options_.threshold;
    return {.drift = rose || fell};
  }
  void reset() noexcept { s_ = {}; }
  std::uint64_t needed() const noexcept { return options_.min_instances; }

 private:
  struct State {
    std::uint64_t n = 0;
    double origin = 0.0;
    double mean = 0.0;
    double up = 0.0;
    double down = 0.0;
    double lowest_up = std::numeric_limits<double>::infinity();
    double highest_down = -1.0;  // where the reference starts
  };

  Options options_;
  State s_;
};

}  // namespace ophamin::observability
