// SPDX-License-Identifier: Apache-2.0
#include "variance_ratio.hpp"

#include <boost/math/tools/toms748_solve.hpp>
#include <cstdint>
#include <limits>

namespace ophamin::effects {
namespace {

constexpr std::uintmax_t kMostRounds = 200;

template <class Function>
double root_between(Function f, double left, double right, double at_left, double at_right) {
  std::uintmax_t rounds = kMostRounds;
  const auto [low, high] =
      boost::math::tools::toms748_solve(f, left, right, at_left, at_right, boost::math::tools::eps_tolerance<double>(), rounds);
  return low + (high - low) / 2.0;
}

}  // namespace

Maximum maximise(Profile& profile) {
  constexpr double kStep = 4.0;
  constexpr double kFirst = 1e-8;  // of psi times the size of the largest group: below it V is the identity to eight digits
  constexpr double kLast = 1e14;   // of psi times the size of the smallest group
  const auto& classes = profile.moments().classes;

  const auto zero = profile.at(0.0);
  Maximum best;
  best.loglik_at_zero = zero.loglik;
  best.loglik = zero.score <= 0.0 ? zero.loglik : -std::numeric_limits<double>::infinity();
  double left = 0.0;
  double score = zero.score;
  const double last = kLast / classes.front().size;
  for (double right = kFirst / classes.back().size; left < last; right *= kStep) {
    const auto point = profile.at(right);
    if (score > 0.0 && point.score <= 0.0) {
      const double psi = root_between([&](double at) { return profile.at(at).score; }, left, right, score, point.score);
      const double loglik = profile.at(psi).loglik;
      if (loglik > best.loglik) {
        best.psi = psi;
        best.loglik = loglik;
      }
    }
    left = right;
    score = point.score;
  }
  best.is_bounded = score <= 0.0;
  return best;
}

RatioInterval profile_interval(Profile& profile, const Maximum& maximum, double drop) {
  const double wanted = maximum.loglik - drop / 2.0;
  // In u = psi / (1 + psi), which is bounded.
  const auto excess = [&](double u) { return profile.at(u / (1.0 - u)).loglik - wanted; };
  const double top = maximum.psi / (1.0 + maximum.psi);
  RatioInterval interval{0.0, std::numeric_limits<double>::infinity()};
  if (maximum.loglik_at_zero < wanted) {
    const double u = root_between(excess, 0.0, top, maximum.loglik_at_zero - wanted, drop / 2.0);
    interval.low = u / (1.0 - u);
  }
  for (double gap = (1.0 - top) / 2.0; gap > std::numeric_limits<double>::epsilon(); gap /= 4.0) {
    const double above = excess(1.0 - gap);
    if (above >= 0.0) continue;
    const double u = root_between(excess, top, 1.0 - gap, drop / 2.0, above);
    interval.high = u / (1.0 - u);
    break;
  }
  return interval;
}

}  // namespace ophamin::effects
