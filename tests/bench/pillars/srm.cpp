// SPDX-License-Identifier: Apache-2.0
#include "pillar_bench.hpp"

namespace ophamin::bench {
namespace {

// One test of three arms, as a user would ask for it: counts and planned ratios in a table.
void chi_square_3_arms(benchmark::State& state) {
  const auto counts = read_values<std::int64_t>("srm_counts.i64");
  const auto ratios = read_values<double>("srm_ratios.f64");
  if (!has_inputs(state, counts, ratios)) return;
  ShippedPillar pillar("observability", "O.srm");
  test::TableData table(counts.size());
  table.texts("arm", {"a", "b", "c"}).integers("count", counts).numbers("expected_ratio", ratios);
  const auto* raw = table.raw();
  BenchSink sink;
  for (auto _ : state) pillar.compute(raw, sink);
  state.counters["chi2"] = sink.row("chi2").value;
  state.counters["pvalue"] = sink.row("chi2").p_value;
}
BENCHMARK(chi_square_3_arms)->Name("srm/chi_square_3_arms");

// Where the counting is the work: a million units, each with its arm and its segment.
void units_1e6(benchmark::State& state) {
  const auto arms = read_values<std::int64_t>("srm_arms.i64");
  const auto segments = read_values<std::int64_t>("srm_segments.i64");
  if (!has_inputs(state, arms, segments)) return;
  ShippedPillar pillar("observability", "O.srm");
  test::TableData table(arms.size());
  table.integers("arm", arms).integers("segment", segments);
  const auto* raw = table.raw();
  BenchSink sink;
  for (auto _ : state) pillar.compute(raw, sink);
  state.counters["chi2"] = sink.row("chi2").value;
}
BENCHMARK(units_1e6)->Name("srm/units_1e6_in_20_segments")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ophamin::bench
