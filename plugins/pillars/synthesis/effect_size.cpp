// SPDX-License-Identifier: Apache-2.0
#include "effect_size.hpp"

#include <cmath>
#include <initializer_list>

namespace ophamin::synthesis {

EffectSize effect_size(Measure measure, Table2x2 table) noexcept {
  auto [a, b, c, d] = table;
  if (a == 0.0 || b == 0.0 || c == 0.0 || d == 0.0) {
    for (double* cell : {&a, &b, &c, &d}) *cell += 0.5;
  }
  const double treated = a + b;
  const double control = c + d;
  switch (measure) {
    case Measure::kLogOddsRatio: return {std::log(a / b) - std::log(c / d), 1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d};
    case Measure::kRiskDifference:
      return {a / treated - c / control, a / treated * (b / treated) / treated + c / control * (d / control) / control};
    case Measure::kLogRiskRatio: break;
  }
  return {std::log(a / treated) - std::log(c / control), b / a / treated + d / c / control};
}

}  // namespace ophamin::synthesis
