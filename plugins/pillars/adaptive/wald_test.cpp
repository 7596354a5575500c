// SPDX-License-Identifier: Apache-2.0
#include "wald_test.hpp"

#include <cmath>
#include <limits>
#include <numeric>

namespace ophamin::adaptive {
namespace {

constexpr double kLargest = std::numeric_limits<double>::max();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The finite log-likelihood ratios of a decision; both ends belong to it.
struct Region {
  double low;
  double high;
  bool holds(double llr) const noexcept { return llr >= low && llr <= high; }
};

Region region(const WaldBounds& bounds, Decision decision) noexcept {
  switch (decision) {
    case Decision::kAcceptH1: return {bounds.upper, kLargest};
    case Decision::kAcceptH0: return {-kLargest, bounds.lower};
    default: return {std::nextafter(bounds.lower, kInfinity), std::nextafter(bounds.upper, -kInfinity)};
  }
}

}  // namespace

WaldBounds WaldBounds::of(double alpha, double beta) noexcept {
  return {std::log1p(-beta) - std::log(alpha), std::log(beta) - std::log1p(-alpha)};
}

GaussianTest::GaussianTest(double mu0, double mu1, double sigma, WaldBounds bounds) noexcept
    : bounds_(bounds), middle_(std::midpoint(mu0, mu1)), slope_((mu1 - mu0) / sigma / sigma) {}

std::size_t GaussianTest::take(std::span<const double> xs, Decision stay) noexcept {
  const auto inside = region(bounds_, stay);
  const auto slope = slope_;
  const auto middle = middle_;
  auto sum = sum_;
  const auto taken = sum.add(
      xs, [=](double x) { return x - middle; }, [=](double value) { return inside.holds(slope * value); });
  sum_ = sum;
  return taken;
}

BernoulliTest::BernoulliTest(double p0, double p1, WaldBounds bounds) noexcept
    : bounds_(bounds), of_one_(std::log1p((p1 - p0) / p0)), of_zero_(std::log1p((p0 - p1) / (1.0 - p0))) {}

std::size_t BernoulliTest::take(std::span<const double> xs, Decision stay) noexcept {
  const auto inside = region(bounds_, stay);
  auto ones = ones_;
  auto n = n_;
  std::size_t taken = 0;
  while (taken < xs.size()) {
    ones += xs[taken++];
    n += 1.0;
    if (!inside.holds(llr(ones, n - ones))) break;
  }
  ones_ = ones;
  n_ = n;
  return taken;
}

}  // namespace ophamin::adaptive
