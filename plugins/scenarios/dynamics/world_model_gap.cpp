// SPDX-License-Identifier: Apache-2.0
#include "world_model_gap.hpp"

#include <algorithm>

#include "../core/headline.hpp"
#include "sweep_design.hpp"

namespace ophamin::dynamics {

WorldModelGap::WorldModelGap(const sdk::Host& host, const Params& params) : host_(host), params_(params) {
  if (params.features.empty() && !params.position) {
    throw sdk::invalid_argument("expected at least one feature: name a field in `features`, or switch `position` on");
  }
}

sdk::Claim WorldModelGap::claim() const {
  const auto share = shortest(params_.ceiling);
  return {.statement = "At most a share of " + share + " of the later cycles is other than a model of the first ones foresees.",
          .operationalization = "Least squares predicts " + params_.outcome + " with a split conformal interval of confidence " +
                                shortest(params_.confidence_level) + ", calibrated on the first successful cycles; share of the other "
                                "successful cycles outside their interval and without a known failure.",
          .h0 = "The world model gap is above " + share + ".",
          .h1 = "The world model gap is at most " + share + ".",
          .metric = "world_model_gap",
          .units = "fraction",
          .comparator = sdk::Comparator::kAtMost,
          .threshold = params_.ceiling};
}

sdk::Plan WorldModelGap::plan() const {
  return {.analysis = "Calibrate on the first third of the successful cycles, or as many as a parameter says; assess the others. Give the gap, "
                      "the coverage of the interval, and the probability of as many anomalies if nothing has changed. Inconclusive if more "
                      "than half of the cycles failed, if there are too few to calibrate, or fewer than 10 to assess.",
          .cycles = 400};
}

void WorldModelGap::fields(sdk::FieldRequests& requests) const {
  constexpr auto kTypes = sdk::kBooleans | sdk::kIntegers | sdk::kNumbers;
  requests.add({.name = params_.outcome, .types = kTypes});
  for (const auto& feature : params_.features) requests.add({.name = feature, .types = kTypes});
  requests.add({.name = params_.halt_mode_field, .types = sdk::kTexts, .required = false});
}

void WorldModelGap::score(const sdk::Run& run, sdk::Score& score) const {
  const auto outcome = run.column(params_.outcome);
  std::vector<double> position;
  std::vector<std::uint8_t> known;
  sdk::TableBuilder table(outcome.size());
  table.add("y", outcome);
  for (const auto& feature : params_.features) table.add("x", run.column(feature));
  if (params_.position) {
    for (std::size_t row = 0; row < outcome.size(); ++row) position.push_back(static_cast<double>(row));
    table.add("x", std::span<const double>(position));
  }
  if (const auto halt_mode = run.find(params_.halt_mode_field)) {
    const auto& failures = params_.known_failures;
    for (std::size_t row = 0; row < outcome.size(); ++row) {
      known.push_back(halt_mode->has(row) && std::find(failures.begin(), failures.end(), halt_mode->text(row)) != failures.end() ? 1 : 0);
    }
    table.add("known_failure", std::span<const std::uint8_t>(known));
  }
  sdk::Arguments parameters;
  parameters.set("confidence_level", params_.confidence_level).set("gap_alert", params_.ceiling);
  if (params_.calibration_rows) parameters.set("calibration_rows", *params_.calibration_rows);
  const auto results = host_.compute("diagnostics.anticipatory", table, parameters);
  const auto gap = results["world_model_gap"];
  score.observed(gap.value());
  if (gap.undefined()) {
    score.inconclusive(gap.reason());
  } else {
    score.inconclusive(run.insufficient(static_cast<std::uint64_t>(gap.detail()["n_assessed"].integer())));
  }
  score.add("gap", core::headline("world_model_gap", gap));
  // Not the row with the p-value, which is in the first row's detail as well: a campaign corrects p-values that speak for a claim,
  // and this one speaks against it.
  for (std::size_t row = 0; row < results.size(); ++row) {
    if (!results[row].p_value()) score.attach(results, row);
  }
}

}  // namespace ophamin::dynamics
