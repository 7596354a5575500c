// SPDX-License-Identifier: Apache-2.0
//
// A random-intercept model, y = X beta + u[group] + e, fitted to a panel.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "panel.hpp"

namespace ophamin::effects {

enum class Likelihood { kReml, kMl };

enum class DegreesOfFreedom {
  kSatterthwaite,  ///< by the observed information of the variances; F. G. Giesbrecht and J. C. Burns, Biometrics 41 (1985) 477-486
  kKenwardRoger,   ///< by the expected one, and with a standard error that is corrected for small samples; M. G. Kenward and J. H.
                   ///< Roger, Biometrics 53 (1997) 983-997
  kResidual,       ///< N - p: the model is that of least squares
};

struct MixedOptions {
  bool reml = true;
  bool fit_intercept = true;
  bool center_and_scale = false;
  DegreesOfFreedom degrees_of_freedom = DegreesOfFreedom::kSatterthwaite;
  double confidence = 0.95;
  bool likelihood_ratio = false;
  std::uint64_t random_effects = 0;
};

struct FixedEffect {
  double estimate = 0.0;
  double error = 0.0;     ///< standard error by the fitted variances
  double adjusted = 0.0;  ///< the one of the test: `error`, or Kenward and Roger's
  double df = 0.0;        ///< of Student's t; no number where the likelihood does not say
};

struct LikelihoodRatio {
  double statistic;  ///< twice the difference of the log-likelihoods, at least 0
  double p_value;
};

/// Of the groups in the order in which they appear.
struct RandomEffects {
  std::vector<double> estimate;   ///< best linear unbiased prediction
  std::vector<double> deviation;  ///< its standard deviation, given the fixed effects
};

struct MixedFit {
  std::vector<std::string> names;  ///< of the columns of X, a fitted intercept first
  std::vector<FixedEffect> fixed;
  std::vector<double> x_mean, x_std;  ///< of center_and_scale: 0 and 1 of columns that were left alone
  double sigma_u2 = 0.0, sigma_e2 = 0.0, loglik = 0.0;
  double icc = 0.0, icc_low = 0.0, icc_high = 0.0;
  std::uint64_t smallest_group = 0, largest_group = 0;
  bool is_singular = false;
  DegreesOfFreedom df_method{};    ///< the one that was used
  LikelihoodRatio random_effect{}; ///< against sigma_u^2 = 0, half a chi-square with one degree; S. G. Self and K.-Y. Liang, JASA 82
                                   ///< (1987) 605-610
  /// Of each column but the constant one, by maximum likelihood; chi-square with one degree.
  std::vector<std::optional<LikelihoodRatio>> without;
  RandomEffects random_effects;
};

/// What the model would need and what there was.
struct NotFitted {
  std::uint64_t needed;
  std::uint64_t found;
  std::string reason;
};

std::variant<MixedFit, NotFitted> fit_mixed(const Panel& panel, const MixedOptions& options);

}  // namespace ophamin::effects
