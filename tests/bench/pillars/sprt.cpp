// SPDX-License-Identifier: Apache-2.0
#include "pillar_bench.hpp"

namespace ophamin::bench {
namespace {

void whole_table(benchmark::State& state, const char* input, const json::object& params, const char* statistic) {
  const auto values = read_values<double>(input);
  if (!has_inputs(state, values)) return;
  ShippedPillar pillar("adaptive", "A.sprt", params);
  test::TableData table(values.size());
  table.numbers("value", values);
  const auto* raw = table.raw();
  BenchSink sink;
  for (auto _ : state) pillar.compute(raw, sink);
  state.counters[statistic] = sink.row(statistic).value;
}

void gaussian(benchmark::State& state) {
  whole_table(state, "sprt_normal.f64", {{"test", "gaussian"}, {"mu1", 0.001}, {"alpha", 1e-9}, {"beta", 1e-9}}, "llr");
}
BENCHMARK(gaussian)->Name("sprt/gaussian_1e6")->Unit(benchmark::kMillisecond);

void bernoulli(benchmark::State& state) {
  whole_table(state, "sprt_bits.f64", {{"test", "bernoulli"}, {"p0", 0.2}, {"p1", 0.2001}, {"alpha", 1e-9}, {"beta", 1e-9}}, "llr");
}
BENCHMARK(bernoulli)->Name("sprt/bernoulli_1e6")->Unit(benchmark::kMillisecond);

void mixture(benchmark::State& state) { whole_table(state, "sprt_normal.f64", {{"tau2", 0.1}}, "log_mixture_lr"); }
BENCHMARK(mixture)->Name("sprt/mixture_1e6")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ophamin::bench
