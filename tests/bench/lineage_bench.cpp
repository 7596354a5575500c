// SPDX-License-Identifier: Apache-2.0
//
// What noting a run costs a campaign, beside what the disk asks for any synced file; and what asking costs as the store grows.
#include <benchmark/benchmark.h>

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include <ophamin/lineage/store.hpp>
#include <ophamin/records/canonical.hpp>
#include <support/temporary_directory.hpp>

#include "sample_runs.hpp"

namespace {

using ophamin::lineage::RunSummary;
using ophamin::lineage::Store;
using ophamin::test::sample_run;
using ophamin::test::TemporaryDirectory;

/// The floor: the bytes of one run appended to a file and synced.
void synced_append(benchmark::State& state) {
  const TemporaryDirectory folder;
  const auto bytes = ophamin::records::canonical(ophamin::records::Json(ophamin::lineage::manifest_of(sample_run("run", "parent"))));
  const int file = ::open((folder / "log").c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0644);
  for (auto _ : state) {
    if (::write(file, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()) || ::fsync(file) != 0) {
      state.SkipWithError("the disk is full");
      break;
    }
  }
  ::close(file);
}
BENCHMARK(synced_append)->UseRealTime();

void record_run(benchmark::State& state) {
  const TemporaryDirectory folder;
  auto store = Store::open(folder / "lineage.db");
  std::size_t n = 0;
  for (auto _ : state) store.record(sample_run("run" + std::to_string(n++), "parent"));
}
BENCHMARK(record_run)->UseRealTime();

void record_1000_runs_at_once(benchmark::State& state) {
  const TemporaryDirectory folder;
  auto store = Store::open(folder / "lineage.db");
  std::size_t n = 0;
  for (auto _ : state) store.record_all(1000, [&](std::size_t) { return sample_run("run" + std::to_string(n++), "parent"); });
  state.SetItemsProcessed(state.iterations() * 1000);
}
BENCHMARK(record_1000_runs_at_once)->UseRealTime();

/// One run by its beginning, and its lineage, among so many: the time must not grow with them but for the depth of a tree.
void find_lineage(benchmark::State& state) {
  const TemporaryDirectory folder;
  auto store = Store::open(folder / "lineage.db");
  store.record(sample_run("parent"));
  const auto count = static_cast<std::size_t>(state.range(0));
  store.record_all(count, [](std::size_t i) { return sample_run("run" + std::to_string(i) + "-x", "parent"); });
  for (auto _ : state) benchmark::DoNotOptimize(store.lineage_of(store.resolve("run17-")));
}
BENCHMARK(find_lineage)->Arg(100)->Arg(10'000)->Arg(100'000);

void list_runs(benchmark::State& state) {
  const TemporaryDirectory folder;
  auto store = Store::open(folder / "lineage.db");
  store.record(sample_run("parent"));
  store.record_all(10'000, [](std::size_t i) { return sample_run("run" + std::to_string(i), "parent"); });
  for (auto _ : state) {
    std::size_t seen = 0;
    store.for_each_run([&](const RunSummary&) { return ++seen != 0; });
    benchmark::DoNotOptimize(seen);
  }
  state.SetItemsProcessed(state.iterations() * 10'001);
}
BENCHMARK(list_runs);

}  // namespace

BENCHMARK_MAIN();
