// SPDX-License-Identifier: Apache-2.0
//
// Watches the batches of a substrate from within the worker that runs it: what this process uses, and what the processes use
// that the substrate starts. Every figure is the difference of two readings, taken as close to the batch as can be.
#pragma once

#include <memory>

#include <ophamin/instrumenting/cost_ledger.hpp>
#include <ophamin/instrumenting/settings.hpp>
#include <ophamin/records/json.hpp>
#include <ophamin/seeing/batch_watcher.hpp>

namespace ophamin::instrumenting {

class Instrument final : public seeing::BatchWatcher {
 public:
  /// Starts the sampling thread, and finds out with empty batches what watching one costs: some hundred microseconds in all.
  explicit Instrument(Settings settings);
  ~Instrument() override;
  Instrument(const Instrument&) = delete;
  Instrument& operator=(const Instrument&) = delete;

  void before() noexcept override;
  void after() noexcept override;

  /// What the batch cost that ended last.
  const BatchCost& last() const noexcept;

  /// Adds what the batch that ended last cost to the ledger, see CostLedger::add.
  void charge(std::uint64_t batch_ns, std::span<const std::uint64_t> cycle_ns, std::uint64_t count);
  const CostLedger& ledger() const noexcept;

  /// The ledger's profile, with what watching cost itself (`overhead`) and what could not be measured (`not_measured`).
  records::JsonObject profile() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ophamin::instrumenting
