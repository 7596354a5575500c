// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>

#include "signal.hpp"

namespace ophamin::observability {

/// EDDM: the distance between errors (1) in a stream of 0 and 1, its mean plus two standard deviations against the largest such
/// value so far. Judges at errors only; between them a warning stays as it is.
///
/// M. Baena-Garcia, J. del Campo-Avila, R. Fidalgo, A. Bifet, R. Gavalda and R. Morales-Bueno, Early drift detection method,
/// 4th Int. Workshop on Knowledge Discovery from Data Streams, 2006.
class Eddm {
 public:
  struct Options {
    std::uint64_t warm_start = 30;  ///< observations, and errors, without a judgement
    double alpha = 0.95;            ///< warning below this share of the largest value, at least beta
    double beta = 0.9;              ///< drift below this share
  };

  explicit Eddm(const Options& options) : options_(options) {}

  Signal update(double bit) noexcept {
    ++s_.n;
    if (bit == 0.0) return {.warning = s_.warning};
    ++s_.errors;
    const auto distance = static_cast<double>(s_.n - s_.last_error);
    s_.last_error = s_.n;
    const auto errors = static_cast<double>(s_.errors);
    const double from_mean = distance - s_.mean;
    s_.mean += from_mean / errors;
    s_.squares += from_mean * (distance - s_.mean);
    if (s_.n <= options_.warm_start) return {.warning = s_.warning};

    const double deviation = s_.errors > 1 ? std::sqrt(s_.squares / (errors - 1.0)) : 0.0;
    const double reach = s_.mean + 2.0 * deviation;
    if (reach > s_.largest) {
      s_.largest = reach;
      return {.warning = s_.warning};
    }
    if (s_.errors <= options_.warm_start) return {.warning = s_.warning};
    const double level = reach / s_.largest;
    if (level < options_.beta) return {.drift = true, .warning = s_.warning};
    s_.warning = level < options_.alpha;
    return {.warning = s_.warning};
  }
  void reset() noexcept { s_ = {}; }
  /// Every one an error: the first value after the warm start is the largest, the next can fall short of it.
  std::uint64_t needed() const noexcept { return options_.warm_start + 2; }

 private:
  struct State {
    std::uint64_t n = 0;
    std::uint64_t errors = 0;
    std::uint64_t last_error = 0;
    double mean = 0.0;     // of the distances
    double squares = 0.0;  // of their deviations from it (Welford 1962)
    double largest = -1.0;
    bool warning = false;
  };

  Options options_;
  State s_;
};

}  // namespace ophamin::observability
