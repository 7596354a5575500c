// SPDX-License-Identifier: Apache-2.0
#include "cumulative.hpp"

#include <algorithm>
#include <cmath>

#include "common/distributions.hpp"

namespace ophamin::synthesis {

Cumulative::Cumulative(const Settings& settings) : settings_(settings), normal_(pillars::normal_interval(settings.confidence)) {}

void Cumulative::reserve(std::size_t studies) {
  if (!keeps_studies()) return;
  if (settings_.tau2_fixed_after) studies = std::min<std::size_t>(studies, std::max<std::uint64_t>(2, *settings_.tau2_fixed_after));
  effects_.reserve(studies);
  variances_.reserve(studies);
}

void Cumulative::add(double effect, double variance) {
  if (count() == 0) origin_ = effect;
  const double told = effect - origin_;
  fixed_.add(told, 1.0 / variance);
  if (!settings_.random_effects) return;
  if (frozen_at_) return frozen_.add(told, 1.0 / (variance + frozen_tau2_));
  effects_.push_back(told);
  variances_.push_back(variance);
  if (settings_.tau2_fixed_after && count() >= std::max<std::uint64_t>(2, *settings_.tau2_fixed_after)) freeze();
}

void Cumulative::freeze() {
  frozen_tau2_ = current_tau2();
  frozen_at_ = count();
  for (std::size_t i = 0; i < effects_.size(); ++i) frozen_.add(effects_[i], 1.0 / (variances_[i] + frozen_tau2_));
  effects_ = {};
  variances_ = {};
}

double Cumulative::current_tau2() const {
  if (!settings_.random_effects || count() < 2) return 0.0;
  if (frozen_at_) return frozen_tau2_;
  return tau_squared(settings_.tau2_method, fixed_, studies());
}

Result Cumulative::result() const {
  const auto df = static_cast<double>(count() - 1);
  Result result;
  result.k = count();
  result.q = fixed_.squares();
  result.i_squared = result.q > df ? 100.0 * (result.q - df) / result.q : 0.0;
  result.tau2 = current_tau2();

  Pool pooled{fixed_.weight(), fixed_.estimate()};
  if (frozen_at_) {
    pooled = {frozen_.weight(), frozen_.estimate()};
  } else if (result.tau2 > 0.0) {
    pooled = pool(studies(), result.tau2);
  }
  result.estimate = origin_ + pooled.estimate;
  result.variance = 1.0 / pooled.weight;

  // One study has no residuals: its variance is all there is.
  const bool by_residuals = settings_.interval != Interval::kNormal && count() >= 2;
  if (by_residuals) {
    const double residual = frozen_at_ ? frozen_.squares() : squares(studies(), result.tau2, pooled.estimate);
    const double ratio = residual / df;
    result.variance *= settings_.interval == Interval::kHartungKnappAdHoc ? std::max(1.0, ratio) : ratio;
  }
  const double error = std::sqrt(result.variance);
  const double half = (by_residuals ? pillars::t_interval(df, settings_.confidence) : normal_) * error;
  result.ci_low = result.estimate - half;
  result.ci_high = result.estimate + half;
  result.test = result.estimate / error;
  result.p_value = by_residuals ? pillars::t_two_sided(result.test, df) : pillars::normal_two_sided(result.test);
  return result;
}

Cumulative::Prediction Cumulative::prediction(const Result& result) const {
  const double half = pillars::t_interval(static_cast<double>(result.k - 2), settings_.confidence) * std::sqrt(result.tau2 + result.variance);
  return {result.estimate - half, result.estimate + half};
}

std::optional<Tau2Interval> Cumulative::tau2_interval() const {
  if (!keeps_studies() || count() < 2) return std::nullopt;
  return q_profile(studies(), settings_.confidence);
}

}  // namespace ophamin::synthesis
