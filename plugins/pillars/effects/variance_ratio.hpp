// SPDX-License-Identifier: Apache-2.0
//
// The maximum of a profile likelihood over psi >= 0.
#pragma once

#include "profile.hpp"

namespace ophamin::effects {

struct Maximum {
  double psi = 0.0;
  double loglik = 0.0;
  double loglik_at_zero = 0.0;
  /// False if the likelihood still grows where sigma_e^2 is next to nothing.
  bool is_bounded = true;

  bool is_singular() const noexcept { return psi == 0.0; }
};

/// The global maximum. The derivative is looked at on a grid of log psi, each place where it turns from positive to negative is
/// found by bracketing (G. E. Alefeld, F. A. Potra and Y. Shi, ACM TOMS 21 (1995) 327-344, algorithm 748), and the maxima are compared with
/// each other and with psi = 0. The derivative knows its root to all digits, where values of the likelihood are flat.
Maximum maximise(Profile& profile);

/// psi where twice the log-likelihood is within `drop` of its maximum; low is 0 and high is infinite where it never leaves.
struct RatioInterval {
  double low;
  double high;
};
RatioInterval profile_interval(Profile& profile, const Maximum& maximum, double drop);

}  // namespace ophamin::effects
