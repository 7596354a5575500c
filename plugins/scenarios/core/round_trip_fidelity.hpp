// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ophamin/sdk.hpp>

namespace ophamin::core {

/// Does what goes through the substrate come back unchanged? Needs a substrate with the field `round_trip_equal`.
class RoundTripFidelity {
 public:
  struct Params {
    double floor = 1.0;
  };

  static constexpr sdk::ScenarioInfo kInfo{
      .name = "round-trip-fidelity",
      .summary = "the share of records that come back identical reaches a floor",
      .tier = sdk::Tier::kScientific,
      .family = "fidelity",
      .goal = "Find out whether a record survives its way through the substrate and back.",
      .explanation = "Each record is transformed and transformed back. The share that comes back identical, with Wilson's interval, "
                     "is held against the floor. Cycles that could not run are counted beside, not in the share.",
      .method = "wilson_ci_proportion",
      .falsification = "The substrate loses or changes data more often than is acceptable."};
  static constexpr auto kParameters =
      sdk::parameters(sdk::param("floor", &Params::floor).help("least acceptable share of identical records").range(0, 1));
  static constexpr sdk::FieldRequest kFields[] = {{.name = "round_trip_equal", .types = sdk::kBooleans}};

  RoundTripFidelity(const sdk::Host& host, const Params& params) : host_(host), params_(params) {}

  sdk::Claim claim() const;
  sdk::Plan plan() const;
  void score(const sdk::Run& run, sdk::Score& score) const;

 private:
  sdk::Host host_;
  Params params_;
};

}  // namespace ophamin::core
