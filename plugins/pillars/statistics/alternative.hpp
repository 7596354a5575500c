// SPDX-License-Identifier: Apache-2.0
//
// Which deviations from the null hypothesis a test looks for.
#pragma once

#include <algorithm>
#include <string_view>

#include "../common/distributions.hpp"

namespace ophamin::statistics {

enum class Alternative {
  kTwoSided,
  kLess,     ///< x tends to be smaller than y
  kGreater,  ///< x tends to be larger than y
};

constexpr std::string_view name_of(Alternative alternative) noexcept {
  switch (alternative) {
    case Alternative::kTwoSided: return "two_sided";
    case Alternative::kLess: return "less";
    default: return "greater";
  }
}

/// Of Student's t, which is positive where x is larger.
inline double t_p_value(double t, double df, Alternative alternative) {
  if (alternative == Alternative::kTwoSided) return pillars::t_two_sided(t, df);
  return pillars::t_above(alternative == Alternative::kGreater ? t : -t, df);
}

/// Of a rank statistic that is positive where x is larger: `distance` from its mean, and how much of it continuity takes.
inline double normal_p_value(double distance, double continuity, double sd, Alternative alternative) {
  switch (alternative) {
    case Alternative::kGreater: return pillars::normal_above((distance - continuity) / sd);
    case Alternative::kLess: return pillars::normal_above((-distance - continuity) / sd);
    default: return std::min(1.0, 2.0 * pillars::normal_above(((distance < 0.0 ? -distance : distance) - continuity) / sd));
  }
}

}  // namespace ophamin::statistics
