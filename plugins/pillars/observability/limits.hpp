// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace ophamin::observability {

/// Of a chart.
struct Limits {
  double lower = 0.0;
  double center = 0.0;
  double upper = 0.0;

  /// Strictly beyond.
  bool excludes(double x) const noexcept { return x > upper || x < lower; }
};

}  // namespace ophamin::observability
