// SPDX-License-Identifier: Apache-2.0
// What it costs to load the in-tree plugins, over bare dlopen of the same files, and what the probe children cost. A file is
// loaded once in a process's life, so every measurement is a process of its own: this program again. Figures are medians,
// since a millisecond of work is easily interrupted; the ratio of processor time says the same without the interruptions.
#include <benchmark/benchmark.h>
#include <dlfcn.h>
#include <spawn.h>
#include <time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/registry/load.hpp>

extern char** environ;

namespace {

namespace fs = std::filesystem;
namespace registry = ophamin::registry;
using Clock = std::chrono::steady_clock;

std::vector<fs::path> plugin_files() {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(OPHAMIN_PLUGIN_FOLDER)) {
    if (entry.path().extension() == ".so") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

registry::LoadReport load_all(std::string_view mode) {
  registry::SearchOptions where;
  where.command_line = {OPHAMIN_PLUGIN_FOLDER};
  registry::LoadOptions options;
  options.digests = mode != "list";
  if (mode == "probed") options.prober = registry::Prober{.command = {OPHAMIN_PROBE_CHILD}};
  return registry::load(where, options);
}

struct Figures {
  std::int64_t wall_ns = -1;
  std::int64_t cpu_ns = -1;
};

std::int64_t cpu_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

// The child: loads once and reports figures on descriptor 1; ends with 1 if something is wrong.
int measure_here(std::string_view mode) {
  const std::vector<fs::path> files = plugin_files();
  const std::int64_t cpu_begin = cpu_ns();
  const Clock::time_point begin = Clock::now();
  if (mode == "dlopen") {
    for (const fs::path& file : files) {
      if (::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL) == nullptr) return 1;
    }
  } else {
    const registry::LoadReport report = load_all(mode);
    if (!report.violations.empty() || report.registry.plugins().size() != files.size()) return 1;
  }
  const Figures figures{std::chrono::nanoseconds(Clock::now() - begin).count(), cpu_ns() - cpu_begin};
  return ::write(1, &figures, sizeof figures) == sizeof figures ? 0 : 1;
}

// What loading took in a fresh process; negative if it failed.
Figures measure(const char* mode) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) return {};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  std::string program = "/proc/self/exe", flag = "--measure", argument = mode;
  std::array<char*, 4> arguments{program.data(), flag.data(), argument.data(), nullptr};
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  Figures figures;
  const bool read = error == 0 && ::read(ends[0], &figures, sizeof figures) == sizeof figures;
  ::close(ends[0]);
  int status = 1;
  if (error == 0) ::waitpid(pid, &status, 0);
  return read && status == 0 ? figures : Figures{};
}

double median(std::vector<std::int64_t> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return static_cast<double>(*middle);
}

void run(benchmark::State& state, const char* mode) {
  std::vector<std::int64_t> bare, bare_cpu, ours, ours_cpu;
  for (auto _ : state) {
    const Figures reference = measure("dlopen");  // in turn with ours, so that both see the same machine
    const Figures figures = measure(mode);
    if (reference.wall_ns < 0 || figures.wall_ns < 0) {
      state.SkipWithError("a plugin did not load");
      return;
    }
    bare.push_back(reference.wall_ns);
    bare_cpu.push_back(reference.cpu_ns);
    ours.push_back(figures.wall_ns);
    ours_cpu.push_back(figures.cpu_ns);
    state.SetIterationTime(static_cast<double>(figures.wall_ns) * 1e-9);
  }
  state.counters["plugins"] = static_cast<double>(plugin_files().size());
  state.counters["dlopen_ms"] = median(bare) * 1e-6;
  state.counters["median_ms"] = median(ours) * 1e-6;
  state.counters["over_dlopen"] = median(ours) / median(bare);
  state.counters["cpu_over_dlopen"] = median(ours_cpu) / median(bare_cpu);
}

void BM_ListPlugins(benchmark::State& state) { run(state, "list"); }
void BM_LoadPlugins(benchmark::State& state) { run(state, "load"); }
void BM_LoadPluginsWithProbes(benchmark::State& state) { run(state, "probed"); }
BENCHMARK(BM_ListPlugins)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(101);
BENCHMARK(BM_LoadPlugins)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(101);
BENCHMARK(BM_LoadPluginsWithProbes)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(41);

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::string_view(argv[1]) == "--measure") return measure_here(argv[2]);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
