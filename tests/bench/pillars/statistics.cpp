// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "pillar_bench.hpp"

namespace ophamin::bench {
namespace {

using Values = std::vector<double>;

Values first(const Values& values, std::size_t count) {
  return {values.begin(), values.begin() + static_cast<std::ptrdiff_t>(std::min(count, values.size()))};
}

// x and y as two columns of `rows`, whatever the pillar makes of them.
void two_columns(benchmark::State& state, const char* name, std::size_t rows, const json::object& params, const char* statistic,
                 const char* counter, bool with_p = true) {
  const auto x = first(read_values<double>("statistics_x.f64"), rows);
  const auto y = first(read_values<double>("statistics_y.f64"), rows);
  if (!has_inputs(state, x, y)) return;
  ShippedPillar pillar("statistics", name, params);
  test::TableData table(x.size());
  table.numbers("x", x).numbers("y", y);
  const auto* raw = table.raw();
  BenchSink sink;
  for (auto _ : state) pillar.compute(raw, sink);
  state.counters[counter] = sink.row(statistic).value;
  if (with_p) state.counters["p_value"] = sink.row(statistic).p_value;
}

void ks(benchmark::State& state, const json::object& params, std::size_t rows, bool with_p) {
  two_columns(state, "stats.ks_two_sample", rows, params, "ks_d", "d", with_p);
}
BENCHMARK_CAPTURE(ks, limit, {}, 100'000, false)->Name("statistics/ks_1e5")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(ks, exact, {{"method", "exact"}}, 1000, true)->Name("statistics/ks_exact_1000")->Unit(benchmark::kMillisecond);

void mann_whitney(benchmark::State& state, const json::object& params, std::size_t rows) {
  two_columns(state, "stats.mann_whitney", rows, params, "mann_whitney_u", "u1");
}
BENCHMARK_CAPTURE(mann_whitney, asymptotic, {{"method", "asymptotic"}}, 100'000)->Name("statistics/mann_whitney_1e5")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(mann_whitney, exact, {{"method", "exact"}}, 30)->Name("statistics/mann_whitney_exact_30")->Unit(benchmark::kMicrosecond);

void wilcoxon(benchmark::State& state) {
  two_columns(state, "stats.wilcoxon", 100'000, {{"method", "asymptotic"}, {"continuity", false}}, "wilcoxon_w", "w_plus");
}
BENCHMARK(wilcoxon)->Name("statistics/wilcoxon_1e5")->Unit(benchmark::kMillisecond);

void t_test(benchmark::State& state) { two_columns(state, "stats.t_test", 1'000'000, {}, "t", "t"); }
BENCHMARK(t_test)->Name("statistics/t_test_1e6")->Unit(benchmark::kMillisecond);

void pearson(benchmark::State& state) { two_columns(state, "stats.pearson", 1'000'000, {}, "pearson_r", "r"); }
BENCHMARK(pearson)->Name("statistics/pearson_1e6")->Unit(benchmark::kMillisecond);

void spearman(benchmark::State& state) { two_columns(state, "stats.spearman", 100'000, {}, "spearman_r", "r"); }
BENCHMARK(spearman)->Name("statistics/spearman_1e5")->Unit(benchmark::kMillisecond);

void wasserstein(benchmark::State& state) {
  two_columns(state, "stats.wasserstein", 100'000, {}, "wasserstein", "distance", false);
}
BENCHMARK(wasserstein)->Name("statistics/wasserstein_1e5")->Unit(benchmark::kMillisecond);

void mutual_information(benchmark::State& state) {
  two_columns(state, "stats.mutual_information", 10'000, {{"k", 3}}, "mutual_information", "nats", false);
}
BENCHMARK(mutual_information)->Name("statistics/mutual_information_1e4")->Unit(benchmark::kMillisecond);

void anova(benchmark::State& state) {
  const auto x = first(read_values<double>("statistics_x.f64"), 100'000);
  const auto group = read_values<std::int64_t>("statistics_group.i64");
  if (!has_inputs(state, x, group)) return;
  ShippedPillar pillar("statistics", "stats.one_way_anova");
  test::TableData table(x.size());
  table.numbers("value", x).integers("group", group);
  const auto* raw = table.raw();
  BenchSink sink;
  for (auto _ : state) pillar.compute(raw, sink);
  state.counters["f"] = sink.row("f").value;
  state.counters["p_value"] = sink.row("f").p_value;
}
BENCHMARK(anova)->Name("statistics/anova_1e5_in_20")->Unit(benchmark::kMillisecond);

void bootstrap(benchmark::State& state) {
  const auto x = first(read_values<double>("statistics_x.f64"), 1000);
  if (!has_inputs(state, x)) return;
  ShippedPillar pillar("statistics", "stats.bootstrap", {{"n_resamples", 2000}});
  test::TableData table(x.size());
  const auto* raw = table.numbers("value", x).raw();
  BenchSink sink;
  for (auto _ : state) pillar.compute(raw, sink);
  state.counters["estimate"] = sink.row("mean").value;
}
BENCHMARK(bootstrap)->Name("statistics/bootstrap_2000_of_1000")->Unit(benchmark::kMillisecond);

void entropy(benchmark::State& state) {
  const auto group = read_values<std::int64_t>("statistics_group.i64");
  if (!has_inputs(state, group)) return;
  ShippedPillar pillar("statistics", "stats.entropy");
  test::TableData table(group.size());
  const auto* raw = table.integers("label", group).raw();
  BenchSink sink;
  for (auto _ : state) pillar.compute(raw, sink);
  state.counters["bits"] = sink.row("entropy").value;
}
BENCHMARK(entropy)->Name("statistics/entropy_1e5")->Unit(benchmark::kMillisecond);

void adjust(benchmark::State& state) {
  const auto p = read_values<double>("statistics_p.f64");
  if (!has_inputs(state, p)) return;
  ShippedPillar pillar("statistics", "stats.adjust", {{"list_limit", 0}});
  test::TableData table(p.size());
  const auto* raw = table.numbers("p", p).raw();
  BenchSink sink;
  for (auto _ : state) pillar.compute(raw, sink);
  state.counters["rejected"] = sink.row("rejected").value;
}
BENCHMARK(adjust)->Name("statistics/adjust_1e5")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ophamin::bench
