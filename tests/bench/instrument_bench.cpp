// SPDX-License-Identifier: Apache-2.0
//
// What it costs to watch a batch, beside the bare system calls that the kernel needs for CPU time alone, in one run.
//
//   getrusage            worker and children, before and after: the floor
//   empty_batch/0        a watched batch in which nothing happens, without children
//   empty_batch/N        the same with N children that wait
// `us_per_batch` is the figure, `over_floor` how many times the floor of the same run it is.
#include <chrono>
#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <benchmark/benchmark.h>

#include <ophamin/instrumenting/instrument.hpp>

namespace {

using namespace ophamin;

void floor_once() {
  rusage usage{};
  for (int i = 0; i < 2; ++i) {
    for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
      getrusage(who, &usage);
      benchmark::DoNotOptimize(usage);
    }
  }
}

class Children {
 public:
  explicit Children(std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
      const pid_t pid = fork();
      if (pid == 0) {
        for (;;) pause();
      }
      pids_.push_back(pid);
    }
  }
  ~Children() {
    for (const pid_t pid : pids_) kill(pid, SIGKILL);
    for (const pid_t pid : pids_) waitpid(pid, nullptr, 0);
  }
  Children(const Children&) = delete;
  Children& operator=(const Children&) = delete;

 private:
  std::vector<pid_t> pids_;
};

void empty_batch(benchmark::State& state) {
  const Children children(state.range(0));
  instrumenting::Instrument instrument(instrumenting::Settings{});
  using Clock = std::chrono::steady_clock;
  double watched = 0.0, bare = 0.0;
  for (auto _ : state) {
    const auto begin = Clock::now();
    instrument.before();
    instrument.after();
    const auto middle = Clock::now();
    floor_once();
    const auto end = Clock::now();
    watched += std::chrono::duration<double>(middle - begin).count();
    bare += std::chrono::duration<double>(end - middle).count();
    state.SetIterationTime(std::chrono::duration<double>(middle - begin).count());
  }
  const auto batches = static_cast<double>(state.iterations());
  state.counters["us_per_batch"] = watched / batches * 1e6;
  state.counters["floor_us"] = bare / batches * 1e6;
  state.counters["over_floor"] = watched / bare;
}

}  // namespace

BENCHMARK(empty_batch)->Arg(0)->Arg(1)->Arg(100)->UseManualTime()->Unit(benchmark::kMicrosecond);

BENCHMARK_MAIN();
