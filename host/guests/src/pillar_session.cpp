// SPDX-License-Identifier: Apache-2.0
#include <ophamin/guests/pillar_session.hpp>

#include <algorithm>
#include <bit>
#include <utility>

#include <fmt/format.h>

#include <ophamin/guests/same_evidence.hpp>
#include <ophamin/guests/text.hpp>
#include <ophamin/guests/component_parameters.hpp>

namespace ophamin::guests {

using diagnostics::Diagnostic;
using diagnostics::Error;
using diagnostics::ErrorCode;

struct PillarSession::State {
  State(Environment& environment, const registry::Component& pillar, const boost::json::object& params, unsigned depth)
      : guest(pillar),
        services(environment, guest, 0, depth),
        tree(lend_parameters(pillar, params)),
        table(pillar.pillar()),
        instance(guest, table.create, table.destroy, services.table(), tree.get()) {}

  Guest guest;
  HostServices services;
  registry::ValueTree tree;
  const oph_pillar_t& table;
  Instance instance;
  std::uint64_t rows = 0;  ///< of the stream, so far
  std::uint64_t last_event_row = 0;
};

namespace {

/// Taking the rows closes the last detail, which may itself be a broken promise.
std::vector<EvidenceRow> take_rows(Guest& guest, EvidenceCollector& collector, std::string_view what) {
  std::vector<EvidenceRow> rows;
  guest.call(what, [&](oph_error_t*) {
    rows = collector.take();
    if (rows.empty()) return guest.broke("OPH-ABI-5", fmt::format("{} gave no row of evidence", what));
    return static_cast<oph_status_t>(OPH_OK);
  });
  return rows;
}

bool same_events(const std::vector<PillarEvent>& first, const std::vector<PillarEvent>& second) {
  return std::equal(first.begin(), first.end(), second.begin(), second.end(), [](const PillarEvent& a, const PillarEvent& b) {
    return a.row == b.row && a.name == b.name && std::bit_cast<std::uint64_t>(a.value) == std::bit_cast<std::uint64_t>(b.value);
  });
}

}  // namespace

PillarSession::PillarSession(Environment& environment, const registry::Component& pillar,
                             const boost::json::object& given, unsigned depth)
    : environment_(&environment),
      pillar_(&pillar),
      params_(complete_parameters(pillar, given)),
      depth_(depth),
      state_(std::make_unique<State>(environment, pillar, params_, depth)) {}

PillarSession::~PillarSession() = default;

std::vector<EvidenceRow> PillarSession::compute_once(State& state, const oph_table_t& bound) {
  EvidenceCollector collector(state.guest);
  const auto* sink = collector.sink(attribution_of_pillar(*pillar_));
  state.guest.call("compute", [&](oph_error_t* error) {
    return state.table.compute(state.instance.get(), &bound, sink, error);
  });
  return take_rows(state.guest, collector, "compute");
}

void PillarSession::lied(const std::string& difference) const {
  throw Error(Diagnostic{.code = ErrorCode::kGuestBrokePromise,
                         .rule = "OPH-HOST-8",
                         .message = fmt::format("{} says it is deterministic, but two runs on the same table differ: {}",
                                                pillar_->label(), difference),
                         .mend = "draw every random number from the host's seed, or drop the deterministic flag",
                         .place = {.path = pillar_->label()}});
}

std::vector<EvidenceRow> PillarSession::compute(const oph_table_t& table) {
  const BoundTable bound(*pillar_, table);
  auto rows = compute_once(*state_, bound.table());
  if (environment_->verify_determinism && pillar_->deterministic()) {
    const auto calls = environment_->pillar_calls;
    State again(*environment_, *pillar_, params_, depth_);
    const auto repeated = compute_once(again, bound.table());
    environment_->pillar_calls = calls;  // What the host asked for once more is no call of a guest.
    if (const auto difference = first_difference(rows, repeated); !difference.empty()) lied(difference);
  }
  return rows;
}

bool PillarSession::can_stream() const noexcept { return state_->table.begin != nullptr; }

void PillarSession::begin() {
  twin_.reset();
  if (environment_->verify_determinism && pillar_->deterministic()) {
    twin_ = std::make_unique<State>(*environment_, *pillar_, params_, depth_);
  }
  for (auto* state : {state_.get(), twin_.get()}) {
    if (state == nullptr) continue;
    state->rows = state->last_event_row = 0;
    state->guest.call("begin", [&](oph_error_t* error) { return state->table.begin(state->instance.get(), error); });
  }
}

std::vector<PillarEvent> PillarSession::update_once(State& state, const oph_table_t& bound) {
  struct Context {
    State& state;
    std::vector<PillarEvent> events;
  } context{state, {}};
  oph_event_sink_t sink{};
  sink.struct_size = OPH_SIZEOF(oph_event_sink_t, emit);
  sink.context = &context;
  sink.emit = [](void* raw, const oph_event_t* event) noexcept {
    auto& self = static_cast<Context*>(raw)->state;
    auto& events = static_cast<Context*>(raw)->events;
    auto& guest = self.guest;
    return guarded(guest, [&]() -> oph_status_t {
      if (event == nullptr || !OPH_HAS(event, oph_event_t, value)) {
        return guest.broke("OPH-ABI-2", "an event that is null or smaller than version 1.0's");
      }
      if (auto fault = text_fault(event->name); !fault.empty() || event->name.size == 0) {
        return guest.broke("OPH-ABI-6", "the name of an event: " + (fault.empty() ? "empty" : fault));
      }
      if (event->row < self.last_event_row) return guest.broke("OPH-ABI-7", "events out of order");
      if (event->row >= self.rows) {
        return guest.broke("OPH-ABI-7", fmt::format("an event at row {} of {} seen", event->row, self.rows));
      }
      self.last_event_row = event->row;
      events.push_back({event->row, std::string(view(event->name)), event->value});
      return OPH_OK;
    });
  };
  state.rows += bound.row_count;
  state.guest.call("update", [&](oph_error_t* error) {
    return state.table.update(state.instance.get(), &bound, &sink, error);
  });
  return std::move(context.events);
}

void PillarSession::update(const oph_table_t& rows, const std::function<void(PillarEvent)>& on_event) {
  const BoundTable bound(*pillar_, rows);
  auto events = update_once(*state_, bound.table());
  if (twin_ && !same_events(events, update_once(*twin_, bound.table()))) lied("the events");
  for (auto& event : events) on_event(std::move(event));
}

std::vector<EvidenceRow> PillarSession::finish_once(State& state) {
  EvidenceCollector collector(state.guest);
  const auto* sink = collector.sink(attribution_of_pillar(*pillar_));
  state.guest.call("finish", [&](oph_error_t* error) {
    return state.table.finish(state.instance.get(), sink, error);
  });
  return take_rows(state.guest, collector, "finish");
}

std::vector<EvidenceRow> PillarSession::finish() {
  auto rows = finish_once(*state_);
  if (twin_) {
    if (const auto difference = first_difference(rows, finish_once(*twin_)); !difference.empty()) lied(difference);
  }
  return rows;
}

}  // namespace ophamin::guests
