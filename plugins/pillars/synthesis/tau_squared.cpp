// SPDX-License-Identifier: Apache-2.0
#include "tau_squared.hpp"

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <limits>

#include "common/distributions.hpp"

namespace ophamin::synthesis {
namespace {

constexpr double kLargest = 1e300;

struct QuadraticForm {
  double value;
  double slope;  // with respect to tau squared
};

// The generalised Q: convex and falling in tau squared.
QuadraticForm generalised_q(Studies studies, double tau2) noexcept {
  const double estimate = pool(studies, tau2).estimate;
  double value = 0.0, slope = 0.0;
  for (std::size_t i = 0; i < studies.size(); ++i) {
    const double weight = 1.0 / (studies.variance[i] + tau2);
    const double scaled = weight * (studies.effect[i] - estimate);
    value += scaled * (studies.effect[i] - estimate);
    slope -= scaled * scaled;
  }
  return {value, slope};
}

// Twice the derivative of the restricted log-likelihood.
double reml_score(Studies studies, double tau2) noexcept {
  const auto pooled = pool(studies, tau2);
  double fit = 0.0, weights2 = 0.0;
  for (std::size_t i = 0; i < studies.size(); ++i) {
    const double weight = 1.0 / (studies.variance[i] + tau2);
    const double scaled = weight * (studies.effect[i] - pooled.estimate);
    fit += scaled * scaled;
    weights2 += weight * weight;
  }
  return fit - (pooled.weight - weights2 / pooled.weight);
}

// Twice the restricted log-likelihood, up to a constant.
double reml_likelihood(Studies studies, double tau2) noexcept {
  const auto pooled = pool(studies, tau2);
  double logs = std::log(pooled.weight);
  for (const double variance : studies.variance) logs += std::log(variance + tau2);
  return -logs - squares(studies, tau2, pooled.estimate);
}

// The likelihood may have several maxima: every place where its derivative turns from positive to negative is tried, and 0.
double reml(Studies studies) {
  const auto [low, high] = std::minmax_element(studies.effect.begin(), studies.effect.end());
  const double range = *high - *low;
  if (range == 0.0) return 0.0;
  const double smallest = *std::min_element(studies.variance.begin(), studies.variance.end());
  // From range^2 / 2 on the derivative is negative, whatever the variances: its first term is at most range^2 / (2 tau2) times
  // its second.
  const double most = std::min(range * range, kLargest);
  constexpr double kStep = 4.0;
  constexpr double kFirst = 1e-4;

  double best = 0.0;
  double best_likelihood = -std::numeric_limits<double>::infinity();
  const auto consider = [&](double tau2) {
    const double likelihood = reml_likelihood(studies, tau2);
    if (likelihood > best_likelihood) {
      best_likelihood = likelihood;
      best = tau2;
    }
  };
  double left = 0.0;
  double left_score = reml_score(studies, 0.0);
  if (left_score <= 0.0) consider(0.0);
  for (double right = std::max(kFirst * std::min(smallest, most), std::numeric_limits<double>::min()); left < most; right *= kStep) {
    const double right_score = reml_score(studies, right);
    if (left_score > 0.0 && right_score <= 0.0) {
      std::uintmax_t rounds = 100;
      const auto root = boost::math::tools::toms748_solve([&](double tau2) { return reml_score(studies, tau2); }, left, right, left_score,
                                                          right_score, boost::math::tools::eps_tolerance<double>(), rounds);
      consider(root.first + (root.second - root.first) / 2.0);
    }
    left = right;
    left_score = right_score;
  }
  return best;
}

}  // namespace

double dersimonian_laird(const RunningPool& fixed) noexcept {
  return std::max(0.0, (fixed.squares() - static_cast<double>(fixed.count() - 1)) / fixed.spread());
}

double tau_squared_at(double target, Studies studies, double start) noexcept {
  // Newton's steps from the left of the root of a convex function never pass it; from the right the first one does.
  constexpr int kMostSteps = 200;
  double tau2 = std::max(0.0, start);
  for (int step = 0; step < kMostSteps; ++step) {
    const auto q = generalised_q(studies, tau2);
    const double change = (target - q.value) / q.slope;
    if (!std::isfinite(change)) return tau2;
    const double next = std::max(0.0, tau2 + change);
    if (next == tau2) return tau2;
    const bool is_there = std::fabs(next - tau2) <= 4.0 * std::numeric_limits<double>::epsilon() * next;
    tau2 = next;
    if (is_there) return tau2;
  }
  return tau2;
}

double tau_squared(Tau2Method method, const RunningPool& fixed, Studies studies) {
  const double moment = dersimonian_laird(fixed);
  switch (method) {
    case Tau2Method::kPauleMandel: return tau_squared_at(static_cast<double>(studies.size() - 1), studies, moment);
    case Tau2Method::kReml: return reml(studies);
    case Tau2Method::kDerSimonianLaird: break;
  }
  return moment;
}

Tau2Interval q_profile(Studies studies, double level) {
  const auto df = static_cast<double>(studies.size() - 1);
  const double tail = (1.0 - level) / 2.0;
  const auto at = [&](double p) { return tau_squared_at(pillars::chi_square_with_above(p, df), studies, 0.0); };
  return {at(tail), at(1.0 - tail)};
}

}  // namespace ophamin::synthesis
