// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <ophamin/sdk.hpp>

namespace ophamin::dynamics {

namespace sdk = ophamin::sdk;

/// Does a model that is calibrated on the first cycles still describe the later ones?
class WorldModelGap {
 public:
  struct Params {
    std::string outcome = "phi";
    std::vector<std::string> features = {"drift_score"};
    bool position = true;
    std::string halt_mode_field = "halt_mode";
    std::vector<std::string> known_failures = {"rollback", "amplitude_death", "collapse"};
    double confidence_level = 0.9;
    std::optional<std::uint64_t> calibration_rows{};
    double ceiling = 0.25;
  };

  static constexpr sdk::ScenarioInfo kInfo{
      .name = "world-model-gap",
      .summary = "a world model of the first cycles foresees what the later ones bring",
      .tier = sdk::Tier::kEmpiricalDeep,
      .family = "anticipation",
      .goal = "Find out whether failures of the substrate can be seen coming.",
      .explanation = "A linear model predicts the outcome of a cycle from its features, with a conformal interval that holds as often as "
                     "promised while nothing changes. A later cycle outside its interval is an anomaly that the model did not foresee. "
                     "Halts that are known to be failures need no model.",
      .method = "split_conformal_interval",
      .falsification = "The substrate does things that its own first cycles do not explain: the model, or the trust in it, has to change."};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("outcome", &Params::outcome).help("field that is predicted"),
      sdk::param("features", &Params::features).help("fields that it is predicted from"),
      sdk::param("position", &Params::position).help("the place of the cycle in the run is a feature, too"),
      sdk::param("halt_mode_field", &Params::halt_mode_field).help("field that says how a cycle halted; may be absent"),
      sdk::param("known_failures", &Params::known_failures).help("halt modes that are failures, known without the model"),
      sdk::param("confidence_level", &Params::confidence_level).help("share of outcomes that the interval has to hold").open_interval(0, 1),
      sdk::param("calibration_rows", &Params::calibration_rows)
          .help("this many first successful cycles calibrate the model; a third, at least 8, if not given")
          .at_least(8),
      sdk::param("ceiling", &Params::ceiling).help("largest acceptable share of cycles that the model did not foresee").range(0, 1));

  WorldModelGap(const sdk::Host& host, const Params& params);

  sdk::Claim claim() const;
  sdk::Plan plan() const;
  void fields(sdk::FieldRequests& requests) const;
  void score(const sdk::Run& run, sdk::Score& score) const;

 private:
  sdk::Host host_;
  Params params_;
};

}  // namespace ophamin::dynamics
