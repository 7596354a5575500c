// SPDX-License-Identifier: Apache-2.0
//
// What it costs to run cycles in another program, beside the bare system calls, in one run.
//
//   pipe_ping_pong      a request written to a program that echoes it, and read back: the floor of batch mode
//   batch_mode          the same program as the substrate process in mode batch, through a substrate session
//   spawn_and_wait      posix_spawn of the same program, with no input, and waitpid: the floor of subprocess mode
//   subprocess_mode     the same program as the substrate process in mode subprocess
// `us_per_cycle` is the figure, `floor_us` that of the bare calls. `ratio` is floor over mode for batch mode (1 is as fast as bare pipes) and mode over
// floor for subprocess mode. Each is the median over rounds in which floor and mode take turns, so that both see the same machine.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <boost/json.hpp>

#include <ophamin/guests/host_services.hpp>
#include <ophamin/registry/load.hpp>
#include <ophamin/seeing/substrate_session.hpp>

extern char** environ;

namespace {

using namespace ophamin;

const std::string kEcho = OPHAMIN_ECHO_PROGRAM;
const std::string kStimulus = "the quick brown fox jumps over the lazy dog";

[[noreturn]] void give_up(const char* what) {
  std::perror(what);
  std::exit(1);
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

pid_t spawn_echo(int input, int output) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, 0);
  posix_spawn_file_actions_adddup2(&actions, output, 1);
  std::string name = kEcho;
  char* const arguments[] = {name.data(), nullptr};
  pid_t pid = 0;
  if (posix_spawn(&pid, kEcho.c_str(), &actions, nullptr, arguments, environ) != 0) give_up("posix_spawn");
  posix_spawn_file_actions_destroy(&actions);
  return pid;
}

/// A program that echoes, and two pipes.
class PingPong {
 public:
  PingPong() {
    int to[2], from[2];
    if (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0) give_up("pipe2");
    pid_ = spawn_echo(to[0], from[1]);
    close(to[0]);
    close(from[1]);
    to_ = to[1];
    from_ = from[0];
  }
  ~PingPong() {
    close(to_);
    close(from_);
    waitpid(pid_, nullptr, 0);
  }
  void exchange(const std::string& request) {
    if (write(to_, request.data(), request.size()) != static_cast<ssize_t>(request.size())) give_up("write");
    for (std::size_t got = 0; got < request.size();) {
      const auto n = read(from_, buffer_, sizeof buffer_);
      if (n <= 0) give_up("read");
      got += static_cast<std::size_t>(n);
    }
  }

 private:
  pid_t pid_ = 0;
  int to_ = -1, from_ = -1;
  char buffer_[65536];
};

/// The substrate process with the echo as its program.
class Substrate {
 public:
  explicit Substrate(const char* mode)
      : report_(load()),
        session_(environment_, report_.registry.get(OPH_SUBSTRATE, "process"),
                 {{"command", {kEcho}}, {"mode", mode}, {"fields", {{"cycle_index", "int"}}}}, {}),
        buffers_(session_.guest(), session_.fields(), std::vector<bool>(session_.fields().size(), true), false) {
    record_.id = {"r", 1};
    record_.text = {kStimulus.data(), kStimulus.size()};
  }
  void run(std::size_t cycles) {
    records_.assign(cycles, record_);
    session_.run(records_, buffers_);
    for (std::size_t row = 0; row < cycles; ++row) {
      if (!buffers_.succeeded(row)) {
        std::fprintf(stderr, "cycle %zu: %s\n", row, buffers_.failures().front().second.c_str());
        std::exit(1);
      }
    }
  }

 private:
  static registry::LoadReport load() {
    registry::SearchOptions where;
    where.command_line = {OPHAMIN_PLUGIN_FOLDER "/process.so"};
    return registry::load(where, {});
  }
  registry::LoadReport report_;
  guests::Environment environment_;
  seeing::SubstrateSession session_;
  seeing::CycleBuffers buffers_;
  oph_record_t record_{};
  std::vector<oph_record_t> records_;
};

/// A request as long as the one that the substrate sends.
std::string request() {
  return "{\"stimulus\":\"" + kStimulus + "\",\"params\":{},\"cycle_index\":123}\n";
}

void batch_mode(benchmark::State& state) {
  constexpr std::size_t kCycles = 4096;
  PingPong floor;
  Substrate substrate("batch");
  const auto text = request();
  for (std::size_t i = 0; i < 1000; ++i) floor.exchange(text);
  substrate.run(1000);
  std::vector<double> floors, modes, ratios;
  for (auto _ : state) {
    auto begin = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < kCycles; ++i) floor.exchange(text);
    floors.push_back(seconds_since(begin) * 1e6 / kCycles);
    begin = std::chrono::steady_clock::now();
    substrate.run(kCycles);
    modes.push_back(seconds_since(begin) * 1e6 / kCycles);
    ratios.push_back(floors.back() / modes.back());
  }
  state.counters["floor_us"] = median(floors);
  state.counters["us_per_cycle"] = median(modes);
  state.counters["ratio"] = median(ratios);
}
BENCHMARK(batch_mode)->Unit(benchmark::kMillisecond)->Iterations(40);

void subprocess_mode(benchmark::State& state) {
  constexpr std::size_t kCycles = 100;
  Substrate substrate("subprocess");
  const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  substrate.run(kCycles);
  std::vector<double> floors, modes, ratios;
  for (auto _ : state) {
    auto begin = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < kCycles; ++i) {
      const auto pid = spawn_echo(nothing, nothing);
      if (waitpid(pid, nullptr, 0) != pid) give_up("waitpid");
    }
    floors.push_back(seconds_since(begin) * 1e6 / kCycles);
    begin = std::chrono::steady_clock::now();
    substrate.run(kCycles);
    modes.push_back(seconds_since(begin) * 1e6 / kCycles);
    ratios.push_back(modes.back() / floors.back());
  }
  close(nothing);
  state.counters["floor_us"] = median(floors);
  state.counters["us_per_cycle"] = median(modes);
  state.counters["ratio"] = median(ratios);
}
BENCHMARK(subprocess_mode)->Unit(benchmark::kMillisecond)->Iterations(20);

}  // namespace

BENCHMARK_MAIN();
