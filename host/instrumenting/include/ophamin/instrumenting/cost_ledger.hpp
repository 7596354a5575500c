// SPDX-License-Identifier: Apache-2.0
//
// What the batches of a run cost, added up and shared out to their cycles.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <ophamin/instrumenting/distribution.hpp>
#include <ophamin/instrumenting/usage.hpp>
#include <ophamin/records/json.hpp>

namespace ophamin::instrumenting {

/// What was used while a batch ran. `worker` is this process; `children` are all processes that it started, and theirs.
struct BatchCost {
  Usage worker;
  Usage children;
  Transfer transfer;             ///< of all of them
  std::uint64_t rss_before = 0;  ///< bytes, all of them together
  std::uint64_t rss_after = 0;
  std::uint64_t rss_peak = 0;  ///< the most that was seen at once
  std::uint64_t threads = 0;   ///< the same; without the thread that looks
  std::uint64_t processes = 0;

  double cpu_seconds() const noexcept { return worker.cpu_seconds() + children.cpu_seconds(); }
  std::uint64_t faults() const noexcept { return worker.faults() + children.faults(); }
};

class CostLedger {
 public:
  /// Cycles that the profile lists one by one.
  static constexpr std::size_t kListed = 100;

  /// A batch of `count` >= 1 cycles that took `batch_ns`. `cycle_ns` has one duration per cycle, or is empty: then each has an
  /// equal share. CPU time and faults of a batch are shared out by these durations.
  void add(const BatchCost& cost, std::uint64_t batch_ns, std::span<const std::uint64_t> cycle_ns, std::uint64_t count);

  /// The shares of the cycles of the last batch.
  std::span<const double> cpu_seconds() const noexcept { return cpu_; }
  std::span<const double> page_faults() const noexcept { return faults_; }
  /// The peak of the last batch.
  std::uint64_t rss_bytes() const noexcept { return rss_; }
  std::uint64_t cycles() const noexcept { return cycles_; }

  /// The profile under the names of the reference's BatchResourceProfile, with more beside them.
  records::JsonObject profile() const;

 private:
  Usage worker_;
  Usage children_;
  Transfer transfer_;
  std::uint64_t cycles_ = 0;
  std::uint64_t batches_ = 0;
  std::uint64_t wall_ns_ = 0;
  std::uint64_t rss_before_ = 0;
  std::uint64_t rss_after_ = 0;
  std::uint64_t rss_peak_ = 0;
  std::uint64_t threads_ = 0;
  std::uint64_t processes_ = 0;
  bool shared_ = false;       ///< a batch had more than one cycle
  bool wall_shared_ = false;  ///< and they were not timed one by one
  Distribution cycle_wall_;
  Distribution cycle_cpu_;
  Distribution cycle_rss_;
  records::JsonArray listed_;
  std::vector<double> cpu_;
  std::vector<double> faults_;
  std::uint64_t rss_ = 0;
};

}  // namespace ophamin::instrumenting
