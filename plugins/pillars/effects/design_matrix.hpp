// SPDX-License-Identifier: Apache-2.0
//
// A design as numbers: its QR factor, and the way back to the units of the table.
#pragma once

#include <vector>

#include "dependence.hpp"
#include "design.hpp"
#include "row_qr.hpp"

namespace ophamin::effects {

/// How the numbers of the table become those that are factorised: (x - center) * scale.
struct Units {
  std::vector<double> center, scale;  ///< of the covariates
  double outcome_center = 0.0;
  double outcome_scale = 1.0;

  /// About the means, scaled by powers of 2.
  static Units centred(const Experiments& data);
  /// As they stand in the table.
  static Units plain(const Experiments& data);
};

/// The factor of the design and, in the last column, the outcome; and how large the columns are in the table.
struct Factorised {
  Matrix r;
  std::vector<ColumnScale> columns;
  double outcome_magnitude = 0.0;
};
Factorised factorise(const Experiments& data, const Design& design, const Units& units);

/// Row j makes the coefficient of column j in the table of those of the centred columns, but for the scale of the outcome: the
/// product of (x - c) is multiplied out, and all that comes of it are columns, since a model has the margins of its products.
Matrix to_table(const Design& design, const Units& units);

}  // namespace ophamin::effects
