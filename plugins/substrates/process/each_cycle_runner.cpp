// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <common/pipe_signal.hpp>

#include "runner.hpp"

namespace ophamin::process {

void EachCycleRunner::run(const sdk::Batch& batch, sdk::Cycles& cycles) {
  const substrates::PipeSignal held;
  requests_.begin_batch();
  if (!settings_.results_folder.empty() && !results_) {
    results_ = std::make_unique<ResultsFile>(settings_.results_folder, batch.first_cycle());
    reporter_.write_to(results_.get());
  }
  const auto deadline = host_.monotonic_ns() + settings_.batch_timeout_ns;
  for (std::size_t row = 0; row < batch.size(); ++row) {
    host_.check_cancelled();
    run_row(batch, row, deadline, cycles);
    cycles.mark(row);
  }
}

void EachCycleRunner::run_row(const sdk::Batch& batch, std::size_t row, std::uint64_t batch_deadline, sdk::Cycles& cycles) {
  const auto index = batch.first_cycle() + row;
  const auto begin = host_.monotonic_ns();
  if (begin >= batch_deadline) {
    return reporter_.fail({.row = row, .index = index}, fault_of(Outcome::kTimeout, {}, {}, settings_.batch_timeout_ns), cycles);
  }
  const auto record = batch[row];
  const auto payload = settings_.text_input ? record.bytes() : requests_.cycle(record, batch.params(row), index);
  try {
    const auto deadline = std::min(begin + settings_.cycle_timeout_ns, batch_deadline);
    Conversation talk(host_, settings_.launch, settings_.reply_limit);
    note_start();
    const auto outcome = talk.converse(payload, deadline);
    const auto exit = talk.end();
    const double seconds = static_cast<double>(host_.monotonic_ns() - begin) * 1e-9;
    note_end(talk.errors(), exit);
    const CycleReporter::Row got{.row = row,
                                 .index = index,
                                 .seconds = seconds,
                                 .was_sent_index = settings_.style.index && !settings_.text_input,
                                 .words = &talk.errors()};
    if (outcome == Outcome::kReply) {
      (void)reporter_.report(got, talk.reply(), cycles);
    } else {
      // The batch's time, where that is what ran out.
      const auto timeout = deadline == batch_deadline ? settings_.batch_timeout_ns : settings_.cycle_timeout_ns;
      reporter_.fail(got, fault_of(outcome, talk.errors(), exit, timeout), cycles);
    }
  } catch (const LaunchFailure& failure) {
    reporter_.fail({.row = row, .index = index}, not_started(failure), cycles);
  }
}

void EachCycleRunner::reset() {
  Runner::reset();
  reporter_.write_to(nullptr);
  results_.reset();
}

}  // namespace ophamin::process
