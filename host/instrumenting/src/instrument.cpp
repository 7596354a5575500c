// SPDX-License-Identifier: Apache-2.0
#include <ophamin/instrumenting/instrument.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <optional>
#include <sys/resource.h>

#include <fmt/format.h>

#include "perf_counters.hpp"
#include "proc_reading.hpp"
#include "process_tree.hpp"
#include "sampler.hpp"

namespace ophamin::instrumenting {

using records::Json;
using records::JsonArray;
using records::JsonObject;

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kEmptyBatches = 15;

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

template <std::size_t N>
double median_of(std::array<double, N> values) {
  std::nth_element(values.begin(), values.begin() + N / 2, values.end());
  return values[N / 2];
}

/// Largest resident size that this process ever had.
std::uint64_t highest_rss(const rusage& usage) noexcept { return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024; }

}  // namespace

struct Instrument::State {
  struct Reading {
    rusage self{};
    rusage waited{};  ///< children that are gone
    Usage sampler;
    Transfer sampler_transfer;
    Descendants living;
    Transfer own_transfer;
    Peak peak;  ///< now
  };

  explicit State(Settings given) : settings(given), sampler(given.sampling) {}

  void read_processes(Reading& reading) {
    reading.peak = own_peak(stat, sampler.has_thread());
    reading.living = tree.look(ProcessTree::Detail::kEverything);
    reading.peak.rss_bytes += reading.living.rss_bytes;
    reading.peak.threads += reading.living.threads;
    reading.peak.processes += reading.living.processes;
    unreadable = std::max(unreadable, reading.living.unreadable);
  }

  /// Of this process. What is read here counts as read, too: `counts_itself` takes this very reading along.
  void read_transfer(Reading& reading, bool counts_itself) {
    const auto text = io.read();
    const auto transfer = parse_io(text);
    if (!transfer) return;
    reading.own_transfer = *transfer;
    if (counts_itself) reading.own_transfer.read_bytes += text.size();
  }

  void read_sampler(Reading& reading) const {
    reading.sampler = sampler.own_usage();
    reading.sampler_transfer = sampler.own_transfer();
  }

  static void read_own(Reading& reading) noexcept {
    ::getrusage(RUSAGE_CHILDREN, &reading.waited);
    ::getrusage(RUSAGE_SELF, &reading.self);
  }

  void begin() {
    const auto entered = Clock::now();
    sampler.open();
    start = {};
    read_processes(start);
    read_sampler(start);
    read_transfer(start, true);
    if (counters) counters->begin();
    bracket_seconds += seconds_since(entered);
    read_own(start);  // Last, and first at the end: nothing of the reading itself is in the figures.
  }

  void end() {
    Reading now;
    read_own(now);
    const auto entered = Clock::now();
    if (counters) counters->end();
    read_transfer(now, false);
    auto peak = sampler.close();
    read_sampler(now);
    read_processes(now);
    peak.raise_to(start.peak);
    peak.raise_to(now.peak);

    last = {};
    last.worker = Usage::of(now.self).since(Usage::of(start.self)).since(now.sampler.since(start.sampler));
    auto children_now = Usage::of(now.waited), children_before = Usage::of(start.waited);
    children_now += now.living.usage;
    children_before += start.living.usage;
    last.children = children_now.since(children_before);
    auto moved_now = now.own_transfer, moved_before = start.own_transfer;
    moved_now += now.living.transfer;
    moved_before += start.living.transfer;
    last.transfer = moved_now.since(moved_before).since(now.sampler_transfer.since(start.sampler_transfer));
    last.rss_before = start.peak.rss_bytes;
    last.rss_after = now.peak.rss_bytes;
    // A peak of this process between two looks is known if there never was a higher one before.
    if (highest_rss(now.self) > highest_rss(start.self)) peak.rss_bytes = std::max(peak.rss_bytes, highest_rss(now.self));
    last.rss_peak = peak.rss_bytes;
    last.threads = peak.threads;
    last.processes = peak.processes;
    bracket_seconds += seconds_since(entered);
  }

