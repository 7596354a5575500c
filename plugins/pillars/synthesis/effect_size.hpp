// SPDX-License-Identifier: Apache-2.0
//
// Effects of 2x2 tables: events and non-events of a treated arm (a, b) and of a control arm (c, d).
#pragma once

namespace ophamin::synthesis {

enum class Measure { kLogRiskRatio, kLogOddsRatio, kRiskDifference };

struct Table2x2 {
  double a, b, c, d;
};

struct EffectSize {
  double effect;
  double variance;  ///< by the delta method, for large samples
};

/// Counts are finite and not negative, and no arm is empty. 0.5 is added to the four cells of a table that has a zero, only of such
/// a table. J. L. Fleiss and J. A. Berlin in The Handbook of Research Synthesis and Meta-Analysis, 2nd ed. 2009, chapter 13.
EffectSize effect_size(Measure measure, Table2x2 table) noexcept;

}  // namespace ophamin::synthesis
