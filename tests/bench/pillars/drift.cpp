// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "pillar_bench.hpp"

namespace ophamin::bench {
namespace {

// A million observations through the stream, 4096 at a time, as a run feeds them.
void detector(benchmark::State& state, const char* name, const char* input) {
  constexpr std::uint64_t kBatch = 4096;
  const auto values = read_values<double>(input);
  if (!has_inputs(state, values)) return;
  ShippedPillar pillar("observability", "O.drift", {{"detector", name}});
  oph_column_t column{{"value", 5}, {"value", 5}, {nullptr, 0}, OPH_FLOAT, 0, nullptr, nullptr, nullptr};
  BenchSink sink;
  for (auto _ : state) {
    pillar.begin();
    for (std::uint64_t at = 0; at < values.size(); at += kBatch) {
      const std::uint64_t rows = std::min<std::uint64_t>(kBatch, values.size() - at);
      column.values = values.data() + at;
      const oph_table_t table{OPH_SIZEOF(oph_table_t, columns), rows, 1, &column};
      pillar.update(&table, sink);
    }
    pillar.finish(sink);
  }
  state.counters["n_drifts"] = sink.row("n_drifts").value;
  state.counters["ns_per_observation"] =
      benchmark::Counter(static_cast<double>(values.size()) * 1e-9, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

BENCHMARK_CAPTURE(detector, adwin, "adwin", "drift_values.f64")->Name("drift/adwin_1e6")->Unit(benchmark::kMillisecond);
// The window grows to the whole stream: the most buckets there can be.
BENCHMARK_CAPTURE(detector, adwin_constant, "adwin", "drift_constant.f64")->Name("drift/adwin_no_change_1e6")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(detector, kswin, "kswin", "drift_values.f64")->Name("drift/kswin_1e6")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(detector, page_hinkley, "page_hinkley", "drift_values.f64")->Name("drift/page_hinkley_1e6")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(detector, ddm, "ddm", "drift_bits.f64")->Name("drift/ddm_1e6")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(detector, eddm, "eddm", "drift_bits.f64")->Name("drift/eddm_1e6")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ophamin::bench
