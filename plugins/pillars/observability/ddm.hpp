// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include "signal.hpp"

namespace ophamin::observability {

/// DDM: the error rate p of a stream of 0 and 1 (error) with its standard deviation s, against the best p + s so far.
///
/// After a warm start without errors the first error is a drift already: the best then is 0.
///
/// J. Gama, P. Medas, G. Castillo and P. Rodrigues, Learning with drift detection, SBIA 2004, LNCS 3171, 286-295.
class Ddm {
 public:
  struct Options {
    std::uint64_t warm_start = 30;   ///< observations without a judgement
    double warning_threshold = 2.0;  ///< in standard deviations of the best
    double drift_threshold = 3.0;
  };

  explicit Ddm(const Options& options) : options_(options) {}

  Signal update(double bit) noexcept {
    ++s_.n;
    s_.errors += bit != 0.0 ? 1 : 0;
    if (s_.n <= options_.warm_start) return {};
    const auto n = static_cast<double>(s_.n);
    const double p = static_cast<double>(s_.errors) / n;
    const double s = std::sqrt(p * (1.0 - p) / n);
    if (p + s <= s_.best) {
      s_.best = p + s;
      s_.best_p = p;
      s_.best_s = s;
    }
    if (p + s > s_.best_p + options_.drift_threshold * s_.best_s) return {.drift = true};
    return {.warning = p + s > s_.best_p + options_.warning_threshold * s_.best_s};
  }
  void reset() noexcept { s_ = {}; }
  std::uint64_t needed() const noexcept { return options_.warm_start + 1; }

 private:
  struct State {
    std::uint64_t n = 0;
    std::uint64_t errors = 0;
    double best = std::numeric_limits<double>::infinity();
    double best_p = 0.0;
    double best_s = 0.0;
  };

  Options options_;
  State s_;
};

}  // namespace ophamin::observability
