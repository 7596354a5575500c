// SPDX-License-Identifier: Apache-2.0
//
// The sufficient statistics of a random-intercept model.
#pragma once

#include <cstdint>
#include <vector>

#include "dependence.hpp"
#include "panel.hpp"
#include "row_qr.hpp"

namespace ophamin::effects {

/// How the columns of X are made of a panel.
struct DesignChoice {
  bool fit_intercept = true;
  bool center_and_scale = false;
};

/// What the fitted coefficients are multiplied with: columns (x - mean) / deviation.
struct Standardisation {
  double mean = 0.0;
  double deviation = 1.0;
};

/// Within a group of size n, V / sigma_e^2 = I + psi 1 1' has the eigenvalue 1 + n psi for the mean and 1 for deviations from it. So
/// a likelihood needs no rows, only inner products: of deviations from group means, and of sqrt(n) times the means of the groups of
/// each size. Both are kept as triangular factors, for products would square the condition. Columns are those of X and y, centred
/// where X holds a constant, and scaled by powers of 2.
struct GroupMoments {
  /// Groups of one size.
  struct SizeClass {
    double size = 0.0;
    double groups = 0.0;
    Matrix rows;  ///< factor of sqrt(size) times the means, with at most as many rows as groups
  };

  GroupMoments(const Panel& panel, const DesignChoice& choice);

  std::vector<ColumnScale> columns;  ///< of X; a constant one comes first
  std::vector<std::size_t> order;    ///< the place of each column of X among the names that the user sees
  std::vector<Standardisation> standard;  ///< of each column of X
  ColumnScale response;
  double rows = 0.0;
  double groups = 0.0;
  Matrix within;  ///< factor of the deviations from group means
  std::vector<SizeClass> classes;  ///< by ascending size
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> means;  ///< one row a group
  std::vector<std::uint64_t> sizes;

  Index predictors() const noexcept { return static_cast<Index>(columns.size()); }
  /// A factor of X and y with all rows alike, as if there were no groups.
  Matrix total() const;
  /// False if sums have left the range of a double.
  bool is_finite() const { return within.allFinite() && means.allFinite(); }
};

}  // namespace ophamin::effects
