// SPDX-License-Identifier: Apache-2.0
#include "throughput_ceiling.hpp"

#include "headline.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include <ophamin/summary.hpp>

namespace ophamin::core {
namespace {

constexpr std::string_view kSeconds = "host.cycle_seconds";

std::string shortest(double number) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, number).ptr};
}

// Times of the cycles that succeeded: a failed cycle's time says nothing about the work.
std::vector<double> measured_seconds(const sdk::Run& run) {
  const auto success = run.column("host.success").booleans();
  const auto column = run.column(kSeconds);
  const auto seconds = column.doubles();
  std::vector<double> kept;
  kept.reserve(seconds.size());
  for (std::size_t row = 0; row < seconds.size(); ++row) {
    if (success[row] != 0 && column.has(row) && seconds[row] >= 0.0) kept.push_back(seconds[row]);
  }
  return kept;
}

}  // namespace

sdk::Claim ThroughputCeiling::claim() const {
  const auto ceiling = shortest(params_.ceiling_seconds);
  return {.statement = "The 95th percentile of a cycle's wall time is at most " + ceiling + " s.",
          .operationalization = "Wall time of each successful cycle as measured by the host; percentile by linear interpolation "
                                "at rank 0.95 (n - 1).",
          .h0 = "The 95th percentile is above " + ceiling + " s.",
          .h1 = "The 95th percentile is at most " + ceiling + " s.",
          .metric = "p95_cycle_wall_time_s",
          .units = "seconds",
          .comparator = sdk::Comparator::kAtMost,
          .threshold = params_.ceiling_seconds};
}

sdk::Plan ThroughputCeiling::plan() const {
  return {.analysis = "Time every cycle. Leave out failed cycles, and count them. Compute the 95th percentile of the others with "
                      "a distribution-free 95 % interval, and describe their distribution. Inconclusive if more than half of "
                      "the cycles failed or fewer than 10 were timed.",
          .time_cycles = true,
          .cycles = 200};
}

void ThroughputCeiling::score(const sdk::Run& run, sdk::Score& score) const {
  auto seconds = measured_seconds(run);
  const auto results = host_.compute("stats.quantile", sdk::TableBuilder(seconds.size()).add("value", std::span<const double>(seconds)),
                                     sdk::Arguments().set("p", std::vector{0.95}));
  const auto p95 = results["quantile"];
  score.observed(p95.undefined() ? 0.0 : p95.value());
  score.inconclusive(run.insufficient(seconds.size()));
  score.add("p95_wall_time", headline("p95_cycle_wall_time_s", p95));
  score.attach(results, "quantile");

  std::sort(seconds.begin(), seconds.end());
  const auto summary = sdk::summarize(seconds);
  auto row = sdk::Evidence("cycle_wall_time_distribution");
  if (seconds.empty()) {
    row.undefined(1, 0, "no cycle was timed");
  } else {
    row.value(summary.median);
  }
  score.add("wall_time_distribution", row.detail([&](sdk::Object& detail) {
    detail.set("n", summary.n).set("failed", run.failed());
    if (summary.n == 0) return;
    detail.set("min", summary.min).set("max", summary.max).set("mean", summary.mean).set("p10", summary.p10).set("p90", summary.p90);
    detail.set("p95", sdk::quantile(seconds, 0.95)).set("p99", sdk::quantile(seconds, 0.99));
  }));
}

}  // namespace ophamin::core
