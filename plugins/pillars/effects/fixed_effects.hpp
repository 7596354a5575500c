// SPDX-License-Identifier: Apache-2.0
//
// The fixed effects of a random-intercept model in the units of the table, and how sure they are.
#pragma once

#include <vector>

#include "mixed_fit.hpp"
#include "profile.hpp"

namespace ophamin::effects {

struct Variances {
  double u = 0.0;  ///< between groups
  double e = 0.0;  ///< within groups
};

/// In the order in which the user sees the columns. `fit` is the profile's at the ratio of `variances`, which are in the
/// units of the moments.
std::vector<FixedEffect> fixed_effects(const GroupMoments& moments, const Profile::Fit& fit, const Variances& variances, bool is_reml,
                                       DegreesOfFreedom method);

}  // namespace ophamin::effects
