// SPDX-License-Identifier: Apache-2.0
#include "cognitive_inertia.hpp"

#include <cmath>
#include <vector>

#include "../core/headline.hpp"
#include "sweep_design.hpp"

namespace ophamin::dynamics {
namespace {

constexpr sdk::Types kTypes = sdk::kIntegers | sdk::kNumbers;
constexpr std::uint64_t kFewestShifts = 10;

}  // namespace

sdk::Claim CognitiveInertia::claim() const {
  const auto threshold = shortest(params_.stagnant_threshold);
  return {.statement = "Neither the inertia of the substrate nor its rate of rejections reaches " + threshold + ".",
          .operationalization = "Inertia: mean of 1 - min(1, |" + params_.observed + "| / " + params_.expected +
                                ") over the successful cycles that ask for a shift. Rejections: share of failed cycles. The larger of the two.",
          .h0 = "The larger of inertia and rejection rate is at least " + threshold + ".",
          .h1 = "The larger of inertia and rejection rate is below " + threshold + ".",
          .metric = "stagnation",
          .units = "fraction",
          .comparator = sdk::Comparator::kBelow,
          .threshold = params_.stagnant_threshold};
}

sdk::Plan CognitiveInertia::plan() const {
  return {.analysis = "Here a failed cycle is an observation: its evidence was rejected. Give inertia, rejection rate and their balance. "
                      "Inconclusive if fewer than 10 cycles ask for a shift and the rejections do not decide it alone.",
          .cycles = 400};
}

void CognitiveInertia::fields(sdk::FieldRequests& requests) const {
  requests.add({.name = params_.expected, .types = kTypes});
  requests.add({.name = params_.observed, .types = kTypes});
}

void CognitiveInertia::score(const sdk::Run& run, sdk::Score& score) const {
  const auto expected = run.column(params_.expected);
  const auto observed = run.column(params_.observed);
  std::vector<double> sizes(observed.size(), 0.0);
  for (std::size_t row = 0; row < sizes.size(); ++row) {
    if (observed.has(row)) sizes[row] = std::fabs(observed.number(row));
  }
  auto size_column = observed.raw();  // its missing cells stay missing
  size_column.type = OPH_FLOAT;
  size_column.values = sizes.data();
  sdk::TableBuilder table(sizes.size());
  table.add("expected_shift", expected).add("observed_shift", sdk::Column(size_column, sizes.size()));
  table.add("accepted", run.column("host.success")).add("evidence_strength", expected);
  const auto results =
      host_.compute("diagnostics.inertia", table, sdk::Arguments().set("stagnant_threshold", params_.stagnant_threshold));
  const auto inertia = results["inertia_index"];
  const auto rejection = results["defensive_rejection_rate"];
  const auto shifts = static_cast<std::uint64_t>(inertia.detail()["n_shifts"].integer());
  const bool decided_by_rejections = !rejection.undefined() && rejection.value() >= params_.stagnant_threshold;
  const double stagnation = std::fmax(inertia.value(), rejection.value());  // of a NaN and a number the number
  score.observed(stagnation);
  if (shifts < kFewestShifts && !decided_by_rejections) {
    score.inconclusive(std::to_string(shifts) + " cycles ask for a shift, at least " + std::to_string(kFewestShifts) + " are needed");
  }
  auto row = sdk::Evidence("stagnation");
  std::isnan(stagnation) ? row.undefined(kFewestShifts, shifts, "no cycle asks for a shift, and none was run") : row.value(stagnation);
  score.add("stagnation", row);
  score.attach(results);
}

}  // namespace ophamin::dynamics
