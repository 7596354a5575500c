// SPDX-License-Identifier: Apache-2.0
#include "fixed_effects.hpp"

#include <Eigen/LU>
#include <array>
#include <cmath>
#include <limits>

namespace ophamin::effects {
namespace {

using Eigen::Matrix2d;

// Sums over the blocks of weight * (block' block), with everything in units of sigma_e^2 and in the basis in which X' V^-1 X is the
// identity. A weight is n^power / lambda^depth for the means of groups of n, and 1 for deviations where power is 0.
class Sums {
 public:
  Sums(const GroupMoments& moments, const Profile::Fit& fit, double psi) : moments_(moments), psi_(psi) {
    const auto p = moments.predictors();
    const auto add = [&](const Matrix& block) {
      const Matrix x = block.leftCols(p);
      whitened_.push_back(fit.r.triangularView<Eigen::Upper>().solve<Eigen::OnTheRight>(x));
      residuals_.push_back(block.col(p) - x * fit.beta);
    };
    add(moments.within);
    for (const auto& size_class : moments.classes) add(size_class.rows);
  }

  Matrix products(int power, int depth) const {
    const auto p = whitened_.front().cols();
    Matrix sum = Matrix::Zero(p, p);
    each(power, depth, [&](std::size_t block, double weight) { sum += weight * whitened_[block].transpose() * whitened_[block]; });
    return sum;
  }
  Vector fits(int power, int depth) const {
    Vector sum = Vector::Zero(whitened_.front().cols());
    each(power, depth, [&](std::size_t block, double weight) { sum += weight * whitened_[block].transpose() * residuals_[block]; });
    return sum;
  }
  double squares(int power, int depth) const {
    double sum = 0.0;
    each(power, depth, [&](std::size_t block, double weight) { sum += weight * residuals_[block].squaredNorm(); });
    return sum;
  }
  /// The same over the identity: a trace.
  double counts(int power, int depth) const {
    double sum = power == 0 ? moments_.rows - moments_.groups : 0.0;
    for (const auto& size_class : moments_.classes) sum += size_class.groups * weight_of(size_class.size, power, depth);
    return sum;
  }

 private:
  double weight_of(double size, int power, int depth) const { return std::pow(size, power) / std::pow(1.0 + size * psi_, depth); }

  template <class Use>
  void each(int power, int depth, Use use) const {
    if (power == 0) use(0, 1.0);
    for (std::size_t c = 0; c < moments_.classes.size(); ++c) use(c + 1, weight_of(moments_.classes[c].size, power, depth));
  }

  const GroupMoments& moments_;
  double psi_;
  std::vector<Matrix> whitened_;
  std::vector<Vector> residuals_;
};

// What both methods are made of, in units of sigma_e^2: index 0 is sigma_u^2, index 1 sigma_e^2.
struct Information {
  std::array<Matrix, 2> slope;  // d(X' V^-1 X) by each variance, negated
  Matrix2d observed;
  Matrix2d expected;
  std::array<std::array<Matrix, 2>, 2> second;  // X' V^-1 V_i V^-1 V_j V^-1 X
};

Information information(const Sums& sums, double sigma_e2, bool is_reml) {
  Information out;
  out.slope = {sums.products(1, 2), sums.products(0, 2)};
  const std::array<Vector, 2> fits{sums.fits(1, 2), sums.fits(0, 2)};
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 2; ++j) {
      const int power = 2 - i - j;
      const auto& a = out.slope[static_cast<std::size_t>(i)];
      const auto& b = out.slope[static_cast<std::size_t>(j)];
      auto& second = out.second[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
      second = sums.products(power, 3);
      double trace = sums.counts(power, 2);
      if (is_reml) trace += -2.0 * second.trace() + (a.transpose().cwiseProduct(b)).sum();
      const double quadratic = sums.squares(power, 3) - fits[static_cast<std::size_t>(i)].dot(fits[static_cast<std::size_t>(j)]);
      out.expected(i, j) = 0.5 * trace;
      out.observed(i, j) = quadratic / sigma_e2 - 0.5 * trace;
    }
  }
  return out;
}

}  // namespace

std::vector<FixedEffect> fixed_effects(const GroupMoments& moments, const Profile::Fit& fit, const Variances& variances, bool is_reml,
                                       DegreesOfFreedom method) {
  const auto p = moments.predictors();
  const double psi = variances.u / variances.e;
  const Sums sums(moments, fit, psi);

  // Row j of `to_table` makes the user's coefficient j of ours; only the one of the constant column mixes several.
  Matrix to_table = Matrix::Zero(p, p);
  for (Index j = 0; j < p; ++j) {
    const auto at = static_cast<std::size_t>(j);
    const auto& column = moments.columns[at];
    const auto& standard = moments.standard[at];
    to_table(j, j) = column.factor * standard.deviation / moments.response.factor;
    if (j == 0 || !moments.columns.front().is_constant) continue;
    to_table(0, j) = column.factor * (standard.mean - column.center) * moments.standard.front().deviation / moments.response.factor;
  }
  Vector table = to_table * fit.beta;
  if (p > 0 && moments.columns.front().is_constant) table[0] += moments.response.center * moments.standard.front().deviation;

  // Columns of `contrasts` are those rows in the basis in which the covariance is sigma_e^2 times the identity.
  const Matrix contrasts = fit.r.transpose().triangularView<Eigen::Lower>().solve(to_table.transpose());
  Information known;
  Matrix2d covariance = Matrix2d::Zero();
  Matrix correction = Matrix::Zero(p, p);
  if (method != DegreesOfFreedom::kResidual) {
    known = information(sums, variances.e, is_reml);
    const bool is_expected = method == DegreesOfFreedom::kKenwardRoger;
    covariance = (is_expected ? known.expected : known.observed).inverse();
    if (is_expected) {
      for (std::size_t i = 0; i < 2; ++i) {
        for (std::size_t j = 0; j < 2; ++j) {
          const double weight = covariance(static_cast<Index>(i), static_cast<Index>(j));
          correction += 2.0 * weight * (known.second[i][j] - known.slope[i] * known.slope[j]);
        }
      }
    }
  }

  std::vector<FixedEffect> out(moments.columns.size());
  for (Index j = 0; j < p; ++j) {
    auto& effect = out[moments.order[static_cast<std::size_t>(j)]];
    const Vector contrast = contrasts.col(j);
    const double norm2 = contrast.squaredNorm();
    effect.estimate = table[j];
    effect.error = std::sqrt(variances.e * norm2);
    effect.adjusted = effect.error;
    effect.df = moments.rows - static_cast<double>(p);
    if (method == DegreesOfFreedom::kResidual) continue;
    Eigen::Vector2d gradient;
    for (Index i = 0; i < 2; ++i) gradient[i] = contrast.dot(known.slope[static_cast<std::size_t>(i)] * contrast) / norm2;
    const double spread = gradient.dot(covariance * gradient);
    effect.df = spread >= 0.0 ? 2.0 / spread : std::numeric_limits<double>::quiet_NaN();
    if (method == DegreesOfFreedom::kKenwardRoger) {
      effect.adjusted = std::sqrt(variances.e * (norm2 + contrast.dot(correction * contrast)));
    }
  }
  return out;
}

}  // namespace ophamin::effects
