// SPDX-License-Identifier: Apache-2.0
#include "kernel_coupling.hpp"

#include "../core/headline.hpp"

namespace ophamin::dynamics {

sdk::Claim KernelCoupling::claim() const {
  const auto share = shortest(params_.ceiling);
  return {.statement = "Of the cells that collapse, at most a share of " + share + " does so at some of the coefficients only.",
          .operationalization = "A cell collapses at a coefficient if a share of at least " + shortest(params_.persist_threshold) +
                                " of its repetitions fails or halts in one of the halt modes that are a collapse. Miscalibrated cells "
                                "collapse at some coefficients, intrinsic ones at all; the share is that of the former among both.",
          .h0 = "More than a share of " + share + " of the collapsing cells is miscalibrated.",
          .h1 = "At most a share of " + share + " of the collapsing cells is miscalibrated.",
          .metric = "miscalibrated_cell_share",
          .units = "fraction",
          .comparator = sdk::Comparator::kAtMost,
          .threshold = params_.ceiling};
}

sdk::Plan KernelCoupling::plan() const {
  return {.analysis = "Run each cell at each coefficient, " + std::to_string(params_.repetitions) +
                      " times, one cycle each from a reset substrate; repetitions differ in their seeds. Here a failed cycle is an "
                      "observation, a collapse. Judge each cell by its rates of collapse. Inconclusive if no cell collapses.",
          .cycles = design_.cycles()};
}

void KernelCoupling::fields(sdk::FieldRequests& requests) const {
  requests.add({.name = params_.halt_mode_field, .types = sdk::kTexts, .required = false});
}

void KernelCoupling::drive(sdk::Driver& driver) const {
  if (driver.planned() < design_.cycles()) {
    throw sdk::invalid_argument("the sweep is " + std::to_string(design_.cycles()) + " cycles, and n_cycles allows " +
                                std::to_string(driver.planned()) + "; raise it, or leave it out");
  }
  auto stimulus = driver.records(1);
  for (std::uint64_t repetition = 0; repetition < design_.repetitions(); ++repetition) {
    if (repetition > 0 && params_.own_stimuli) stimulus = driver.records(1);
    if (stimulus.empty()) {
      throw sdk::unavailable("repetition " + std::to_string(repetition + 1) + " of " + std::to_string(design_.repetitions()) +
                             ": expected a record as its stimulus, found the end of the corpus; repeat less often, or leave out own_stimuli");
    }
    auto session = driver.open(repetition);
    for (std::uint64_t i = 0; i < design_.per_repetition(); ++i) {
      if (i > 0) session.reset();
      const auto cycle = repetition * design_.per_repetition() + i;
      session.run(stimulus, design_.parameters(cycle, params_.cell_parameter, params_.coefficient_parameter));
    }
    host_.progress(repetition + 1, design_.repetitions());
  }
}

void KernelCoupling::score(const sdk::Run& run, sdk::Score& score) const {
  std::vector<std::string> cells;
  std::vector<double> coefficients;
  std::vector<std::int64_t> repetitions;
  for (std::uint64_t cycle = 0; cycle < run.cycles(); ++cycle) {
    cells.push_back(design_.cell(cycle));
    coefficients.push_back(design_.coefficient(cycle));
    repetitions.push_back(static_cast<std::int64_t>(design_.repetition(cycle)));
  }
  sdk::TableBuilder table(cells.size());
  table.add("cell", cells).add("coefficient", std::span<const double>(coefficients));
  table.add("repetition", std::span<const std::int64_t>(repetitions)).add("success", run.column("host.success"));
  if (const auto halt_mode = run.find(params_.halt_mode_field)) table.add("halt_mode", *halt_mode);
  const auto results = host_.compute("diagnostics.kernel_coupling", table,
                                     sdk::Arguments().set("persist_threshold", params_.persist_threshold).set("halt_modes", params_.halt_modes));
  const auto share = results["miscalibrated_share"];
  score.observed(share.value());
  if (share.undefined()) score.inconclusive(share.reason());
  score.add("miscalibrated_cells", core::headline("miscalibrated_cell_share", share));
  score.attach(results);
}

}  // namespace ophamin::dynamics
