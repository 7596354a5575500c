// SPDX-License-Identifier: Apache-2.0
#include "sampler.hpp"

#include <algorithm>
#include <csignal>
#include <exception>
#include <sys/resource.h>
#include <system_error>

namespace ophamin::instrumenting {

namespace {

constexpr std::size_t kLongestProblem = 240;

}  // namespace

void Peak::raise_to(const Peak& other) noexcept {
  rss_bytes = std::max(rss_bytes, other.rss_bytes);
  threads = std::max(threads, other.threads);
  processes = std::max(processes, other.processes);
}

Peak own_peak(ProcFile& stat, bool has_sampler) noexcept {
  const auto own = parse_stat(stat.read());
  if (!own) return {};
  return {.rss_bytes = own->rss_bytes, .threads = own->threads - (has_sampler && own->threads > 1 ? 1 : 0), .processes = 1};
}

Sampler::Sampler(std::chrono::milliseconds period) : period_(period) {
  if (period_.count() == 0) return;
  // Signals are for the threads that expect them.
  sigset_t all, before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error& failure) {
    problem_ = std::string(failure.what()).substr(0, kLongestProblem);  // What a memory limit does; the rest can be measured.
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Sampler::~Sampler() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Sampler::open() {
  const std::lock_guard lock(mutex_);
  peak_ = {};
  open_ = true;
}

Peak Sampler::close() {
  const std::lock_guard lock(mutex_);
  open_ = false;
  return peak_;
}

Usage Sampler::own_usage() const {
  const std::lock_guard lock(mutex_);
  return own_;
}

Transfer Sampler::own_transfer() const {
  const std::lock_guard lock(mutex_);
  return own_transfer_;
}

std::uint64_t Sampler::polls() const {
  const std::lock_guard lock(mutex_);
  return polls_;
}

std::string Sampler::problem() const {
  const std::lock_guard lock(mutex_);
  return problem_;
}

void Sampler::run() {
  ProcFile io("/proc/thread-self/io");
  std::unique_lock lock(mutex_);
  // The steady clock: a step of the wall clock changes no period.
  auto next = std::chrono::steady_clock::now() + period_;
  while (!wake_.wait_until(lock, next, [this] { return stop_; })) {
    if (open_) {
      look();
      const auto text = io.read();
      if (const auto transfer = parse_io(text)) {
        own_transfer_ = *transfer;
        own_transfer_.read_bytes += text.size();
      }
    }
    rusage usage{};
    if (::getrusage(RUSAGE_THREAD, &usage) == 0) own_ = Usage::of(usage);
    // Not at once again where a look took longer than the period.
    next = std::chrono::steady_clock::now() + period_;
  }
}

void Sampler::look() {
  ++polls_;
  try {
    auto seen = own_peak(stat_, true);
    if (const auto others = tree_.look(ProcessTree::Detail::kMemory); others.processes != 0) {
      seen.rss_bytes += others.rss_bytes;
      seen.threads += others.threads;
      seen.processes += others.processes;
    }
    peak_.raise_to(seen);
  } catch (const std::exception& failure) {
    if (problem_.empty()) problem_ = std::string(failure.what()).substr(0, kLongestProblem);
  }
}

}  // namespace ophamin::instrumenting
