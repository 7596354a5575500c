// SPDX-License-Identifier: Apache-2.0
//
// Everything that happens to a batch of cycles after it ran: its times, its columns, its raw outputs, its records, and
// the pillars that are fed while the run goes on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <ophamin/guests/pillar_session.hpp>
#include <ophamin/instrumenting/instrument.hpp>
#include <ophamin/measuring/field_contract.hpp>
#include <ophamin/measuring/scenario_session.hpp>
#include <ophamin/measuring/shard_job.hpp>
#include <ophamin/measuring/shard_result.hpp>
#include <ophamin/seeing/cycle_buffers.hpp>
#include <ophamin/seeing/raw_trace.hpp>
#include <ophamin/seeing/record_buffer.hpp>
#include <ophamin/seeing/run_table.hpp>
#include <ophamin/seeing/substrate_session.hpp>

#include "run_view.hpp"

namespace ophamin::measuring {

class CycleRecorder {
 public:
  struct Setup {
    const ScenarioPlan* plan = nullptr;
    const std::vector<FieldRequest>* requests = nullptr;
    const std::vector<AttachedPillar>* pillars = nullptr;
    FieldContract* contract = nullptr;  ///< shown the first successful cycle; null for a static scenario
    std::vector<seeing::Field> declared;  ///< empty for a static scenario
    bool driven = false;
    std::uint64_t planned = 0;
    std::filesystem::path trace_file;
    std::optional<instrumenting::Settings> instrument{};  ///< nothing: the substrate is not watched
  };
  /// Creates the attached pillars, so that wrong parameters are known before any data is.
  CycleRecorder(guests::Environment& environment, const registry::Registry& registry, Setup setup);
  ~CycleRecorder();
  CycleRecorder(const CycleRecorder&) = delete;
  CycleRecorder& operator=(const CycleRecorder&) = delete;

  /// Buffers for a session of the substrate that was declared.
  std::unique_ptr<seeing::CycleBuffers> make_buffers(guests::Guest& guest) const;
  bool times_cycles() const noexcept { return time_cycles_; }
  /// A batch of one cycle is all that tells one cycle from the next.
  bool needs_single_cycles(bool marks) const noexcept {
    return (time_cycles_ && !marks) || (setup_.instrument && setup_.instrument->per_cycle);
  }
  /// Opens the trace and starts the instrument; after the pre-registration.
  void start();
  /// The batches of a session are watched from here on, if any are.
  void watch(seeing::SubstrateSession& session) noexcept { session.watch(instrument_.get()); }

  /// Takes a batch that ran in `buffers`. Throws kFieldContractViolation for values that break the field contract.
  void take(std::span<const oph_record_t> records, const seeing::CycleBuffers& buffers, seeing::BatchTime time,
            std::int64_t session = 0);
  /// Takes the records of a static scenario.
  void take_records(std::span<const oph_record_t> records);

  std::uint64_t rows() const noexcept { return table_->rows(); }
  std::uint64_t substrate_ns() const noexcept { return substrate_ns_; }
  const oph_run_t& run(bool stopped_early) { return view_->refresh(setup_.planned, stopped_early); }

  /// Ends the streams, computes the other attached pillars, and adds evidence, events, counts and failures to `result`.
  void finish(ShardResult& result);

 private:
  struct Stream;
  /// Fills cycle_ns_; false if the cycles of this batch cannot be told apart.
  bool time_each(const seeing::CycleBuffers& buffers, seeing::BatchTime time);

  Setup setup_;
  bool time_cycles_ = false;
  bool marked_ = false;
  std::vector<std::size_t> kept_;
  std::vector<bool> wanted_;
  std::unique_ptr<seeing::RunTable> table_;
  std::optional<seeing::RecordBuffer> records_;
  std::unique_ptr<seeing::RawTrace> trace_;
  std::unique_ptr<RunView> view_;
  std::unique_ptr<instrumenting::Instrument> instrument_;
  std::vector<std::unique_ptr<Stream>> streams_;                       ///< those with `stream`
  std::vector<std::unique_ptr<guests::PillarSession>> at_end_;         ///< parallel to setup_.pillars, null for streams
  std::vector<std::uint64_t> cycle_ns_;
  std::vector<double> cycle_seconds_;
  std::uint64_t substrate_ns_ = 0;
};

}  // namespace ophamin::measuring
