// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "decision.hpp"
#include "running_sum.hpp"

namespace ophamin::adaptive {

/// The mixture sequential probability ratio test of a normal mean: H0 mean = mu0 against means spread around it as
/// normal(mu0, tau2), sigma known. Its p-value is valid at whatever moment one looks: 1 / the largest ratio so far.
///
/// log Lambda_n = tau2 S^2 / (2 sigma^2 (sigma^2 + n tau2)) - log(1 + n tau2 / sigma^2) / 2,  S the sum of x - mu0.
///
/// H. Robbins, Statistical methods related to the law of the iterated logarithm, Ann. Math. Stat. 41 (1970) 1397-1409;
/// R. Johari, P. Koomen, L. Pekelis and D. Walsh, Peeking at A/B tests, KDD 2017, 1517-1525.
class MixtureTest {
 public:
  /// sigma, tau2 > 0; 0 < alpha < 1.
  MixtureTest(double mu0, double sigma, double tau2, double alpha) noexcept;

  std::size_t take(std::span<const double> xs, Decision stay) noexcept;
  Decision decision() const noexcept { return largest_ >= reject_at_ ? Decision::kRejectH0 : Decision::kContinue; }
  /// log Lambda of all observations.
  double statistic() const noexcept { return log_ratio(static_cast<double>(n_), sum_.value()); }
  /// Of all log Lambda so far, that of no observation, 0, included.
  double largest() const noexcept { return largest_; }
  double p_value() const noexcept;

 private:
  double log_ratio(double n, double sum) const noexcept;

  double mu0_;
  double variance_;
  double tau2_;
  double reject_at_;  // -log(alpha)
  RunningSum sum_;
  std::uint64_t n_ = 0;
  double largest_ = 0.0;
};

}  // namespace ophamin::adaptive
