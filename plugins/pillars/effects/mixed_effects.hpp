// SPDX-License-Identifier: Apache-2.0
//
// M.mixed_effects: a random-intercept model.
#pragma once

#include <string>

#include <ophamin/sdk.hpp>

#include "mixed_fit.hpp"

namespace ophamin::effects {

class MixedEffects {
 public:
  using Params = MixedOptions;

  static constexpr sdk::PillarInfo kInfo{
      .name = "M.mixed_effects",
      .summary = "linear model with a random intercept for each group, by REML or maximum likelihood",
      .library = "eigen",
      .method = "profiled (restricted) likelihood in the variance ratio; QR factors of within-group and between-group moments; "
                "Satterthwaite or Kenward-Roger degrees of freedom; profile-likelihood interval of the ICC",
      .citation = "D. M. Bates and S. DebRoy, J. Multivar. Anal. 91 (2004) 1-17; F. G. Giesbrecht and J. C. Burns, Biometrics 41 (1985) "
                  "477-486; M. G. Kenward and J. H. Roger, Biometrics 53 (1997) 983-997"};
  static constexpr sdk::Role kRoles[] = {
      {.name = "y", .help = "the response"},
      {.name = "x", .help = "predictors, any number of them; an intercept is added", .arity = sdk::Arity::kAny},
      {.name = "group", .help = "label of the group that each row belongs to", .types = sdk::kAnyType}};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("reml", &Params::reml).help("true: restricted maximum likelihood; false: maximum likelihood"),
      sdk::param("fit_intercept", &Params::fit_intercept).help("put a column `intercept` of ones before the predictors"),
      sdk::param("center_and_scale", &Params::center_and_scale)
          .help("fit to (x - mean) / standard deviation of each predictor that varies by 1e-12 or more"),
      sdk::param("degrees_of_freedom", &Params::degrees_of_freedom)
          .help("of the tests of fixed effects; kenward_roger needs reml and corrects their standard errors, too")
          .choices({{"satterthwaite", DegreesOfFreedom::kSatterthwaite},
                    {"kenward_roger", DegreesOfFreedom::kKenwardRoger},
                    {"residual", DegreesOfFreedom::kResidual}}),
      sdk::param("confidence", &Params::confidence).help("confidence level of the two-sided intervals").open_interval(0, 1),
      sdk::param("likelihood_ratio", &Params::likelihood_ratio)
          .help("also test each predictor by the maximum likelihood without it"),
      sdk::param("random_effects", &Params::random_effects)
          .help("how many groups' random effects the detail lists, in the order in which groups appear"));

  static std::string library_version();

  explicit MixedEffects(const Params& params);

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

 private:
  Params params_;
};

}  // namespace ophamin::effects
