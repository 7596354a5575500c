// SPDX-License-Identifier: Apache-2.0
#include "cycle_recorder.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/guests/plugin_errors.hpp>
#include <ophamin/guests/text.hpp>

#include "run_columns.hpp"
#include "wire.hpp"

namespace ophamin::measuring {

using guests::lend;
using records::Json;
using records::JsonObject;

namespace {

/// Which columns a pillar read, for the detail of its rows: two charts of one pillar differ in nothing else.
Json columns_of(const AttachedPillar& pillar) {
  JsonObject columns;
  for (const auto& [role, fields] : pillar.columns) columns.set(role, wire::from_texts(fields));
  return Json(std::move(columns));
}

void add_rows(const AttachedPillar& pillar, std::vector<guests::EvidenceRow> rows, ShardResult& result) {
  for (auto& row : rows) {
    row.evidence.detail.set("columns", columns_of(pillar));
    result.evidence.push_back(std::move(row.evidence));
  }
}

}  // namespace

struct CycleRecorder::Stream {
  const AttachedPillar* pillar;
  guests::PillarSession session;
  std::vector<std::size_t> sources;  ///< in the buffers, or BatchView::kCycleSeconds
  std::vector<std::string> roles;
  seeing::BatchView view;
  EventLog log;
};

CycleRecorder::CycleRecorder(guests::Environment& environment, const registry::Registry& registry, Setup setup)
    : setup_(std::move(setup)) {
  const auto& plan = *setup_.plan;
  time_cycles_ = plan.has(OPH_PLAN_TIME_CYCLES) || wants_cycle_times(*setup_.pillars);
  kept_ = kept_fields(*setup_.requests, *setup_.pillars, setup_.declared);
  wanted_.assign(setup_.declared.size(), false);
  std::vector<seeing::Field> fields;
  for (const auto index : kept_) {
    wanted_[index] = true;
    fields.push_back(setup_.declared[index]);
  }
  table_ = std::make_unique<seeing::RunTable>(
      std::move(fields), seeing::RunTable::Options{.time_cycles = time_cycles_ && !plan.has(OPH_PLAN_STATIC),
                                                   .sessions = setup_.driven,
                                                   .costs = setup_.instrument.has_value(),
                                                   .expected = setup_.planned});
  if (plan.has(OPH_PLAN_KEEP_RECORDS) || plan.has(OPH_PLAN_STATIC)) records_.emplace();

  at_end_.resize(setup_.pillars->size());
  for (std::size_t i = 0; i < setup_.pillars->size(); ++i) {
    const auto& pillar = (*setup_.pillars)[i];
    const auto& component = guests::get_component(registry, OPH_PILLAR, pillar.use);
    if (!pillar.stream) {
      at_end_[i] = std::make_unique<guests::PillarSession>(environment, component, pillar.params);
      continue;
    }
    auto stream = std::unique_ptr<Stream>(
        new Stream{&pillar, {environment, component, pillar.params}, {}, {}, {}, {pillar.use, 0, {}}});
    if (!stream->session.can_stream()) {
      throw diagnostics::Error({.code = diagnostics::ErrorCode::kValueOutOfRange,
                                .message = fmt::format("pillar {} cannot be fed while the run goes on", pillar.use),
                                .expected = "a pillar with begin, update and finish",
                                .mend = "drop 'stream = true': it is then computed at the end",
                                .place = {.path = "pillar " + pillar.use}});
    }
    for (const auto& [role, names] : pillar.columns) {
      for (const auto& name : names) {
        stream->roles.push_back(role);
        if (name == seeing::kCycleSecondsColumn || name == seeing::kSuccessColumn) {
          stream->sources.push_back(name == seeing::kSuccessColumn ? seeing::BatchView::kSuccess
                                                                   : seeing::BatchView::kCycleSeconds);
          continue;
        }
        const auto found = std::find_if(setup_.declared.begin(), setup_.declared.end(),
                                        [&](const seeing::Field& f) { return f.name == name; });
        if (found == setup_.declared.end()) {
          throw diagnostics::Error({.code = diagnostics::ErrorCode::kUnknownName,
                                    .message = fmt::format("the column '{}' cannot be streamed to pillar {}", name, pillar.use),
                                    .expected = "a field of the substrate, host.cycle_seconds or host.success",
                                    .place = {.path = "pillar " + pillar.use}});
        }
        const auto index = static_cast<std::size_t>(found - setup_.declared.begin());
        wanted_[index] = true;
        stream->sources.push_back(index);
      }
    }
    stream->session.begin();
    streams_.push_back(std::move(stream));
  }
}

CycleRecorder::~CycleRecorder() = default;

std::unique_ptr<seeing::CycleBuffers> CycleRecorder::make_buffers(guests::Guest& guest) const {
  return std::make_unique<seeing::CycleBuffers>(guest, setup_.declared, wanted_, setup_.plan->has(OPH_PLAN_KEEP_RAW),
                                                time_cycles_ || setup_.instrument.has_value());
}

void CycleRecorder::start() {
  if (setup_.plan->has(OPH_PLAN_KEEP_RAW)) trace_ = std::make_unique<seeing::RawTrace>(setup_.trace_file);
  if (setup_.instrument) instrument_ = std::make_unique<instrumenting::Instrument>(*setup_.instrument);
  view_ = std::make_unique<RunView>(*table_, records_ ? &*records_ : nullptr, trace_.get());
}

bool CycleRecorder::time_each(const seeing::CycleBuffers& buffers, seeing::BatchTime time) {
  const auto count = buffers.count();
  cycle_ns_.resize(count);
  const auto marks = buffers.marks();
  if (!marks.empty()) {
    marked_ = true;
    auto before = time.begin_ns;
    for (std::uint64_t row = 0; row < count; ++row) {
      cycle_ns_[row] = marks[row] - before;
      before = marks[row];
    }
    return true;
  }
  if (count == 1) {
    cycle_ns_[0] = time.end_ns - time.begin_ns;
    return true;
  }
  cycle_ns_.clear();
  if (time_cycles_) {
    throw diagnostics::Error({.code = diagnostics::ErrorCode::kGuestBrokePromise,
                              .rule = "OPH-ABI-10",
                              .message = "the substrate says that it marks every cycle, and did not",
                              .mend = "run it in another mode, if this one cannot time cycles; otherwise report this to the author of the plugin"});
  }
  return false;
}

void CycleRecorder::take(std::span<const oph_record_t> records, const seeing::CycleBuffers& buffers,
                         seeing::BatchTime time, std::int64_t session) {
  if (setup_.contract != nullptr) setup_.contract->look_at(buffers);
  substrate_ns_ += time.end_ns - time.begin_ns;
  cycle_ns_.clear();
  if (time_cycles_ || instrument_) (void)time_each(buffers, time);
  table_->append(buffers, kept_, cycle_ns_, session);
  if (instrument_) {
    instrument_->charge(time.end_ns - time.begin_ns, cycle_ns_, buffers.count());
    const auto& ledger = instrument_->ledger();
    table_->append_costs(ledger.cpu_seconds(), ledger.page_faults(), ledger.rss_bytes());
  }
  if (records_) {
    for (const auto& record : records) records_->push(record);
  }
  if (trace_) {
    auto given = buffers.raw().begin();
    for (std::uint64_t row = 0; row < buffers.count(); ++row) {
      std::string_view document;
      for (; given != buffers.raw().end() && given->first <= row; ++given) {
        if (given->first == row) document = given->second;
      }
      trace_->append(document);
    }
  }
  if (streams_.empty()) return;
  cycle_seconds_.clear();
  for (const auto ns : cycle_ns_) cycle_seconds_.push_back(static_cast<double>(ns) * 1e-9);
  for (auto& stream : streams_) {
    stream->view.assign(buffers, stream->sources, stream->roles, cycle_seconds_);
    stream->session.update(stream->view.table(), [&](guests::PillarEvent event) {
      ++stream->log.count;
      if (stream->log.kept.size() >= EventLog::kKeptEvents) return;
      view_->add_event(event.row, event.name, event.value);
      stream->log.kept.push_back(std::move(event));
    });
  }
}

void CycleRecorder::take_records(std::span<const oph_record_t> records) {
  for (const auto& record : records) records_->push(record);
  table_->append_records(records.size());
}

void CycleRecorder::finish(ShardResult& result) {
  for (auto& stream : streams_) {
    add_rows(*stream->pillar, stream->session.finish(), result);
    result.events.push_back(std::move(stream->log));
  }
  for (std::size_t i = 0; i < at_end_.size(); ++i) {
    if (!at_end_[i]) continue;
    const auto& pillar = (*setup_.pillars)[i];
    std::vector<oph_column_t> columns;
    for (const auto& [role, names] : pillar.columns) {
      for (const auto& name : names) {
        const auto* column = table_->column(name);
        if (column == nullptr) {
          throw diagnostics::Error({.code = diagnostics::ErrorCode::kUnknownName,
                                    .message = fmt::format("the run has no column '{}' for pillar {}", name, pillar.use),
                                    .place = {.path = "pillar " + pillar.use}});
        }
        columns.push_back(*column);
        columns.back().role = lend(role);
      }
    }
    oph_table_t table{};
    table.struct_size = OPH_SIZEOF(oph_table_t, columns);
    table.row_count = table_->rows();
    table.column_count = columns.size();
    table.columns = columns.data();
    add_rows(pillar, at_end_[i]->compute(table), result);
  }
  if (trace_) trace_->sync();
  if (instrument_) result.resource_profile = instrument_->profile();
  result.cycles = table_->rows();
  result.failed = table_->failed();
  result.failures = table_->failure_counts(20);
  result.substrate_ns = substrate_ns_;
  result.timing = !time_cycles_ || setup_.plan->has(OPH_PLAN_STATIC) ? "none" : marked_ ? "marked" : "cycle";
}

}  // namespace ophamin::measuring
