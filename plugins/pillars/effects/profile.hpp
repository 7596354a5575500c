// SPDX-License-Identifier: Apache-2.0
//
// The likelihood of a random-intercept model, with everything profiled out but psi = sigma_u^2 / sigma_e^2.
#pragma once

#include <vector>

#include "group_moments.hpp"
#include "mixed_fit.hpp"

namespace ophamin::effects {

/// D. M. Bates and S. DebRoy, Linear mixed models and penalized least squares, J. Multivar. Anal. 91 (2004) 1-17, for one random
/// intercept. An evaluation factorises the blocks of the moments, whatever the number of rows is.
class Profile {
 public:
  /// `columns`: of X, those that are in the model, in ascending order; linearly independent. The moments have to outlive this.
  Profile(const GroupMoments& moments, Likelihood likelihood, std::vector<Index> columns);

  struct Point {
    double loglik = 0.0;  ///< with all constants, in the units of the table
    double score = 0.0;   ///< its derivative with respect to psi
  };
  /// psi >= 0.
  Point at(double psi);

  /// The generalised least squares fit, in the units of the moments.
  struct Fit {
    Matrix r;           ///< factor of X' V^-1 X, V relative to sigma_e^2
    Vector beta;
    double residual;    ///< r' V^-1 r, V relative to sigma_e^2
  };
  Fit fit(double psi);

  Index predictors() const noexcept { return static_cast<Index>(columns_.size()); }
  /// N - p, or N: what the residual is divided by.
  double degrees() const noexcept { return degrees_; }
  const GroupMoments& moments() const noexcept { return moments_; }

 private:
  void factorise(double psi);

  const GroupMoments& moments_;
  Likelihood likelihood_;
  std::vector<Index> columns_;  // and y
  double degrees_;
  double constant_ = 0.0;  // what the units of the table add to the log-likelihood
  Matrix within_;
  std::vector<Matrix> classes_;
  Matrix stack_;
  Eigen::HouseholderQR<Matrix> qr_;
};

}  // namespace ophamin::effects
