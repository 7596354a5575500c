// SPDX-License-Identifier: Apache-2.0
//
// Substrate mock: a simulated system with known drift, effects and failures, to test campaigns on.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/random.hpp>
#include <ophamin/sdk.hpp>

namespace ophamin::mock {

/// Draws per cycle, in this order: noise (normal), collapse (uniform, only where the parameters make it possible), halt mode
/// (index 0 to 4, only if not collapsed), latency (exponential), overlap (uniform). A collapsed cycle fails.
class Mock {
 public:
  struct Params {
    std::uint32_t seed = 0;
    double drift_rate = 0.0008;
    double base_phi = 0.5;
    double injection_effect = 0.15;
    std::vector<sdk::Scalar> collapse_cells{};
    double collapse_entropy_below = 0.02;
  };
  struct CycleParams {
    double injection_rate = 0.0;
    double immune_threshold = 0.5;
    double entropy_coefficient = 0.1;
    sdk::Scalar cell{};
    sdk::Scalar variant{};
  };

  static constexpr sdk::SubstrateInfo kInfo{
      .name = "mock", .summary = "simulated system with drift, treatment effects and collapses", .kind = "mock", .system = "mock"};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("seed", &Params::seed).help("seed of the simulation; also its revision"),
      sdk::param("drift_rate", &Params::drift_rate).help("growth of phi per cycle"),
      sdk::param("base_phi", &Params::base_phi).help("phi before drift and effects"),
      sdk::param("injection_effect", &Params::injection_effect).help("growth of phi per injection rate"),
      sdk::param("collapse_cells", &Params::collapse_cells).help("cells that collapse below collapse_entropy_below"),
      sdk::param("collapse_entropy_below", &Params::collapse_entropy_below).help("entropy coefficient below which those cells collapse"));
  static constexpr auto kCycleParameters = sdk::parameters(
      sdk::param("injection_rate", &CycleParams::injection_rate).help("above 0.8, with immune_threshold below 0.4, 3 of 10 cycles collapse"),
      sdk::param("immune_threshold", &CycleParams::immune_threshold).help("see injection_rate"),
      sdk::param("entropy_coefficient", &CycleParams::entropy_coefficient).help("see collapse_entropy_below"),
      sdk::param("cell", &CycleParams::cell).help("cell of the experiment that the cycle belongs to"),
      sdk::param("variant", &CycleParams::variant).help("treatment, b, B, 1 or true raise phi by 0.05"));
  static constexpr sdk::Field kFields[] = {
      {.name = "phi", .family = "phi", .description = "base, drift, effects and noise; not below 0"},
      {.name = "halt_mode", .type = sdk::Type::kText, .family = "walker", .description = "commit, selective, exhausted"},
      {.name = "ouroboros_energy_reserve", .family = "ouroboros", .description = "falls with each cycle, not below 0"},
      {.name = "coherence", .family = "phi", .description = "0 to 1"},
      {.name = "cycle_latency_ns", .unit = "ns", .family = "timing", .description = "simulated, not measured"},
      {.name = "prime_deformation_delta", .family = "prime", .description = "phi less phi of the cycle before"},
      {.name = "jaccard_overlap", .family = "prime", .description = "0 to 1"},
      {.name = "zetetic_dissonance_gradient", .family = "echoform", .description = "twice the size of the noise"},
      {.name = "drift_score", .family = "substrate_state", .description = "distance of the injection rate from 0.5, with noise"},
  };

  explicit Mock(const Params& params) : params_(params), rng_(params.seed) { reset(); }

  std::string revision() const;
  void reset();
  void cycle(const sdk::Record& stimulus, const CycleParams& params, sdk::Cycle<Mock>& out);
  void state(sdk::Object& state) const;

 private:
  bool collapses(const CycleParams& params);

  Params params_;
  sdk::Rng rng_;
  std::uint64_t cycle_ = 0;
  double previous_phi_ = 0.0;
  std::uint64_t collapses_ = 0;
  double energy_ = 1.0;
};

}  // namespace ophamin::mock
