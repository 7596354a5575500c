// SPDX-License-Identifier: Apache-2.0
//
// Wald's sequential probability ratio test of two simple hypotheses, of a normal mean and of a share.
//
// A. Wald, Sequential tests of statistical hypotheses, Ann. Math. Stat. 16 (1945) 117-186.
#pragma once

#include <cstddef>
#include <span>

#include "decision.hpp"
#include "running_sum.hpp"

namespace ophamin::adaptive {

/// log((1 - beta) / alpha) and log(beta / (1 - alpha)): H1 is accepted at or above the first, H0 at or below the second.
struct WaldBounds {
  double upper;
  double lower;

  /// 0 < alpha, beta and alpha + beta < 1.
  static WaldBounds of(double alpha, double beta) noexcept;

  Decision judge(double llr) const noexcept {
    return llr >= upper ? Decision::kAcceptH1 : llr <= lower ? Decision::kAcceptH0 : Decision::kContinue;
  }
};

/// H0: the mean is mu0, H1: it is mu1; sigma, more than 0, is known.
class GaussianTest {
 public:
  GaussianTest(double mu0, double mu1, double sigma, WaldBounds bounds) noexcept;

  std::size_t take(std::span<const double> xs, Decision stay) noexcept;
  Decision decision() const noexcept { return bounds_.judge(statistic()); }
  /// The logarithm of the likelihood ratio: the sum of (mu1 - mu0) (x - (mu0 + mu1) / 2) / sigma^2.
  double statistic() const noexcept { return slope_ * sum_.value(); }

 private:
  WaldBounds bounds_;
  double middle_;
  double slope_;
  RunningSum sum_;
};

/// H0: the share of ones is p0, H1: it is p1; both within (0, 1). Takes 0 and 1.
class BernoulliTest {
 public:
  BernoulliTest(double p0, double p1, WaldBounds bounds) noexcept;

  std::size_t take(std::span<const double> xs, Decision stay) noexcept;
  Decision decision() const noexcept { return bounds_.judge(statistic()); }
  double statistic() const noexcept { return llr(ones_, n_ - ones_); }

 private:
  double llr(double ones, double zeros) const noexcept { return ones * of_one_ + zeros * of_zero_; }

  WaldBounds bounds_;
  double of_one_;   // log(p1 / p0)
  double of_zero_;  // log((1 - p1) / (1 - p0))
  double ones_ = 0.0;  // counts, exact up to 2^53
  double n_ = 0.0;
};

}  // namespace ophamin::adaptive
