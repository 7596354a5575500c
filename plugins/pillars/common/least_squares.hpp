// SPDX-License-Identifier: Apache-2.0
//
// Ordinary least squares with an intercept, to predict.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ophamin::pillars {

/// One span of finite numbers for each predictor, all of the same length; may be empty.
using Predictors = std::vector<std::span<const double>>;

/// A fit to some rows of a table. Predictors are centred and scaled, and the orthogonal decomposition with column pivoting finds
/// their rank: large offsets lose no digits, and predictors that say the same twice share a coefficient (the solution of
/// least norm). G. H. Golub and C. F. Van Loan, Matrix Computations, 4th ed. 2013, 5.5.
class LeastSquares {
 public:
  /// `rows` of `x` and `y`, repeated ones counting repeatedly; at least one. Without predictors this is the mean of `y`.
  LeastSquares(const Predictors& x, std::span<const double> y, std::span<const std::uint32_t> rows);

  double predict(const Predictors& x, std::size_t row) const noexcept;

  /// Of the centred predictors.
  std::size_t rank() const noexcept { return rank_; }

 private:
  std::vector<double> centers_;
  std::vector<double> slopes_;
  double level_ = 0.0;  ///< at the centres
  std::size_t rank_ = 0;
};

}  // namespace ophamin::pillars
