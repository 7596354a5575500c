// SPDX-License-Identifier: Apache-2.0
#include "pillar_bench.hpp"

namespace ophamin::bench {
namespace {

// The rules alone: centre and sigma are known. Counters carry what is compared with the peer's.
void western_electric_1e5(benchmark::State& state) {
  const auto values = read_values<double>("spc_series.f64");
  if (!has_inputs(state, values)) return;
  ShippedPillar pillar("observability", "O.spc", {{"center", 0.0}, {"sigma", 1.0}, {"window_rule", "completing_point"}});
  test::TableData table(values.size());
  table.numbers("value", values);
  const auto* raw = table.raw();
  BenchSink sink;
  for (auto _ : state) pillar.compute(raw, sink);
  state.counters["special_points"] = sink.row("special_points").value;
}
BENCHMARK(western_electric_1e5)->Name("spc/western_electric_1e5")->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace ophamin::bench
