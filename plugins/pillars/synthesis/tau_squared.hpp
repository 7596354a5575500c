// SPDX-License-Identifier: Apache-2.0
//
// Estimators of the variance between studies, tau squared; none is ever negative.
#pragma once

#include "weighted_pool.hpp"

namespace ophamin::synthesis {

enum class Tau2Method {
  kDerSimonianLaird,  ///< R. DerSimonian and N. Laird, Meta-analysis in clinical trials, Control. Clin. Trials 7 (1986) 177-188
  kPauleMandel,       ///< R. C. Paule and J. Mandel, Consensus values and weighting factors, J. Res. NBS 87 (1982) 377-385
  kReml,              ///< the global maximum of the restricted likelihood; W. Viechtbauer, J. Educ. Behav. Stat. 30 (2005) 261-293
};

/// Of inverse-variance weights; at least two studies.
double dersimonian_laird(const RunningPool& fixed) noexcept;

/// By `method`, for at least two studies. `fixed`: the pool of the same studies with inverse-variance weights.
double tau_squared(Tau2Method method, const RunningPool& fixed, Studies studies);

/// Where the generalised Q of the studies is `target` (positive), 0 if it is smaller everywhere. The search sets out from `start`.
/// R. DerSimonian and R. Kacker, Contemp. Clin. Trials 28 (2007) 105-114.
double tau_squared_at(double target, Studies studies, double start) noexcept;

/// A confidence interval by Q profiles, exact if effects are normal. W. Viechtbauer, Confidence intervals for the amount of
/// heterogeneity in meta-analysis, Stat. Med. 26 (2007) 37-52. At least two studies.
struct Tau2Interval {
  double low;
  double high;
};
Tau2Interval q_profile(Studies studies, double level);

}  // namespace ophamin::synthesis
