// SPDX-License-Identifier: Apache-2.0
//
// Columns of a design that others already say.
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

namespace ophamin::effects {

/// One column of a design, as it stands in the table: `x - center` is what was factorised, times `factor`.
struct ColumnScale {
  std::string name;
  double center = 0.0;
  double factor = 1.0;      ///< a power of 2
  double magnitude = 0.0;   ///< Euclidean norm of the raw column, times `factor`: its rounding is as large as this says
  bool is_constant = false; ///< the intercept, or a column that stands for it; at most one
};

/// A column that is a linear combination of columns before it.
struct Dependence {
  std::size_t column;
  std::string text;  ///< `z = 2x`, `x is a multiple of the intercept`
};

/// The columns of `r`, an upper triangular or any other matrix with the inner products of the design, that depend on those before
/// them: what is left of them is below 1e-11 of them, or below their rounding. `r` may have more columns than `columns` says.
std::vector<Dependence> find_dependences(const Eigen::MatrixXd& r, const std::vector<ColumnScale>& columns);

/// The texts, one after the other.
std::string join(const std::vector<Dependence>& dependences);

}  // namespace ophamin::effects
