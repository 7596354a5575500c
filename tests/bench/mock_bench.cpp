// SPDX-License-Identifier: Apache-2.0
//
// One million cycles of the mock through a substrate session and into the run's table, every field kept, beside the same model
// as a plain Python loop (mock_loop.py) in the same run.
//
//   mock_all_fields     ns_per_cycle; million_per_s; python_ns, numpy_ns: a cycle of the loop with Python's own generator, and
//                       with one of numpy's (0 where it is not installed); times_python, times_numpy: how many times as fast
// Each figure is the median over rounds in which the three take turns.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <boost/json.hpp>

#include <ophamin/guests/host_services.hpp>
#include <ophamin/registry/load.hpp>
#include <ophamin/seeing/run_table.hpp>
#include <ophamin/seeing/substrate_session.hpp>

namespace {

using namespace ophamin;

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Nanoseconds a cycle of the Python loop; 0 if it cannot run.
double python_ns(const char* generator) {
  const std::string command = std::string("/usr/bin/python3 " OPHAMIN_MOCK_LOOP " 100000 ") + generator + " 2> /dev/null";
  std::FILE* stream = ::popen(command.c_str(), "r");
  if (stream == nullptr) return 0.0;
  char line[256] = {};
  const bool said = std::fgets(line, sizeof line, stream) != nullptr;
  if (::pclose(stream) != 0 || !said) return 0.0;
  const auto reply = boost::json::parse(line);
  return reply.at("seconds").to_number<double>() * 1e9 / reply.at("cycles").to_number<double>();
}

void mock_all_fields(benchmark::State& state) {
  constexpr std::uint64_t kCycles = 1'000'000;
  constexpr std::uint64_t kBatch = 4096;
  registry::SearchOptions where;
  where.command_line = {OPHAMIN_PLUGIN_FOLDER "/mock.so"};
  const auto report = registry::load(where, {});
  guests::Environment environment;
  seeing::SubstrateSession session(environment, report.registry.get(OPH_SUBSTRATE, "mock"), {}, {{"injection_rate", 0.3}});
  seeing::CycleBuffers buffers(session.guest(), session.fields(), std::vector<bool>(session.fields().size(), true), false, false);
  oph_record_t record{};
  record.id = {"r", 1};
  const std::vector<oph_record_t> records(kBatch, record);
  std::vector<std::size_t> source(session.fields().size());
  std::iota(source.begin(), source.end(), std::size_t{0});
  std::vector<double> ours, plain, numpy, times_plain, times_numpy;
  for (auto _ : state) {
    session.reset();
    const auto begin = std::chrono::steady_clock::now();
    seeing::RunTable table(session.fields(), {.time_cycles = false, .sessions = false, .expected = kCycles});
    for (std::uint64_t done = 0; done < kCycles; done += kBatch) {
      session.run(records, buffers);
      table.append(buffers, source, {});
    }
    benchmark::DoNotOptimize(table.table());
    ours.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() * 1e9 / static_cast<double>(table.rows()));
    plain.push_back(python_ns("random"));
    numpy.push_back(python_ns("numpy"));
    times_plain.push_back(plain.back() / ours.back());
    times_numpy.push_back(numpy.back() / ours.back());
  }
  state.counters["ns_per_cycle"] = median(ours);
  state.counters["million_per_s"] = 1e3 / median(ours);
  state.counters["python_ns"] = median(plain);
  state.counters["numpy_ns"] = median(numpy);
  state.counters["times_python"] = median(times_plain);
  state.counters["times_numpy"] = median(times_numpy);
}
BENCHMARK(mock_all_fields)->Unit(benchmark::kMillisecond)->Iterations(9);

}  // namespace

BENCHMARK_MAIN();
