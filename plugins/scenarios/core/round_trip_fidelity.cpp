// SPDX-License-Identifier: Apache-2.0
#include "round_trip_fidelity.hpp"

#include "headline.hpp"

namespace ophamin::core {

sdk::Claim RoundTripFidelity::claim() const {
  return {.statement = "Records come back identical at least as often as the floor demands.",
          .operationalization = "Share of successful cycles whose field round_trip_equal is true.",
          .h0 = "The share of identical records is below the floor.",
          .h1 = "The share of identical records is at or above the floor.",
          .metric = "round_trip_equal_share",
          .units = "fraction",
          .comparator = sdk::Comparator::kAtLeast,
          .threshold = params_.floor};
}

sdk::Plan RoundTripFidelity::plan() const {
  return {.analysis = "Count the successful cycles whose record came back identical; give the share with Wilson's 95 % interval. "
                      "Failed cycles are counted beside it. Inconclusive if more than half of the cycles failed or fewer than 10 "
                      "succeeded."};
}

void RoundTripFidelity::score(const sdk::Run& run, sdk::Score& score) const {
  const auto equal = run.column("round_trip_equal");
  const auto results = host_.compute("stats.proportion", sdk::TableBuilder(equal.size()).add("success", equal));
  const auto share = results["proportion"];
  score.observed(share.undefined() ? 0.0 : share.value());
  score.inconclusive(run.insufficient(equal.size() - equal.missing()));
  score.add("fidelity", headline("round_trip_equal_share", share));
  score.attach(results);
  score.add("failed_cycles", sdk::Evidence("failed_cycles_count").value(static_cast<double>(run.failed())).detail([&](sdk::Object& detail) {
    detail.set("cycles", run.cycles()).set("failed", run.failed());
  }));
}

}  // namespace ophamin::core
