// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <ophamin/sdk.hpp>

namespace ophamin::dynamics {

namespace sdk = ophamin::sdk;

/// Does the substrate move when its evidence says that it should?
class CognitiveInertia {
 public:
  struct Params {
    std::string expected = "drift_score";
    std::string observed = "prime_deformation_delta";
    double stagnant_threshold = 0.8;
  };

  static constexpr sdk::ScenarioInfo kInfo{
      .name = "cognitive-inertia",
      .summary = "the substrate follows its evidence instead of standing still or refusing it",
      .tier = sdk::Tier::kEmpiricalDeep,
      .family = "inertia",
      .goal = "Find out whether the substrate adapts as far as its evidence asks for.",
      .explanation = "Each cycle brings evidence that asks for a shift, and shows the shift that came. What the shifts fall short by, on "
                     "average, is the inertia; a cycle that fails has rejected its evidence.",
      .method = "mean_shortfall",
      .falsification = "The substrate stands still, or refuses what it is shown: more evidence will not change it."};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("expected", &Params::expected).help("field with the shift that the evidence asks for, at least 0"),
      sdk::param("observed", &Params::observed).help("field with the shift that came; its size counts, not its sign"),
      sdk::param("stagnant_threshold", &Params::stagnant_threshold).help("inertia or rejection rate from which on the substrate is stagnant").range(0, 1));

  CognitiveInertia(const sdk::Host& host, const Params& params) : host_(host), params_(params) {}

  sdk::Claim claim() const;
  sdk::Plan plan() const;
  void fields(sdk::FieldRequests& requests) const;
  void score(const sdk::Run& run, sdk::Score& score) const;

 private:
  sdk::Host host_;
  Params params_;
};

}  // namespace ophamin::dynamics