  void calibrate() {
    counters.emplace(PerfCounters::hardware());
    std::array<double, kEmptyBatches> costs{}, shown{};
    for (std::size_t i = 0; i < kEmptyBatches; ++i) {
      bracket_seconds = 0.0;
      begin();
      end();
      costs[i] = bracket_seconds;
      shown[i] = last.cpu_seconds();
    }
    seconds_per_batch = median_of(costs);
    cpu_of_empty_batch = median_of(shown);
    bracket_seconds = 0.0;
    last = {};
    base_polls = sampler.polls();
    base_sampler = sampler.own_usage();
    counters.emplace(PerfCounters::hardware());  // Anew: what was counted so far is none of the run's.
  }

  void note(std::string_view problem) {
    if (problems.size() < 5) problems.push_back(std::string(problem.substr(0, 240)));
  }

  Settings settings;
  Sampler sampler;
  ProcFile stat{"/proc/self/stat"};
  ProcFile io{"/proc/self/io"};
  ProcessTree tree;
  Reading start;
  BatchCost last;
  CostLedger ledger;
  std::optional<PerfCounters> counters;
  double bracket_seconds = 0.0;
  double seconds_per_batch = 0.0;
  double cpu_of_empty_batch = 0.0;
  std::uint64_t unreadable = 0;
  std::uint64_t base_polls = 0;
  Usage base_sampler;
  std::vector<std::string> problems;
};

Instrument::Instrument(Settings settings) : state_(std::make_unique<State>(settings)) { state_->calibrate(); }

Instrument::~Instrument() = default;

void Instrument::before() noexcept {
  try {
    state_->begin();
  } catch (const std::exception& failure) {
    state_->note(failure.what());
  }
}

void Instrument::after() noexcept {
  try {
    state_->end();
  } catch (const std::exception& failure) {
    state_->last = {};
    state_->note(failure.what());
  }
}

const BatchCost& Instrument::last() const noexcept { return state_->last; }

void Instrument::charge(std::uint64_t batch_ns, std::span<const std::uint64_t> cycle_ns, std::uint64_t count) {
  state_->ledger.add(state_->last, batch_ns, cycle_ns, count);
}

const CostLedger& Instrument::ledger() const noexcept { return state_->ledger; }

JsonObject Instrument::profile() const {
  const auto& state = *state_;
  auto profile = state.ledger.profile();
  const double cycles = static_cast<double>(std::max<std::uint64_t>(state.ledger.cycles(), 1));
  const auto sampler = state.sampler.own_usage().since(state.base_sampler);
  profile.set("sampler_polls", Json(state.sampler.polls() - state.base_polls));
  profile.set("overhead", Json(JsonObject{{"sampling_period_s", Json(static_cast<double>(state.settings.sampling.count()) * 1e-3)},
                                          {"sampler_cpu_time_s", Json(sampler.cpu_seconds())},
                                          {"reading_wall_time_s", Json(state.bracket_seconds)},
                                          {"reading_wall_time_per_cycle_s", Json(state.bracket_seconds / cycles)},
                                          {"empty_batch_reading_s", Json(state.seconds_per_batch)},
                                          {"empty_batch_cpu_time_s", Json(state.cpu_of_empty_batch)}}));
  JsonObject counters;
  for (const auto& total : state.counters->totals()) counters.set(total.name, total.count ? Json(*total.count) : Json());
  profile.set("counters", Json(std::move(counters)));
  const auto& unavailable = state.counters->unavailable();
  profile.set("counters_unavailable", unavailable.empty() ? Json() : Json(unavailable));
  JsonArray missing;
  if (!state.stat.is_open()) missing.emplace_back("memory and threads of the worker: /proc/self/stat cannot be read");
  if (!state.io.is_open()) missing.emplace_back("bytes read and written by the worker: /proc/self/io cannot be read");
  if (state.unreadable != 0) {
    missing.emplace_back(fmt::format("bytes read and written by up to {} of the processes that it started: /proc/PID/io cannot be read", state.unreadable));
  }
  if (const auto problem = state.sampler.problem(); !problem.empty()) {
    missing.emplace_back("sampling: " + problem);
  } else if (!state.sampler.has_thread()) {
    missing.emplace_back("memory, threads and processes between the ends of a batch: sampling is off");
  }
  for (const auto& problem : state.problems) missing.emplace_back(problem);
  profile.set("not_measured", Json(std::move(missing)));
  return profile;
}

}  // namespace ophamin::instrumenting
