// SPDX-License-Identifier: Apache-2.0
#include "profile.hpp"

#include <cmath>
#include <numbers>

namespace ophamin::effects {
namespace {

// The columns of X that are in the model, and the last one, y.
Matrix chosen(const Matrix& block, const std::vector<Index>& columns) {
  Matrix out(block.rows(), static_cast<Index>(columns.size()) + 1);
  for (std::size_t j = 0; j < columns.size(); ++j) out.col(static_cast<Index>(j)) = block.col(columns[j]);
  out.rightCols(1) = block.rightCols(1);
  return out;
}

}  // namespace

Profile::Profile(const GroupMoments& moments, Likelihood likelihood, std::vector<Index> columns)
    : moments_(moments), likelihood_(likelihood), columns_(std::move(columns)), degrees_(moments.rows) {
  const auto p = predictors();
  within_ = chosen(moments.within, columns_);
  Index height = within_.rows();
  for (const auto& size_class : moments.classes) {
    classes_.push_back(chosen(size_class.rows, columns_));
    height += classes_.back().rows();
  }
  stack_.resize(height, p + 1);
  qr_ = Eigen::HouseholderQR<Matrix>(height, p + 1);

  if (likelihood == Likelihood::kReml) {
    degrees_ -= static_cast<double>(p);
    // |X' V^-1 X| of the user's columns, each of which is a multiple of ours.
    for (const Index j : columns_) {
      const auto at = static_cast<std::size_t>(j);
      constant_ += std::log(std::fabs(moments.columns[at].factor * moments.standard[at].deviation));
    }
  }
  constant_ += degrees_ * std::log(moments.response.factor);
}

void Profile::factorise(double psi) {
  Index row = within_.rows();
  stack_.topRows(row) = within_;
  for (std::size_t c = 0; c < classes_.size(); ++c) {
    const auto& block = classes_[c];
    stack_.middleRows(row, block.rows()) = block / std::sqrt(1.0 + moments_.classes[c].size * psi);
    row += block.rows();
  }
  qr_.compute(stack_);
}

Profile::Point Profile::at(double psi) {
  factorise(psi);
  const auto p = predictors();
  const auto& qr = qr_.matrixQR();
  const double root = qr(p, p);
  const double residual = root * root;
  const auto r = qr.topLeftCorner(p, p).triangularView<Eigen::Upper>();
  const Vector beta = r.solve(qr.col(p).head(p));

  double log_v = 0.0, trace = 0.0, leverage = 0.0, fit = 0.0;
  for (std::size_t c = 0; c < classes_.size(); ++c) {
    const auto& [size, groups, unused] = moments_.classes[c];
    const double lambda = 1.0 + size * psi;
    const auto x = classes_[c].leftCols(p);
    log_v += groups * std::log1p(size * psi);
    trace += groups * size / lambda;
    const double weight = size / (lambda * lambda);
    fit += weight * (classes_[c].col(p) - x * beta).squaredNorm();
    if (likelihood_ == Likelihood::kReml) leverage += weight * r.solve<Eigen::OnTheRight>(x).squaredNorm();
  }
  Point point;
  double log_a = 0.0;
  if (likelihood_ == Likelihood::kReml) {
    for (Index j = 0; j < p; ++j) log_a += 2.0 * std::log(std::fabs(qr(j, j)));
  }
  const double log_residual = std::log(2.0 * std::numbers::pi * residual / degrees_);
  point.loglik = constant_ - 0.5 * (log_v + log_a + degrees_ * (1.0 + log_residual));
  point.score = -0.5 * (trace - leverage - degrees_ / residual * fit);
  return point;
}

Profile::Fit Profile::fit(double psi) {
  factorise(psi);
  const auto p = predictors();
  const auto& qr = qr_.matrixQR();
  Fit out;
  out.r = qr.topLeftCorner(p, p).triangularView<Eigen::Upper>();
  out.beta = out.r.triangularView<Eigen::Upper>().solve(qr.col(p).head(p));
  out.residual = qr(p, p) * qr(p, p);
  return out;
}

}  // namespace ophamin::effects
