// SPDX-License-Identifier: Apache-2.0
#include "pillar_bench.hpp"

namespace ophamin::bench {
namespace {



// The whole pillar: splits, the mean of each test part, and the summary. The peer only makes the splits.
void cross_validation(benchmark::State& state, const json::object& params) {
  const auto values = read_values<double>("cross_validation.f64");
  if (!has_inputs(state, values)) return;
  ShippedPillar pillar("robustness", "N.cross_validation", params);
  test::TableData table(values.size());
  const auto* raw = table.numbers("value", values).raw();
  BenchSink sink;
  for (auto _ : state) pillar.compute(raw, sink);
  state.counters["cv_mean"] = sink.row("cv_mean").value;
}
BENCHMARK_CAPTURE(cross_validation, monte_carlo_200, {{"n_iterations", 200}, {"list_limit", 0}})
    ->Name("cross_validation/monte_carlo_200")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(cross_validation, bootstrap_200, {{"method", "bootstrap"}, {"n_iterations", 200}, {"list_limit", 0}})
    ->Name("cross_validation/bootstrap_200")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(cross_validation, k_fold_10, {{"method", "k_fold"}, {"k", 10}})->Name("cross_validation/k_fold_10")->Unit(benchmark::kMicrosecond);

void conformal(benchmark::State& state) {
  const auto values = read_values<double>("cross_validation.f64");
  if (!has_inputs(state, values)) return;
  ShippedPillar pillar("statistics", "stats.conformal", {{"kind", "quantile"}, {"alpha", 0.1}});
  test::TableData table(values.size());
  const auto* raw = table.numbers("score", values).raw();
  BenchSink sink;
  for (auto _ : state) pillar.compute(raw, sink);
  state.counters["quantile"] = sink.row("quantile").value;
}
BENCHMARK(conformal)->Name("cross_validation/conformal_quantile_1e4")->Unit(benchmark::kMicrosecond);

void anticipatory(benchmark::State& state) {
  const auto values = read_values<double>("cross_validation.f64");
  if (!has_inputs(state, values)) return;
  std::vector<double> feature(values.size());
  for (std::size_t i = 0; i < feature.size(); ++i) feature[i] = static_cast<double>(i % 97);
  ShippedPillar pillar("diagnostics", "diagnostics.anticipatory");
  test::TableData table(values.size());
  const auto* raw = table.numbers("y", values).numbers("x", feature).raw();
  BenchSink sink;
  for (auto _ : state) pillar.compute(raw, sink);
  state.counters["half_width"] = sink.row("interval_half_width").value;
}
BENCHMARK(anticipatory)->Name("cross_validation/anticipatory_1e4")->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace ophamin::bench
