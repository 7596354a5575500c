// SPDX-License-Identifier: Apache-2.0
#include "wald_test.hpp"

#include <algorithm>
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

// Whole numbers, so that their order does not matter: four sums, so that none waits for the last addition.
double count_ones(std::span<const double> bits) noexcept {
  double sums[4] = {};
  for (std::size_t i = 0; i + 4 <= bits.size(); i += 4) {
    for (std::size_t k = 0; k < 4; ++k) sums[k] += bits[i + k];
  }
  for (std::size_t i = bits.size() / 4 * 4; i < bits.size(); ++i) sums[0] += bits[i];
  return sums[0] + sums[1] + sums[2] + sums[3];
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
  const auto taken = sum.add_between(
      xs, [=](auto x) { return x - middle; }, [=](double value) { return inside.holds(slope * value); });
  sum_ = sum;
  return taken;
}

BernoulliTest::BernoulliTest(double p0, double p1, WaldBounds bounds) noexcept
    : bounds_(bounds), of_one_(std::log1p((p1 - p0) / p0)), of_zero_(std::log1p((p0 - p1) / (1.0 - p0))) {}

std::size_t BernoulliTest::take(std::span<const double> xs, Decision stay) noexcept {
  const auto inside = region(bounds_, stay);
  auto ones = ones_;
  auto n = n_;
  // As far as the ratio can come with a run of equal bits, and a step more for rounding.
  constexpr std::size_t kRun = 64;
  const double reach = (kRun + 1) * std::max(std::fabs(of_one_), std::fabs(of_zero_));
  std::size_t taken = 0;
  for (bool goes_on = true; goes_on && taken < xs.size();) {
    const auto run = xs.subspan(taken, std::min(kRun, xs.size() - taken));
    const double now = llr(ones, n - ones);
    if (run.size() == kRun && inside.holds(now - reach) && inside.holds(now + reach)) {
      ones += count_ones(run);
      n += static_cast<double>(kRun);
      taken += kRun;
      continue;
    }
    for (std::size_t i = 0; goes_on && i < run.size(); ++i, ++taken) {
      ones += run[i];
      n += 1.0;
      goes_on = inside.holds(llr(ones, n - ones));
    }
  }
  ones_ = ones;
  n_ = n;
  return taken;
}

}  // namespace ophamin::adaptive
