// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ophamin/sdk.hpp>

namespace ophamin::core {

/// Is the 95th percentile of a cycle's wall time, as the host measures it, at most a ceiling?
class ThroughputCeiling {
 public:
  struct Params {
    double ceiling_seconds = 5.0;
  };

  static constexpr sdk::ScenarioInfo kInfo{
      .name = "throughput-ceiling",
      .summary = "the 95th percentile of cycle wall time stays under a ceiling",
      .tier = sdk::Tier::kEngineering,
      .family = "throughput",
      .goal = "Find out whether the substrate is fast enough for its slow cycles too.",
      .explanation = "The host times every cycle. The 95th percentile of the successful ones, by linear interpolation, is held "
                     "against the ceiling. An average would hide the slow cycles that users remember.",
      .method = "p95_percentile_ceiling",
      .falsification = "At least one cycle in twenty is slower than the ceiling: the substrate must become faster, or what is "
                       "promised of it slower."};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("ceiling_seconds", &Params::ceiling_seconds).help("largest acceptable 95th percentile, seconds").above(0));

  ThroughputCeiling(const sdk::Host& host, const Params& params) : host_(host), params_(params) {}

  sdk::Claim claim() const;
  sdk::Plan plan() const;
  void score(const sdk::Run& run, sdk::Score& score) const;

 private:
  sdk::Host host_;
  Params params_;
};

}  // namespace ophamin::core
