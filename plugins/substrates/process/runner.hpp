// SPDX-License-Identifier: Apache-2.0
//
// The three ways of running cycles in programs. Each reports every row of a batch, marks it, and leaves no process behind.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <ophamin/cycles.hpp>
#include <ophamin/host.hpp>
#include <ophamin/writer.hpp>

#include "child.hpp"
#include "conversation.hpp"
#include "cycle_reporter.hpp"
#include "request.hpp"
#include "results_file.hpp"

namespace ophamin::process {

struct RunnerSettings {
  Launch launch;
  RequestWriter::Style style{};
  std::uint64_t cycle_timeout_ns = 0;
  std::uint64_t batch_timeout_ns = 0;
  std::size_t reply_limit = 0;
  bool text_input = false;      ///< each program: its input is the stimulus itself, not a request
  bool numbered = true;         ///< lines: each reply repeats the cycle_index of its request
  bool wait_ready = false;      ///< lines: the program says {"ready": true} before it is asked anything
  bool restart = false;         ///< lines: a program that is lost is started again for the next cycle
  std::string results_folder{}; ///< where finished cycles are kept; empty for nowhere
};

class Runner {
 public:
  Runner(const sdk::Host& host, RunnerSettings settings, FieldList fields)
      : host_(host), settings_(std::move(settings)), requests_(settings_.style), reporter_(std::move(fields)) {}
  virtual ~Runner() = default;
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  virtual void run(const sdk::Batch& batch, sdk::Cycles& cycles) = 0;
  /// Back to the beginning.
  virtual void reset();
  /// Counts and last words, as members of an open object.
  void state(sdk::Object& state) const;
  const FieldList& fields() const noexcept { return reporter_.fields(); }

 protected:
  /// Why there is no reply. `exit` is how the program ended, or was ended.
  CycleFault fault_of(Outcome outcome, const LastWords& words, const ExitStatus& exit, std::uint64_t timeout_ns) const;
  static CycleFault not_started(const LaunchFailure& failure);
  /// Of a program that has ended, or was ended.
  void note_end(const LastWords& words, const ExitStatus& exit);
  void note_start() noexcept { ++started_; }

  sdk::Host host_;
  RunnerSettings settings_;
  RequestWriter requests_;
  CycleReporter reporter_;

 private:
  std::uint64_t started_ = 0;
  std::string last_exit_;
  std::string last_stderr_;
};

/// A program for each cycle: nothing is left of one when the next begins.
class EachCycleRunner final : public Runner {
 public:
  using Runner::Runner;
  void run(const sdk::Batch& batch, sdk::Cycles& cycles) override;
  void reset() override;

 private:
  void run_row(const sdk::Batch& batch, std::size_t row, std::uint64_t deadline, sdk::Cycles& cycles);
  std::unique_ptr<ResultsFile> results_;
};

/// One program from reset to reset, which is sent a line for each cycle and answers it before the next one comes.
class LinesRunner final : public Runner {
 public:
  using Runner::Runner;
  ~LinesRunner() override;
  void run(const sdk::Batch& batch, sdk::Cycles& cycles) override;
  void reset() override;

 private:
  std::optional<CycleFault> start(std::uint64_t first_cycle);
  void run_row(const sdk::Batch& batch, std::size_t row, std::uint64_t batch_deadline, sdk::Cycles& cycles);
  void lose(std::uint64_t index, const CycleFault& fault);
  void end() noexcept;

  std::unique_ptr<Conversation> talk_;
  std::unique_ptr<ResultsFile> results_;
  bool is_new_ = false;  ///< the program has not answered yet
  std::string gone_;     ///< why there is no program any more; empty if one may be started
};

/// One program for a batch: it gets all stimuli at once and gives one reply. What it has finished it appends to a file, line by
/// line, so that it is not lost with the program; the file also tells when each cycle ended.
class BatchRunner final : public Runner {
 public:
  using Runner::Runner;
  void run(const sdk::Batch& batch, sdk::Cycles& cycles) override;

 private:
  void run_rows(const sdk::Batch& batch, std::size_t first, std::size_t count, sdk::Cycles& cycles);
  bool report_reply(const sdk::Batch& batch, std::size_t first, std::size_t count, std::string_view reply, CycleFault& fault,
                    sdk::Cycles& cycles);
  void report_file(const sdk::Batch& batch, std::size_t first, std::size_t count, ResultsFile& results, const CycleFault& fault,
                   const LastWords& words, sdk::Cycles& cycles);
  JsonTree tree_;
};

}  // namespace ophamin::process
