// SPDX-License-Identifier: Apache-2.0
//
// What the host adds to a cycle, beside a direct call of the same empty substrate, and what it keeps of a long run.
//
//   direct_call      an empty cycle, called through a pointer: the floor
//   host_batches     the same cycles through a substrate session and into the run's table, in batches of 4096
//   host_timed       the same, with the host timing every cycle of a substrate that does not mark them
// `ns_per_cycle` is the figure; `over_floor_ns` is that less the floor's of the same run.
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <boost/json/object.hpp>

#include <ophamin/guests/host_services.hpp>
#include <ophamin/registry/registry.hpp>
#include <ophamin/seeing/run_table.hpp>
#include <ophamin/seeing/substrate_session.hpp>

namespace {

using namespace ophamin;

// An empty substrate: one float field, every cycle a success.
int nothing = 0;

void one_cycle(double* value, std::uint8_t* success, std::uint64_t row) noexcept {
  value[row] = 1.0;
  success[row] = 1;
}

using Cycle = void (*)(double*, std::uint8_t*, std::uint64_t) noexcept;
volatile Cycle cycle_pointer = one_cycle;

oph_substrate_t empty_substrate() {
  oph_substrate_t table{};
  table.struct_size = OPH_SIZEOF(oph_substrate_t, state);
  table.create = [](const oph_host_t*, const oph_value_t*, oph_instance_t** instance, oph_error_t*) noexcept -> oph_status_t {
    *instance = reinterpret_cast<oph_instance_t*>(&nothing);
    return OPH_OK;
  };
  table.destroy = [](oph_instance_t*) noexcept {};
  table.describe = [](oph_instance_t*, const oph_field_sink_t* sink, oph_error_t*) noexcept -> oph_status_t {
    oph_field_t field{};
    field.struct_size = OPH_SIZEOF(oph_field_t, description);
    field.name = {"x", 1};
    field.type = OPH_FLOAT;
    return sink->field(sink->context, &field);
  };
  table.revision = [](oph_instance_t*, const oph_text_sink_t* sink, oph_error_t*) noexcept -> oph_status_t {
    return sink->put(sink->context, {"1", 1});
  };
  table.reset = [](oph_instance_t*, oph_error_t*) noexcept -> oph_status_t { return OPH_OK; };
  table.run = [](oph_instance_t*, const oph_batch_t* batch, const oph_cycles_t* cycles, oph_error_t*) noexcept -> oph_status_t {
    auto* values = static_cast<double*>(cycles->fields[0].values);
    const Cycle cycle = cycle_pointer;
    for (std::uint64_t row = 0; row < batch->count; ++row) cycle(values, cycles->success, row);
    return OPH_OK;
  };
  return table;
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double floor_ns() {
  constexpr std::uint64_t kCycles = 4096;
  std::vector<double> values(kCycles);
  std::vector<std::uint8_t> success(kCycles);
  const auto begin = std::chrono::steady_clock::now();
  constexpr int kRounds = 2000;
  for (int round = 0; round < kRounds; ++round) {
    const Cycle cycle = cycle_pointer;
    for (std::uint64_t row = 0; row < kCycles; ++row) cycle(values.data(), success.data(), row);
    benchmark::DoNotOptimize(values.data());
  }
  return seconds_since(begin) * 1e9 / (kRounds * static_cast<double>(kCycles));
}

void direct_call(benchmark::State& state) {
  double ns = 0;
  for (auto _ : state) ns = floor_ns();
  state.counters["ns_per_cycle"] = ns;
}
BENCHMARK(direct_call)->Unit(benchmark::kMillisecond);

void through_host(benchmark::State& state, std::uint64_t batch, bool timed) {
  constexpr std::uint64_t kCycles = 1u << 20;
  registry::Plugin plugin;
  registry::Component component;
  component.kind = OPH_SUBSTRATE;
  component.name = "empty";
  component.revision = 1;
  component.plugin = &plugin;
  component.table = empty_substrate();
  guests::Environment environment;
  seeing::SubstrateSession session(environment, component, boost::json::object{}, boost::json::object{});
  seeing::CycleBuffers buffers(session.guest(), session.fields(), {true}, false);

  oph_record_t record{};
  record.id = {"r", 1};
  const std::vector<oph_record_t> records(static_cast<std::size_t>(batch), record);
  const std::vector<std::size_t> source{0};
  const double floor = floor_ns();
  double ns = 0;
  for (auto _ : state) {
    seeing::RunTable table(session.fields(), {.time_cycles = timed, .sessions = false, .expected = kCycles});
    std::vector<std::uint64_t> cycle_ns(timed ? 1 : 0);
    const auto begin = std::chrono::steady_clock::now();
    for (std::uint64_t done = 0; done < kCycles; done += batch) {
      const auto time = session.run(records, buffers);
      if (timed) cycle_ns[0] = time.end_ns - time.begin_ns;
      table.append(buffers, source, cycle_ns);
    }
    ns = seconds_since(begin) * 1e9 / static_cast<double>(kCycles);
    benchmark::DoNotOptimize(table.table());
  }
  state.counters["ns_per_cycle"] = ns;
  state.counters["over_floor_ns"] = ns - floor;
  state.counters["ratio_to_floor"] = ns / floor;
}

void host_batches(benchmark::State& state) { through_host(state, 4096, false); }
BENCHMARK(host_batches)->Unit(benchmark::kMillisecond);

void host_timed(benchmark::State& state) { through_host(state, 1, true); }
BENCHMARK(host_timed)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
