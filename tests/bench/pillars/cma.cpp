// SPDX-License-Identifier: Apache-2.0
#include "pillar_bench.hpp"

namespace ophamin::bench {
namespace {

// The result after each study, with tau squared estimated anew.
void trajectory(benchmark::State& state) {
  const auto effect = read_values<double>("cma_effect.f64");
  const auto variance = read_values<double>("cma_variance.f64");
  if (!has_inputs(state, effect, variance)) return;
  ShippedPillar pillar("synthesis", "I.cma");
  test::TableData table(effect.size());
  table.numbers("effect", effect).numbers("variance", variance);
  const auto* raw = table.raw();
  BenchSink sink;
  for (auto _ : state) pillar.compute(raw, sink);
  state.counters["estimate"] = sink.row("pooled_effect").value;
  state.counters["tau2"] = sink.row("tau2").value;
}
BENCHMARK(trajectory)->Name("cma/trajectory_500")->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace ophamin::bench
