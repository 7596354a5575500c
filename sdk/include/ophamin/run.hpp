// SPDX-License-Identifier: Apache-2.0
//
// A run as a scenario sees it, and the score that it gives.
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/run.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/abi.h>
#include <ophamin/evidence.hpp>
#include <ophamin/failure.hpp>
#include <ophamin/record.hpp>
#include <ophamin/table.hpp>
#include <ophamin/text.hpp>
#include <ophamin/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ophamin::sdk {

/// The run so far, or at its end. Rows are cycles (static scenarios: records) in the order in which they ran. Lives for the call.
class Run {
 public:
  explicit Run(const oph_run_t* raw) noexcept : raw_(raw) {}

  std::uint64_t cycles() const noexcept { return raw_->cycles; }
  /// Cycles that could not run. A rate counts them beside, never in its denominator.
  std::uint64_t failed() const noexcept { return raw_->failed; }
  std::uint64_t succeeded() const noexcept { return raw_->cycles - raw_->failed; }
  std::uint64_t planned() const noexcept { return raw_->planned; }
  bool stopped_early() const noexcept { return raw_->stopped_early != 0; }

  /// `host.success`, `host.cycle_seconds` (Plan::time_cycles), `host.session` (driven), `host.cpu_seconds`, `host.page_faults` and
  /// `host.rss_bytes` (if the substrate is instrumented), and the requested fields. Cells of failed cycles are missing.
  Table table() const noexcept { return Table(*raw_->table); }
  /// The column `name`, or none: the substrate has no such field.
  std::optional<Column> find(std::string_view name) const noexcept { return table().find_named(name); }
  Column column(std::string_view name) const { return table().named(name); }

  /// With Plan::keep_records, or static: the stimulus of a row. Valid until the next call; `into` holds it.
  Record record(std::uint64_t row, oph_record_t& into) const {
    call(raw_->record, "record", [&](oph_error_t* error) { return raw_->record(raw_->context, row, &into, error); });
    return Record(into);
  }
  /// With Plan::keep_raw: the raw output of a row, null if it gave none. Valid until the next call.
  Value raw_output(std::uint64_t row) const {
    const oph_value_t* raw = nullptr;
    call(raw_->raw, "raw", [&](oph_error_t* error) { return raw_->raw(raw_->context, row, &raw, error); });
    return Value(raw);
  }
  /// Why a row failed; empty if it did not.
  std::string_view failure(std::uint64_t row) const {
    oph_str_t text{};
    call(raw_->failure, "failure", [&](oph_error_t* error) { return raw_->failure(raw_->context, row, &text, error); });
    return view(text);
  }

  /// Events of the streaming pillars that the manifest attached, in order of rows.
  std::size_t events() const noexcept { return static_cast<std::size_t>(raw_->event_count); }
  const oph_event_t& event(std::size_t index) const noexcept { return *raw_->events[index]; }

  /// Why this run is no evidence either way, if it is none: more than half of the cycles failed, or fewer than `minimum`
  /// observations are left in the denominator.
  std::optional<std::string> insufficient(std::uint64_t denominator, std::uint64_t minimum = 10) const {
    if (cycles() > 0 && failed() > cycles() / 2) {
      return "not exercised: " + std::to_string(failed()) + " of " + std::to_string(cycles()) + " cycles failed";
    }
    if (denominator < minimum) {
      return std::to_string(denominator) + " observations, at least " + std::to_string(minimum) + " are needed";
    }
    return std::nullopt;
  }

  const oph_run_t& raw() const noexcept { return *raw_; }

 private:
  template <class Function, class Body>
  static void call(Function* offered, const char* name, Body body) {
    if (offered == nullptr) throw Failure(OPH_UNSUPPORTED, std::string("the run has no `") + name + "`; ask for it in the plan");
    oph_error_t error{};
    error.struct_size = sizeof error;
    const auto status = body(&error);
    if (status != OPH_OK) throw Failure(status, std::string(error.message, error.message_size));
  }

  const oph_run_t* raw_;
};

/// Takes the score: observed() exactly once, at least one row of evidence, the others at will. The host decides the verdict.
class Score {
 public:
  explicit Score(const oph_score_sink_t* raw) noexcept : raw_(raw) {}
  Score(const Score&) = delete;
  Score& operator=(const Score&) = delete;

  void observed(double value) { detail::expect(raw_->observed(raw_->context, value), "the observed value"); }
  /// The evidence is not sufficient either way, and why.
  void inconclusive(std::string_view reason) { detail::expect(raw_->inconclusive(raw_->context, str(reason)), "inconclusive"); }
  // A literal or a string would fit both of the others.
  void inconclusive(const char* reason) { inconclusive(std::string_view(reason)); }
  void inconclusive(const std::string& reason) { inconclusive(std::string_view(reason)); }
  void inconclusive(const std::optional<std::string>& reason) {
    if (reason) inconclusive(std::string_view(*reason));
  }
  void reasoning(std::string_view text) { detail::expect(raw_->reasoning(raw_->context, str(text)), "the reasoning"); }

  /// A row of the scenario's own arithmetic; `aspect` names it beneath the scenario.
  void add(std::string_view aspect, const Evidence& evidence) {
    const auto row = evidence.raw();
    const oph_writer_t* writer = nullptr;
    const auto& fill = evidence.detail_writer();
    detail::expect(raw_->evidence(raw_->context, str(aspect), &row, fill ? &writer : nullptr), "a row of evidence");
    if (fill) {
      Object object(writer);
      fill(object);
    }
  }
  /// What a pillar computed, attributed to it: all its rows, or one.
  void attach(const Results& results) {
    for (std::size_t i = 0; i < results.size(); ++i) attach(results, i);
  }
  void attach(const Results& results, std::size_t index) {
    detail::expect(raw_->attach(raw_->context, results.raw(), index), "a pillar's result");
  }
  void attach(const Results& results, std::string_view statistic) { attach(results, results.index_of(statistic)); }

 private:
  const oph_score_sink_t* raw_;
};

}  // namespace ophamin::sdk
