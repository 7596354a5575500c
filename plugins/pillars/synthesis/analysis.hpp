// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <ophamin/sdk.hpp>

#include "cumulative.hpp"
#include "effect_size.hpp"
#include "study_reader.hpp"
#include "trajectory.hpp"

namespace ophamin::synthesis {

/// What a manifest may ask of I.cma.
struct Options {
  bool random_effects = true;
  std::optional<std::uint64_t> tau2_fixed_after{};
  double confidence = 0.95;
  Tau2Method tau2_method = Tau2Method::kDerSimonianLaird;
  Interval interval = Interval::kNormal;
  Measure measure = Measure::kLogRiskRatio;
  bool trajectory = true;
  std::uint64_t list_limit = 10'000;
  std::uint64_t study_limit = 1'000'000;
};

/// The analysis of one table or of one stream, as far as it has come.
struct Analysis {
  explicit Analysis(const Options& chosen)
      : options(chosen),
        pool({.random_effects = chosen.random_effects,
              .tau2_method = chosen.tau2_method,
              .tau2_fixed_after = chosen.tau2_fixed_after,
              .confidence = chosen.confidence,
              .interval = chosen.interval}),
        reader(chosen.measure),
        trajectory(static_cast<std::size_t>(chosen.list_limit)) {}

  Options options;
  Cumulative pool;
  StudyReader reader;
  Trajectory trajectory;
  std::vector<double> effects, variances;  ///< made of counts, the first `list_limit`
};

/// Writes the evidence of all studies.
void add_evidence(sdk::EvidenceSink& evidence, const Analysis& analysis);

}  // namespace ophamin::synthesis
