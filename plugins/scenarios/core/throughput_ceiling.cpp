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
// Where the substrate is instrumented.
constexpr std::string_view kCpuSeconds = "host.cpu_seconds";
constexpr std::string_view kRssBytes = "host.rss_bytes";

std::string shortest(double number) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, number).ptr};
}

struct Distribution {
  sdk::Summary summary;
  double p95 = 0.0;
  double p99 = 0.0;
};

// Of the cycles that succeeded; the times of the others are missing. The sorted copy is gone when this returns: it is as
// large as the run, and the pillar makes one of its own.
Distribution distribution_of(const sdk::Column& times) {
  const auto cells = times.doubles();
  std::vector<double> seconds;
  seconds.reserve(cells.size());
  for (std::size_t row = 0; row < cells.size(); ++row) {
    if (times.has(row)) seconds.push_back(cells[row]);
  }
  std::sort(seconds.begin(), seconds.end());
  if (seconds.empty()) return {sdk::summarize(seconds), 0.0, 0.0};
  return {sdk::summarize(seconds), sdk::quantile(seconds, 0.95), sdk::quantile(seconds, 0.99)};
}

void add_costs(const sdk::Run& run, sdk::Score& score) {
  if (const auto cpu = run.find(kCpuSeconds)) {
    const auto cells = cpu->doubles();
    double total = 0.0;
    for (std::size_t row = 0; row < cells.size(); ++row) total += cpu->has(row) ? cells[row] : 0.0;
    score.add("batch_cpu", sdk::Evidence("batch_cpu_total_s").value(total).detail([&](sdk::Object& detail) {
      detail.set("cycles", run.succeeded());
    }));
  }
  if (const auto rss = run.find(kRssBytes)) {
    const auto cells = rss->integers();
    std::int64_t peak = 0;
    for (std::size_t row = 0; row < cells.size(); ++row) peak = rss->has(row) ? std::max(peak, cells[row]) : peak;
    score.add("rss_peak", sdk::Evidence("rss_peak_bytes").value(static_cast<double>(peak)));
  }
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
  const auto times = run.column(kSeconds);
  const auto distribution = distribution_of(times);
  const auto& summary = distribution.summary;
  const auto results = host_.compute("stats.quantile", sdk::TableBuilder(times.size()).add("value", times),
                                     sdk::Arguments().set("p", std::vector{0.95}));
  const auto p95 = results["quantile"];
  score.observed(p95.undefined() ? 0.0 : p95.value());
  score.inconclusive(run.insufficient(summary.n));
  score.add("p95_wall_time", headline("p95_cycle_wall_time_s", p95));
  score.attach(results, "quantile");

  auto row = sdk::Evidence("cycle_wall_time_distribution");
  if (summary.n == 0) {
    row.undefined(1, 0, "no cycle was timed");
  } else {
    row.value(summary.median);
  }
  score.add("wall_time_distribution", row.detail([&](sdk::Object& detail) {
    detail.set("n", summary.n).set("failed", run.failed());
    if (summary.n == 0) return;
    detail.set("min", summary.min).set("max", summary.max).set("mean", summary.mean).set("p10", summary.p10).set("p90", summary.p90);
    detail.set("p95", distribution.p95).set("p99", distribution.p99);
  }));
  if (run.succeeded() != 0) add_costs(run, score);
}

}  // namespace ophamin::core
