// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ophamin/sdk.hpp>

#include "sweep_design.hpp"

namespace ophamin::dynamics {

/// Do cells that collapse do so at every coefficient? Drives the substrate itself: for each repetition, cell and coefficient it
/// resets the substrate and runs one cycle.
class KernelCoupling {
 public:
  struct Params {
    std::vector<sdk::Scalar> cells{};
    std::vector<double> coefficients = {0.005, 0.01, 0.05, 0.20};
    std::uint64_t repetitions = 5;
    double persist_threshold = 0.5;
    double ceiling = 0.0;
    bool own_stimuli = false;
    std::string cell_parameter = "cell";
    std::string coefficient_parameter = "entropy_coefficient";
    std::string halt_mode_field = "halt_mode";
    std::vector<std::string> halt_modes = {"amplitude_death", "rollback", "collapse", "halt"};
  };

  static constexpr sdk::ScenarioInfo kInfo{
      .name = "kernel-coupling",
      .summary = "cells that collapse do so at every coefficient, not only where a boundary is drawn wrongly",
      .tier = sdk::Tier::kEmpiricalDeep,
      .family = "coupling",
      .goal = "Tell collapses that belong to a cell from collapses that a coefficient brings about.",
      .explanation = "Each cell is run at each coefficient, several times, from a fresh state. A cell that collapses at every coefficient "
                     "explores by itself; one that collapses at some of them only is coupled to the coefficient: its boundary logic is "
                     "miscalibrated. Repetition r has the same seeds in every cell and at every coefficient.",
      .method = "collapse_rate_threshold",
      .falsification = "Collapses of at least one cell come and go with the coefficient: calibrate the boundary before reading anything into "
                       "them."};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("cells", &Params::cells).help("the cells to probe").required().min_items(1),
      sdk::param("coefficients", &Params::coefficients).help("coefficients at which each cell is run").min_items(2),
      sdk::param("repetitions", &Params::repetitions).help("cycles of each cell at each coefficient").range(1, 1'000'000),
      sdk::param("persist_threshold", &Params::persist_threshold)
          .help("a cell collapses at a coefficient if this share of its repetitions does")
          .above(0)
          .at_most(1),
      sdk::param("ceiling", &Params::ceiling).help("largest acceptable share of miscalibrated cells among those that collapse").range(0, 1),
      sdk::param("own_stimuli", &Params::own_stimuli).help("each repetition has a record of its own as its stimulus, else all have the first"),
      sdk::param("cell_parameter", &Params::cell_parameter).help("cycle parameter of the substrate that takes the cell"),
      sdk::param("coefficient_parameter", &Params::coefficient_parameter).help("cycle parameter of the substrate that takes the coefficient"),
      sdk::param("halt_mode_field", &Params::halt_mode_field).help("field that says how a cycle halted; may be absent"),
      sdk::param("halt_modes", &Params::halt_modes).help("halt modes that are a collapse, as a failed cycle is"));

  KernelCoupling(const sdk::Host& host, const Params& params)
      : host_(host), params_(params), design_(params.cells, params.coefficients, params.repetitions) {}

  sdk::Claim claim() const;
  sdk::Plan plan() const;
  void fields(sdk::FieldRequests& requests) const;
  void drive(sdk::Driver& driver) const;
  void score(const sdk::Run& run, sdk::Score& score) const;

 private:
  sdk::Host host_;
  Params params_;
  SweepDesign design_;
};

}  // namespace ophamin::dynamics
