// SPDX-License-Identifier: Apache-2.0
#include "run_view.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <fmt/format.h>

#include <ophamin/guests/json_bridge.hpp>
#include <ophamin/guests/tell.hpp>
#include <ophamin/guests/text.hpp>

namespace ophamin::measuring {

using guests::tell;

namespace {

/// A guest's own mistake in reading the run is answered, not held against it: nothing of the run changes.
template <typename Function>
oph_status_t answered(oph_error_t* error, Function&& function) noexcept {
  try {
    return std::forward<Function>(function)();
  } catch (const std::exception& failure) {
    return tell(error, OPH_INTERNAL, failure.what());
  } catch (...) {
    return tell(error, OPH_INTERNAL, "the host failed");
  }
}

}  // namespace

RunView::RunView(seeing::RunTable& table, seeing::RecordBuffer* records, seeing::RawTrace* trace) noexcept
    : table_(&table), records_(records), trace_(trace) {
  run_.struct_size = OPH_SIZEOF(oph_run_t, events);
  run_.context = this;
  run_.record = [](void* context, std::uint64_t row, oph_record_t* record, oph_error_t* error) noexcept {
    return answered(error, [&] { return static_cast<RunView*>(context)->record(row, record, error); });
  };
  run_.raw = [](void* context, std::uint64_t row, const oph_value_t** raw, oph_error_t* error) noexcept {
    return answered(error, [&] { return static_cast<RunView*>(context)->raw(row, raw, error); });
  };
  run_.failure = [](void* context, std::uint64_t row, oph_str_t* text, oph_error_t* error) noexcept {
    return answered(error, [&]() -> oph_status_t {
      auto& self = *static_cast<RunView*>(context);
      if (row >= self.table_->rows() || text == nullptr) {
        return tell(error, OPH_INVALID_ARGUMENT, fmt::format("row {} of a run of {}", row, self.table_->rows()));
      }
      *text = guests::lend(self.table_->failure(row));
      return OPH_OK;
    });
  };
}

void RunView::add_event(std::uint64_t row, std::string name, double value) {
  auto& event = events_.emplace_back();
  event.name = std::move(name);
  event.event.struct_size = OPH_SIZEOF(oph_event_t, value);
  event.event.row = row;
  event.event.name = guests::lend(event.name);
  event.event.value = value;
  event_list_.push_back(&event.event);
}

const oph_run_t& RunView::refresh(std::uint64_t planned, bool stopped_early) {
  run_.cycles = table_->rows();
  run_.failed = table_->failed();
  run_.planned = planned;
  run_.stopped_early = stopped_early ? 1 : 0;
  run_.table = &table_->table();
  // Each pillar reports in order; several of them interleave.
  std::stable_sort(event_list_.begin(), event_list_.end(), [](const auto* a, const auto* b) { return a->row < b->row; });
  run_.event_count = event_list_.size();
  run_.events = event_list_.data();
  return run_;
}

oph_status_t RunView::record(std::uint64_t row, oph_record_t* record, oph_error_t* error) {
  if (records_ == nullptr) {
    return tell(error, OPH_UNSUPPORTED, "records are kept only with OPH_PLAN_KEEP_RECORDS in the plan");
  }
  const auto views = records_->views();
  if (row >= views.size() || record == nullptr) {
    return tell(error, OPH_INVALID_ARGUMENT, fmt::format("row {} of a run of {}", row, views.size()));
  }
  *record = views[row];
  return OPH_OK;
}

oph_status_t RunView::raw(std::uint64_t row, const oph_value_t** raw, oph_error_t* error) {
  if (trace_ == nullptr) {
    return tell(error, OPH_UNSUPPORTED, "raw outputs are kept only with OPH_PLAN_KEEP_RAW in the plan");
  }
  if (row >= trace_->rows() || raw == nullptr) {
    return tell(error, OPH_INVALID_ARGUMENT, fmt::format("row {} of a run of {}", row, trace_->rows()));
  }
  *raw = nullptr;
  if (const auto document = trace_->read(row)) {
    std::vector<registry::ParameterProblem> beyond;  // Integers beyond 64 bits read as doubles.
    raw_ = registry::ValueTree::build(guests::to_boost(*document), beyond);
    *raw = raw_.get();
  }
  return OPH_OK;
}

}  // namespace ophamin::measuring
