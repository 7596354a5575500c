// SPDX-License-Identifier: Apache-2.0
#include "mixed_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "common/distributions.hpp"
#include "fixed_effects.hpp"
#include "group_moments.hpp"
#include "profile.hpp"
#include "variance_ratio.hpp"

namespace ophamin::effects {
namespace {

constexpr double kRounding = 16.0 * std::numeric_limits<double>::epsilon();

std::uint64_t whole(double count) { return static_cast<std::uint64_t>(count); }

std::vector<Index> all_columns(Index p) {
  std::vector<Index> columns(static_cast<std::size_t>(p));
  std::iota(columns.begin(), columns.end(), Index{0});
  return columns;
}

/// The norm of what is left of y when the columns of X of a factor have said all they can, and their rank.
struct Remainder {
  double norm;
  Index rank;
};
Remainder remainder(const Matrix& factor, const std::vector<ColumnScale>& columns) {
  const auto dependent = find_dependences(factor, columns);
  std::vector<Index> kept;
  for (Index j = 0; j < factor.cols() - 1; ++j) {
    if (std::none_of(dependent.begin(), dependent.end(), [j](const Dependence& d) { return static_cast<Index>(d.column) == j; })) kept.push_back(j);
  }
  const auto rank = static_cast<Index>(kept.size());
  Matrix reduced(factor.rows(), rank + 1);
  for (Index j = 0; j < rank; ++j) reduced.col(j) = factor.col(kept[static_cast<std::size_t>(j)]);
  reduced.rightCols(1) = factor.rightCols(1);
  const Eigen::HouseholderQR<Matrix> qr(reduced);
  return {rank < reduced.rows() ? std::fabs(qr.matrixQR()(rank, rank)) : 0.0, rank};
}

std::optional<NotFitted> refusal(const Panel& panel) {
  if (panel.rows() == 0) return NotFitted{2, 0, "no complete row"};
  if (panel.not_finite() != 0) {
    return NotFitted{panel.rows(), panel.rows() - panel.not_finite(),
                     std::to_string(panel.not_finite()) + (panel.not_finite() == 1 ? " row holds" : " rows hold") + " a number that is not finite"};
  }
  if (panel.groups() < 2) return NotFitted{2, panel.groups(), "a between-group variance needs two groups"};
  return std::nullopt;
}

std::optional<NotFitted> refusal(const GroupMoments& moments) {
  const auto p = static_cast<std::uint64_t>(moments.predictors());
  if (!moments.is_finite()) return NotFitted{whole(moments.rows), 0, "sums of squares leave the range of a double"};
  const auto total = moments.total();
  const auto dependences = find_dependences(total, moments.columns);
  if (!dependences.empty()) return NotFitted{p, p - dependences.size(), join(dependences)};
  if (moments.rows < static_cast<double>(p + 1)) return NotFitted{p + 1, whole(moments.rows), "fewer rows than coefficients"};

  const auto within = remainder(moments.within, moments.columns);
  const double spanned = moments.groups + static_cast<double>(within.rank);  // rank of X beside an indicator of each group
  if (moments.rows <= spanned) {
    return NotFitted{whole(spanned) + 1, whole(moments.rows), "no group has rows to spare: the two variances cannot be told apart"};
  }
  if (spanned <= static_cast<double>(p)) {
    return NotFitted{p - static_cast<std::uint64_t>(within.rank) + 1, whole(moments.groups),
                     "x explains every difference between groups: no variance between them is left to estimate"};
  }
  const double rounding = kRounding * moments.response.magnitude;
  if (remainder(total, moments.columns).norm <= rounding) {
    return NotFitted{whole(moments.rows), 0, "the fixed effects fit every row: there is no variance to split"};
  }
  if (within.norm <= rounding) {
    return NotFitted{whole(moments.rows), 0, "y does not vary within groups: sigma_e2 is 0, and the likelihood has no maximum"};
  }
  return std::nullopt;
}

LikelihoodRatio ratio_test(double full, double reduced, double share) {
  const double statistic = std::max(0.0, 2.0 * (full - reduced));
  return {statistic, statistic > 0.0 ? share * pillars::chi_square_above(statistic, 1.0) : 1.0};
}

std::vector<std::optional<LikelihoodRatio>> without_each(const GroupMoments& moments) {
  std::vector<std::optional<LikelihoodRatio>> out(moments.columns.size());
  const auto all = all_columns(moments.predictors());
  Profile whole_model(moments, Likelihood::kMl, all);
  const double full = maximise(whole_model).loglik;
  for (const Index j : all) {
    const auto at = static_cast<std::size_t>(j);
    if (moments.columns[at].is_constant) continue;
    auto others = all;
    others.erase(others.begin() + j);
    Profile reduced(moments, Likelihood::kMl, others);
    out[moments.order[at]] = ratio_test(full, maximise(reduced).loglik, 1.0);
  }
  return out;
}

RandomEffects random_effects(const GroupMoments& moments, const Profile::Fit& fit, double psi, double sigma_u2, std::uint64_t limit) {
  RandomEffects out;
  const auto p = moments.predictors();
  const auto count = std::min<std::uint64_t>(limit, moments.sizes.size());
  for (std::size_t g = 0; g < count; ++g) {
    const auto row = moments.means.row(static_cast<Index>(g));
    const double mean = row[p] - row.head(p).dot(fit.beta);
    const double lambda = 1.0 + static_cast<double>(moments.sizes[g]) * psi;
    out.estimate.push_back((lambda - 1.0) / lambda * mean / moments.response.factor);
    out.deviation.push_back(std::sqrt(sigma_u2 / lambda));
  }
  return out;
}

}  // namespace

std::variant<MixedFit, NotFitted> fit_mixed(const Panel& panel, const MixedOptions& options) {
  if (auto no = refusal(panel)) return *no;
  const GroupMoments moments(panel, {.fit_intercept = options.fit_intercept, .center_and_scale = options.center_and_scale});
  if (auto no = refusal(moments)) return *no;

  Profile profile(moments, options.reml ? Likelihood::kReml : Likelihood::kMl, all_columns(moments.predictors()));
  const auto maximum = maximise(profile);
  if (!maximum.is_bounded) {
    return NotFitted{panel.rows(), 0, "y varies next to nothing within groups: the likelihood grows while sigma_e2 goes to 0"};
  }
  const auto fitted = profile.fit(maximum.psi);
  const double scaled_e2 = fitted.residual / profile.degrees();

  MixedFit out;
  out.is_singular = maximum.is_singular();
  out.sigma_e2 = scaled_e2 / moments.response.factor / moments.response.factor;
  out.sigma_u2 = maximum.psi * out.sigma_e2;
  out.loglik = maximum.loglik;
  out.icc = maximum.psi / (1.0 + maximum.psi);
  const auto interval = profile_interval(profile, maximum, pillars::chi_square_with_above(1.0 - options.confidence, 1.0));
  out.icc_low = interval.low / (1.0 + interval.low);
  out.icc_high = std::isinf(interval.high) ? 1.0 : interval.high / (1.0 + interval.high);
  out.smallest_group = whole(moments.classes.front().size);
  out.largest_group = whole(moments.classes.back().size);
  out.random_effect = ratio_test(maximum.loglik, maximum.loglik_at_zero, 0.5);

  // Where the variance between groups is 0 the model is that of least squares; only Kenward and Roger's correction still
  // counts that it had to be estimated.
  const bool is_plain = out.is_singular && options.degrees_of_freedom == DegreesOfFreedom::kSatterthwaite;
  out.df_method = is_plain ? DegreesOfFreedom::kResidual : options.degrees_of_freedom;
  out.fixed = fixed_effects(moments, fitted, {.u = maximum.psi * scaled_e2, .e = scaled_e2}, options.reml, out.df_method);
  out.names.resize(moments.columns.size());
  if (options.center_and_scale) {
    out.x_mean.resize(moments.columns.size());
    out.x_std.resize(moments.columns.size());
  }
  for (std::size_t j = 0; j < moments.columns.size(); ++j) {
    const auto place = moments.order[j];
    out.names[place] = moments.columns[j].name;
    if (!options.center_and_scale) continue;
    out.x_mean[place] = moments.columns[j].is_constant ? 0.0 : moments.standard[j].mean;
    out.x_std[place] = moments.columns[j].is_constant ? 1.0 : moments.standard[j].deviation;
  }
  if (options.likelihood_ratio) out.without = without_each(moments);
  out.random_effects = random_effects(moments, fitted, maximum.psi, out.sigma_u2, options.random_effects);
  return out;
}

}  // namespace ophamin::effects
