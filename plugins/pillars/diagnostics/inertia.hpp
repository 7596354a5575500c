// SPDX-License-Identifier: Apache-2.0
//
// diagnostics.inertia: does a system move as far as its evidence says, or does it hold on to what it was?
#pragma once

#include <cstdint>

#include <ophamin/sdk.hpp>

#include "../common/flags.hpp"

namespace ophamin::diagnostics {

/// Each row is an event: a shift that the evidence asks for, the shift that came, and whether the evidence was accepted at all.
class Inertia {
 public:
  struct Params {
    double stagnant_threshold = 0.8;
  };

  static constexpr sdk::PillarInfo kInfo{
      .name = "diagnostics.inertia",
      .summary = "how far a system's shifts fall short of those that its evidence asks for",
      .library = "ophamin.diagnostics",
      .library_version = OPHAMIN_PLUGIN_VERSION,
      .method = "mean of observed over expected shift, each at most 1; share of rejected events"};
  static constexpr sdk::Role kRoles[] = {
      {.name = "expected_shift", .help = "the shift that the evidence asks for, at least 0"},
      {.name = "observed_shift", .help = "the shift that came, at least 0"},
      {.name = "accepted", .help = "false where the evidence was rejected; all accepted, if not given", .types = pillars::kFlags,
       .arity = sdk::Arity::kOptional},
      {.name = "evidence_strength", .help = "strength of the evidence, at least 0; described, not weighed", .arity = sdk::Arity::kOptional}};
  static constexpr auto kParameters = sdk::parameters(sdk::param("stagnant_threshold", &Params::stagnant_threshold)
                                                          .help("stagnant if the inertia index or the rejection rate reaches this")
                                                          .range(0, 1));

  explicit Inertia(const Params& params) : params_(params) {}

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

  void begin() { events_ = {}; }
  void update(const sdk::Table& rows, sdk::Events& events);
  void finish(sdk::EvidenceSink& evidence);

 private:
  /// A mean that comes value by value.
  struct RunningMean {
    std::uint64_t n = 0;
    double mean = 0.0;
    void add(double x) noexcept { mean += (x - mean) / static_cast<double>(++n); }
  };
  struct EventCounts {
    std::uint64_t rows = 0;
    std::uint64_t judged = 0;      ///< accepted or rejected
    std::uint64_t rejected = 0;
    std::uint64_t incomplete = 0;  ///< events without both shifts
    std::uint64_t not_finite = 0;
    RunningMean adaptation;        ///< of events with an expected shift above 0
    RunningMean shortfall;         ///< 1 less the same, without cancellation
    RunningMean strength;

    void add(const sdk::Table& table);
  };

  void report(const EventCounts& events, sdk::EvidenceSink& evidence) const;

  Params params_;
  EventCounts events_;
};

}  // namespace ophamin::diagnostics
