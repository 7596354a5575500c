// SPDX-License-Identifier: Apache-2.0
#include "pillar_bench.hpp"

namespace ophamin::bench {
namespace {

void fit(benchmark::State& state, bool reml) {
  const auto y = read_values<double>("lmm_y.f64");
  const auto x = read_values<double>("lmm_x.f64");
  const auto group = read_values<std::int64_t>("lmm_group.i64");
  if (!has_inputs(state, y, x, group)) return;
  ShippedPillar pillar("effects", "M.mixed_effects", {{"reml", reml}});
  test::TableData table(y.size());
  table.numbers("y", y).numbers("x", x).integers("group", group);
  const auto* raw = table.raw();
  BenchSink sink;
  for (auto _ : state) pillar.compute(raw, sink);
  state.counters["sigma_u2"] = sink.row("sigma_u2").value;
  state.counters["sigma_e2"] = sink.row("sigma_e2").value;
  state.counters["slope"] = sink.row("beta[x]").value;
}

void reml(benchmark::State& state) { fit(state, true); }
BENCHMARK(reml)->Name("mixed_effects/reml_10000x100")->Unit(benchmark::kMicrosecond);
void ml(benchmark::State& state) { fit(state, false); }
BENCHMARK(ml)->Name("mixed_effects/ml_10000x100")->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace ophamin::bench
