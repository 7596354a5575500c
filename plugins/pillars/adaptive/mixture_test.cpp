// SPDX-License-Identifier: Apache-2.0
#include "mixture_test.hpp"

#include <algorithm>
#include <cmath>

namespace ophamin::adaptive {

MixtureTest::MixtureTest(double mu0, double sigma, double tau2, double alpha) noexcept
    : mu0_(mu0), variance_(sigma * sigma), tau2_(tau2), reject_at_(-std::log(alpha)) {}

double MixtureTest::p_value() const noexcept { return std::exp(-largest_); }

namespace {

// The part of log Lambda that rises with the distance of the sum from 0. Divided early: a square must not overflow.
double rise(double n, double sum, double variance, double tau2) noexcept {
  return sum / variance * (sum / (variance + n * tau2)) * tau2 / 2.0;
}
// The part that falls with n.
double fall(double n, double variance, double tau2) noexcept { return std::log1p(n * tau2 / variance) / 2.0; }

}  // namespace

double MixtureTest::log_ratio(double n, double sum) const noexcept { return rise(n, sum, variance_, tau2_) - fall(n, variance_, tau2_); }

std::size_t MixtureTest::take(std::span<const double> xs, Decision stay) noexcept {
  auto sum = sum_;
  auto n = static_cast<double>(n_);
  auto largest = largest_;
  const auto variance = variance_;
  const auto tau2 = tau2_;
  const auto mu0 = mu0_;
  const auto leave_at = stay == Decision::kContinue ? reject_at_ : HUGE_VAL;  // rejected once is rejected for good
  auto fallen = fall(n, variance, tau2);  // of an n that is not larger: the logarithm is taken only where a new maximum is possible
  const auto taken = sum.add(
      xs, [=](double x) { return x - mu0; },
      [&](double value) {
        n += 1.0;
        const double risen = rise(n, value, variance, tau2);
        if (risen - fallen <= largest) return true;
        fallen = fall(n, variance, tau2);
        largest = std::max(largest, risen - fallen);
        return largest < leave_at && std::isfinite(risen);
      });
  sum_ = sum;
  n_ += taken;
  largest_ = largest;
  return taken;
}

}  // namespace ophamin::adaptive
