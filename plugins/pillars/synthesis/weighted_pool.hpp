// SPDX-License-Identifier: Apache-2.0
//
// Inverse-variance pools of effects. Effects are told from an origin next to them, so that a large common part of them loses no
// digits; nothing is allocated.
#pragma once

#include <cmath>
#include <cstdint>
#include <span>

#include "common/compensated_sum.hpp"

namespace ophamin::synthesis {

/// Studies, as far as they are known: equally many finite effects and positive variances.
struct Studies {
  std::span<const double> effect;
  std::span<const double> variance;

  std::size_t size() const noexcept { return effect.size(); }
};

/// The pool of studies with weights 1 / (variance + tau2).
struct Pool {
  double weight = 0.0;    ///< sum of the weights: the variance of the estimate is its inverse
  double estimate = 0.0;  ///< weighted mean
};
Pool pool(Studies studies, double tau2) noexcept;

/// Weighted sum of squared deviations from the pool's estimate.
double squares(Studies studies, double tau2, double estimate) noexcept;

/// A pool that grows by one study at a time and keeps none. D. H. D. West, Updating mean and variance estimates: an improved
/// method, CACM 22 (1979) 532-535: the sum of squares is a sum of positive terms, not a difference of large ones.
class RunningPool {
 public:
  void add(double effect, double weight) noexcept {
    const double before = weight_.value();
    weight_.add(weight);
    const double share = before / weight_.value();
    const double deviation = effect - estimate_.value();
    estimate_.add(weight / weight_.value() * deviation);
    squares_.add(weight * share * deviation * deviation);
    // W - sum(w^2) / W, the divisor of the moment estimator, is 2 sum_{i<j} w_i w_j / W: positive terms here, too.
    spread_ = share * (spread_ + 2.0 * weight);
    ++count_;
  }

  std::uint64_t count() const noexcept { return count_; }
  double weight() const noexcept { return weight_.value(); }
  double estimate() const noexcept { return estimate_.value(); }
  /// Cochran's Q if weights are inverse variances.
  double squares() const noexcept { return squares_.value(); }
  double spread() const noexcept { return spread_; }
  bool is_finite() const noexcept { return std::isfinite(weight()) && std::isfinite(squares()) && std::isfinite(estimate()); }

 private:
  std::uint64_t count_ = 0;
  pillars::CompensatedSum weight_, estimate_, squares_;
  double spread_ = 0.0;
};

}  // namespace ophamin::synthesis
