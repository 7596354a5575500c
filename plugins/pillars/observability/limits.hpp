// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

namespace ophamin::observability {

/// Of a chart.
struct Limits {
  double lower = 0.0;
  double center = 0.0;
  double upper = 0.0;

  bool is_finite() const noexcept { return std::isfinite(lower) && std::isfinite(center) && std::isfinite(upper); }
  /// Strictly beyond.
  bool excludes(double x) const noexcept { return x > upper || x < lower; }
};

}  // namespace ophamin::observability
