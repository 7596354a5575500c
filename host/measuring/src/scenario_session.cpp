// SPDX-License-Identifier: Apache-2.0
#include <ophamin/measuring/scenario_session.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ophamin/guests/component_parameters.hpp>
#include <ophamin/guests/text.hpp>

namespace ophamin::measuring {

using guests::guarded;
using guests::text_fault;
using guests::view;

namespace {

std::optional<records::Comparator> comparator_of(oph_comparator_t value) {
  switch (value) {
    case OPH_GE: return records::Comparator::kAtLeast;
    case OPH_LE: return records::Comparator::kAtMost;
    case OPH_GT: return records::Comparator::kGreater;
    case OPH_LT: return records::Comparator::kLess;
    case OPH_EQ: return records::Comparator::kEqual;
    default: return std::nullopt;
  }
}

/// Everything that is wrong with a claim, in words; empty if nothing is.
std::string claim_fault(const oph_claim_t& claim) {
  std::vector<std::string> faults;
  const std::pair<std::string_view, oph_str_t> required[] = {{"statement", claim.statement},
                                                             {"operationalization", claim.operationalization},
                                                             {"h0", claim.h0},
                                                             {"h1", claim.h1},
                                                             {"metric", claim.metric}};
  for (const auto& [name, text] : required) {
    if (auto fault = text_fault(text); !fault.empty()) {
      faults.push_back(fmt::format("{} is {}", name, fault));
    } else if (view(text).find_first_not_of(" \t\r\n") == std::string_view::npos) {
      faults.push_back(fmt::format("{} is empty", name));
    }
  }
  if (auto fault = text_fault(claim.units); !fault.empty()) faults.push_back("units are " + fault);
  if (!comparator_of(claim.comparator)) faults.push_back(fmt::format("the comparator is {}, not 1 to 5", claim.comparator));
  if (!std::isfinite(claim.threshold)) faults.push_back(fmt::format("the threshold is {}", claim.threshold));
  return fmt::format("{}", fmt::join(faults, "; "));
}

/// A sink that hands each struct to a function. `Sink` has put(context, const Item*).
template <typename Sink, typename Item, typename Function>
struct PutSink {
  guests::Guest& guest;
  Function function;

  Sink make() {
    Sink sink{};
    sink.struct_size = OPH_SIZEOF(Sink, put);
    sink.context = this;
    sink.put = [](void* context, const Item* item) noexcept {
      auto& self = *static_cast<PutSink*>(context);
      return guarded(self.guest, [&]() -> oph_status_t {
        if (item == nullptr) return self.guest.broke("OPH-ABI-2", "a null pointer was put into a sink");
        return self.function(*item);
      });
    };
    return sink;
  }
};

template <typename Sink, typename Item, typename Function>
PutSink<Sink, Item, Function> put_sink(guests::Guest& guest, Function function) {
  return {guest, std::move(function)};
}

/// What score() writes to.
struct ScoreContext {
  guests::Guest& guest;
  guests::HostServices& services;
  guests::EvidenceCollector collector;
  std::vector<guests::EvidenceRow> attached{};
  std::vector<std::size_t> attached_after{};  ///< own rows that came before the attached one
  std::size_t own_rows = 0;
  std::optional<double> observed{};
  std::optional<std::string> inconclusive{};
  std::string reasoning{};

  oph_status_t attach(const oph_results_t* results, std::uint64_t item) {
    if (results == nullptr) return guest.broke("OPH-ABI-7", "attach got a null pointer");
    const auto* lent = services.results(results->id);
    if (lent == nullptr || item >= lent->rows().size()) {
      return guest.broke("OPH-ABI-7", fmt::format("attach names row {} of results {}, which the host did not give", item, results->id));
    }
    attached.push_back(lent->rows()[item]);
    attached_after.push_back(own_rows);
    return OPH_OK;
  }

