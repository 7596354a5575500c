// SPDX-License-Identifier: Apache-2.0
#include "least_squares.hpp"

#include <Eigen/QR>

namespace ophamin::pillars {
namespace {

// The mean, corrected by the mean of the deviations from it: exact to a rounding whatever the offset.
double mean_of(std::span<const double> values, std::span<const std::uint32_t> rows) noexcept {
  const auto n = static_cast<double>(rows.size());
  double sum = 0.0;
  for (const auto row : rows) sum += values[row] / n;  // divided first: the sum of the largest numbers must not overflow
  double correction = 0.0;
  for (const auto row : rows) correction += values[row] - sum;
  return sum + correction / n;
}

}  // namespace

LeastSquares::LeastSquares(const Predictors& x, std::span<const double> y, std::span<const std::uint32_t> rows)
    : centers_(x.size(), 0.0), slopes_(x.size(), 0.0), level_(mean_of(y, rows)) {
  if (x.empty()) return;
  const auto n = static_cast<Eigen::Index>(rows.size());
  Eigen::MatrixXd centred(n, static_cast<Eigen::Index>(x.size()));
  Eigen::VectorXd residual(n);
  for (Eigen::Index i = 0; i < n; ++i) residual[i] = y[rows[static_cast<std::size_t>(i)]] - level_;
  std::vector<double> scales(x.size(), 1.0);
  for (std::size_t j = 0; j < x.size(); ++j) {
    centers_[j] = mean_of(x[j], rows);
    auto column = centred.col(static_cast<Eigen::Index>(j));
    for (Eigen::Index i = 0; i < n; ++i) column[i] = x[j][rows[static_cast<std::size_t>(i)]] - centers_[j];
    const double norm = column.stableNorm();
    if (norm == 0.0) continue;  // a constant predictor predicts nothing
    scales[j] = norm;
    column /= norm;
  }
  const Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> decomposition(centred);
  const Eigen::VectorXd solution = decomposition.solve(residual);
  rank_ = static_cast<std::size_t>(decomposition.rank());
  for (std::size_t j = 0; j < x.size(); ++j) slopes_[j] = solution[static_cast<Eigen::Index>(j)] / scales[j];
}

double LeastSquares::predict(const Predictors& x, std::size_t row) const noexcept {
  double prediction = level_;
  for (std::size_t j = 0; j < x.size(); ++j) prediction += slopes_[j] * (x[j][row] - centers_[j]);
  return prediction;
}

}  // namespace ophamin::pillars