  /// Own and attached rows in the order in which the scenario gave them.
  std::vector<guests::EvidenceRow> take_rows() {
    auto own = collector.take();
    std::vector<guests::EvidenceRow> rows;
    std::size_t next = 0;
    for (std::size_t i = 0; i <= own.size(); ++i) {
      for (; next < attached.size() && attached_after[next] == i; ++next) rows.push_back(std::move(attached[next]));
      if (i < own.size()) rows.push_back(std::move(own[i]));
    }
    return rows;
  }
};

template <typename Assign>
oph_status_t take_text(void* context, oph_str_t text, Assign assign) noexcept {
  auto& self = *static_cast<ScoreContext*>(context);
  return guarded(self.guest, [&]() -> oph_status_t {
    if (auto fault = text_fault(text); !fault.empty()) return self.guest.broke("OPH-ABI-6", "a text of the score is " + fault);
    assign(self, std::string(view(text)));
    return OPH_OK;
  });
}

oph_score_sink_t make_score_sink(ScoreContext& context) {
  oph_score_sink_t sink{};
  sink.struct_size = OPH_SIZEOF(oph_score_sink_t, attach);
  sink.context = &context;
  sink.observed = [](void* raw, double value) noexcept {
    auto& self = *static_cast<ScoreContext*>(raw);
    return guarded(self.guest, [&]() -> oph_status_t {
      if (self.observed) return self.guest.broke("OPH-ABI-5", "the observed value was given twice");
      self.observed = value;
      return OPH_OK;
    });
  };
  sink.inconclusive = [](void* raw, oph_str_t reason) noexcept {
    return take_text(raw, reason, [](ScoreContext& self, std::string text) { self.inconclusive = std::move(text); });
  };
  sink.reasoning = [](void* raw, oph_str_t text) noexcept {
    return take_text(raw, text, [](ScoreContext& self, std::string value) { self.reasoning = std::move(value); });
  };
  sink.evidence = [](void* raw, oph_str_t aspect, const oph_evidence_t* row, const oph_writer_t** detail) noexcept {
    auto& self = *static_cast<ScoreContext*>(raw);
    return guarded(self.guest, [&]() -> oph_status_t {
      if (auto fault = text_fault(aspect); !fault.empty()) return self.guest.broke("OPH-ABI-6", "an aspect is " + fault);
      const auto status = self.collector.add(guests::attribution_of_scenario(self.guest.component(), view(aspect)), row, detail);
      if (status == OPH_OK) ++self.own_rows;
      return status;
    });
  };
  sink.attach = [](void* raw, const oph_results_t* results, std::uint64_t item) noexcept {
    auto& self = *static_cast<ScoreContext*>(raw);
    return guarded(self.guest, [&] { return self.attach(results, item); });
  };
  return sink;
}

}  // namespace

ScenarioSession::ScenarioSession(guests::Environment& environment, const registry::Component& scenario,
                                 const boost::json::object& given)
    : guest_(scenario),
      services_(environment, guest_),
      params_(guests::lend_parameters(scenario, guests::complete_parameters(scenario, given))),
      table_(scenario.scenario()),
      instance_(guest_, table_.create, table_.destroy, services_.table(), params_.get()) {}

records::Claim ScenarioSession::claim() {
  std::optional<records::Claim> result;
  auto holder = put_sink<oph_claim_sink_t, oph_claim_t>(guest_, [&](const oph_claim_t& claim) -> oph_status_t {
    if (!OPH_HAS(&claim, oph_claim_t, threshold)) return guest_.broke("OPH-ABI-2", "a claim smaller than version 1.0's");
    if (result) return guest_.broke("OPH-ABI-5", "the claim was given twice");
    if (auto fault = claim_fault(claim); !fault.empty()) return guest_.broke("OPH-ABI-5", "the claim: " + fault);
    result = records::Claim{.statement = std::string(view(claim.statement)),
                            .operationalization = std::string(view(claim.operationalization)),
                            .threshold = {.metric = std::string(view(claim.metric)),
                                          .comparator = *comparator_of(claim.comparator),
                                          .value = claim.threshold,
                                          .units = std::string(view(claim.units))},
                            .h0 = std::string(view(claim.h0)),
                            .h1 = std::string(view(claim.h1))};
    return OPH_OK;
  });
  const auto sink = holder.make();
  guest_.call("claim", [&](oph_error_t* error) {
    const auto status = table_.claim(instance_.get(), &sink, error);
    return status == OPH_OK && !result ? guest_.broke("OPH-ABI-5", "claim gave no claim") : status;
  });
  return std::move(*result);
}

ScenarioPlan ScenarioSession::plan() {
  std::optional<ScenarioPlan> result;
  auto holder = put_sink<oph_plan_sink_t, oph_plan_t>(guest_, [&](const oph_plan_t& plan) -> oph_status_t {
    if (!OPH_HAS(&plan, oph_plan_t, selection_window)) return guest_.broke("OPH-ABI-2", "a plan smaller than version 1.0's");
    if (result) return guest_.broke("OPH-ABI-5", "the plan was given twice");
    for (const auto text : {plan.analysis, plan.stopping_rule}) {
      if (auto fault = text_fault(text); !fault.empty()) return guest_.broke("OPH-ABI-6", "a text of the plan is " + fault);
    }
    if (view(plan.analysis).find_first_not_of(" \t\r\n") == std::string_view::npos) return guest_.broke("OPH-ABI-5", "the analysis plan is empty");
    if (drives() && (plan.flags & OPH_PLAN_STATIC) != 0) {
      return guest_.broke("OPH-ABI-5", "a static plan runs no substrate, and the scenario drives one");
    }
    if (stops_early() && view(plan.stopping_rule).find_first_not_of(" \t\r\n") == std::string_view::npos) {
      return guest_.broke("OPH-ABI-5", "a scenario with after_batch pre-registers a stopping rule, and the plan has none");
    }
    result = ScenarioPlan{std::string(view(plan.analysis)), std::string(view(plan.stopping_rule)), plan.flags, plan.cycles,
                          plan.batch, plan.selection_window};
    return OPH_OK;
  });
  const auto sink = holder.make();
  guest_.call("plan", [&](oph_error_t* error) {
    const auto status = table_.plan(instance_.get(), &sink, error);
    return status == OPH_OK && !result ? guest_.broke("OPH-ABI-5", "plan gave no plan") : status;
  });
  return std::move(*result);
}

std::vector<FieldRequest> ScenarioSession::fields() {
  std::vector<FieldRequest> result;
  if (table_.fields == nullptr) return result;
  auto holder = put_sink<oph_request_sink_t, oph_field_request_t>(guest_, [&](const oph_field_request_t& request) -> oph_status_t {
    if (!OPH_HAS(&request, oph_field_request_t, family)) return guest_.broke("OPH-ABI-2", "a field request smaller than version 1.0's");
    for (const auto text : {request.name, request.family}) {
      if (auto fault = text_fault(text); !fault.empty()) return guest_.broke("OPH-ABI-6", "a field request: " + fault);
    }
    const auto name = view(request.name);
    if (name.empty()) return guest_.broke("OPH-ABI-5", "a field request without a name");
    if (std::any_of(result.begin(), result.end(), [&](const FieldRequest& r) { return r.name == name; })) {
      return guest_.broke("OPH-ABI-5", fmt::format("the field '{}' is requested twice", name));
    }
    result.push_back({std::string(name), request.required != 0, request.types, std::string(view(request.family))});
    return OPH_OK;
  });
  const auto sink = holder.make();
  guest_.call("fields", [&](oph_error_t* error) { return table_.fields(instance_.get(), &sink, error); });
  return result;
}

void ScenarioSession::run_selection(std::string_view what, const OnSelected& on_selected,
                                    const std::function<oph_status_t(const oph_selection_sink_t&, oph_error_t*)>& call) {
  struct Context {
    guests::Guest& guest;
    const OnSelected& on_selected;
    bool enough = false;
  } context{guest_, on_selected};
  oph_selection_sink_t sink{};
  sink.struct_size = OPH_SIZEOF(oph_selection_sink_t, emit);
  sink.context = &context;
  sink.emit = [](void* raw, const oph_record_t* record) noexcept {
    auto& self = *static_cast<Context*>(raw);
    return guarded(self.guest, [&]() -> oph_status_t {
      if (self.enough) return OPH_LIMIT;
      if (record == nullptr || record->id.size == 0) return self.guest.broke("OPH-ABI-7", "a selected record without an id");
      for (const auto text : {record->id, record->text}) {
        if (auto fault = text_fault(text); !fault.empty()) return self.guest.broke("OPH-ABI-6", "a selected record: " + fault);
      }
      if (record->raw.data == nullptr && record->raw.size != 0) {
        return self.guest.broke("OPH-ABI-7", "a selected record whose raw bytes are a null pointer");
      }
      self.enough = !self.on_selected(*record);
      return OPH_OK;
    });
  };
  guest_.call(what, [&](oph_error_t* error) {
    const auto status = call(sink, error);
    // A guest that passes the refusal on, instead of answering OPH_OK, means the same.
    return status == OPH_LIMIT && context.enough ? static_cast<oph_status_t>(OPH_OK) : status;
  });
}

void ScenarioSession::select(std::span<const oph_record_t> records, const OnSelected& on_selected) {
  run_selection("select", on_selected, [&](const oph_selection_sink_t& sink, oph_error_t* error) {
    return table_.select(instance_.get(), records.data(), records.size(), &sink, error);
  });
}

void ScenarioSession::select_end(const OnSelected& on_selected) {
  if (table_.select_end == nullptr) return;
  run_selection("select_end", on_selected, [&](const oph_selection_sink_t& sink, oph_error_t* error) {
    return table_.select_end(instance_.get(), &sink, error);
  });
}

bool ScenarioSession::after_batch(const oph_run_t& run) {
  std::uint32_t stop = 0;
  guest_.call("after_batch", [&](oph_error_t* error) { return table_.after_batch(instance_.get(), &run, &stop, error); });
  return stop != 0;
}

void ScenarioSession::drive(const oph_driver_t& driver) {
  guest_.call("drive", [&](oph_error_t* error) { return table_.drive(instance_.get(), &driver, error); });
}

Score ScenarioSession::score(const oph_run_t& run) {
  ScoreContext context{guest_, services_, guests::EvidenceCollector(guest_)};
  const auto sink = make_score_sink(context);
  Score score;
  guest_.call("score", [&](oph_error_t* error) {
    const auto status = table_.score(instance_.get(), &run, &sink, error);
    if (status != OPH_OK) return status;
    score.evidence = context.take_rows();
    if (!context.observed) return guest_.broke("OPH-ABI-5", "score gave no observed value");
    if (score.evidence.empty()) return guest_.broke("OPH-ABI-5", "score gave no row of evidence");
    // A NaN would read as REFUTED: whoever cannot observe says so.
    if (std::isnan(*context.observed) && !context.inconclusive) {
      return guest_.broke("OPH-ABI-5", "the observed value is NaN, and the score is not marked inconclusive");
    }
    return status;
  });
  score.observed = *context.observed;
  score.inconclusive = std::move(context.inconclusive);
  score.reasoning = std::move(context.reasoning);
  return score;
}

}  // namespace ophamin::measuring
