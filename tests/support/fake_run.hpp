// SPDX-License-Identifier: Apache-2.0
//
// Claims, plans, runs and scores of scenarios, for tests of plugins.
#pragma once

#include <ophamin/abi.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fake_host.hpp"

namespace ophamin::test {

struct ClaimCopy {
  std::string statement, operationalization, h0, h1, metric, units;
  oph_comparator_t comparator = 0;
  double threshold = 0;
};

inline ClaimCopy claim_of(Instance<oph_scenario_t>& scenario) {
  ClaimCopy copy;
  const oph_claim_sink_t sink{OPH_SIZEOF(oph_claim_sink_t, put), &copy, [](void* c, const oph_claim_t* claim) noexcept -> oph_status_t {
                                *static_cast<ClaimCopy*>(c) = {text(claim->statement), text(claim->operationalization), text(claim->h0),
                                                               text(claim->h1),        text(claim->metric),             text(claim->units),
                                                               claim->comparator,      claim->threshold};
                                return OPH_OK;
                              }};
  call([&](oph_error_t* error) { return scenario->claim(scenario.raw(), &sink, error); });
  return copy;
}

struct PlanCopy {
  std::string analysis, stopping_rule;
  std::uint32_t flags = 0;
  std::uint64_t cycles = 0, batch = 0, selection_window = 0;
};

inline PlanCopy plan_of(Instance<oph_scenario_t>& scenario) {
  PlanCopy copy;
  const oph_plan_sink_t sink{OPH_SIZEOF(oph_plan_sink_t, put), &copy, [](void* c, const oph_plan_t* plan) noexcept -> oph_status_t {
                               *static_cast<PlanCopy*>(c) = {text(plan->analysis), text(plan->stopping_rule), plan->flags,
                                                             plan->cycles,         plan->batch,               plan->selection_window};
                               return OPH_OK;
                             }};
  call([&](oph_error_t* error) { return scenario->plan(scenario.raw(), &sink, error); });
  return copy;
}

struct RequestCopy {
  std::string name, family;
  bool required = false;
  std::uint32_t types = 0;
};

inline std::vector<RequestCopy> fields_of(Instance<oph_scenario_t>& scenario) {
  std::vector<RequestCopy> fields;
  if (scenario->fields == nullptr) return fields;
  const oph_request_sink_t sink{OPH_SIZEOF(oph_request_sink_t, put), &fields,
                                [](void* c, const oph_field_request_t* request) noexcept -> oph_status_t {
                                  static_cast<std::vector<RequestCopy>*>(c)->push_back(
                                      {text(request->name), text(request->family), request->required != 0, request->types});
                                  return OPH_OK;
                                }};
  call([&](oph_error_t* error) { return scenario->fields(scenario.raw(), &sink, error); });
  return fields;
}

/// What score() said.
struct ScoreCapture {
  std::vector<double> observed;
  std::optional<std::string> inconclusive;
  std::string reasoning;
  EvidenceCapture evidence;            ///< the scenario's own rows
  std::vector<std::string> attached;   ///< statistics of pillars' rows
};

/// A run over `table`; rows of `host.success` 0 have failed.
inline void score(Instance<oph_scenario_t>& scenario, TableData& table, std::uint64_t cycles, std::uint64_t failed, ScoreCapture& out) {
  oph_run_t run{};
  run.struct_size = OPH_SIZEOF(oph_run_t, events);
  run.cycles = cycles;
  run.failed = failed;
  run.planned = cycles;
  run.table = table.raw();
  const oph_score_sink_t sink{
      OPH_SIZEOF(oph_score_sink_t, attach),
      &out,
      [](void* c, double value) noexcept -> oph_status_t {
        static_cast<ScoreCapture*>(c)->observed.push_back(value);
        return OPH_OK;
      },
      [](void* c, oph_str_t reason) noexcept -> oph_status_t {
        static_cast<ScoreCapture*>(c)->inconclusive = text(reason);
        return OPH_OK;
      },
      [](void* c, oph_str_t reasoning) noexcept -> oph_status_t {
        static_cast<ScoreCapture*>(c)->reasoning = text(reasoning);
        return OPH_OK;
      },
      [](void* c, oph_str_t aspect, const oph_evidence_t* row, const oph_writer_t** detail) noexcept -> oph_status_t {
        return static_cast<ScoreCapture*>(c)->evidence.add(view(aspect), *row, detail);
      },
      [](void* c, const oph_results_t* results, std::uint64_t item) noexcept -> oph_status_t {
        if (item >= results->count) return OPH_INVALID_ARGUMENT;
        static_cast<ScoreCapture*>(c)->attached.push_back(text(results->items[item]->evidence->statistic));
        return OPH_OK;
      }};
  call([&](oph_error_t* error) { return scenario->score(scenario.raw(), &run, &sink, error); });
}

}  // namespace ophamin::test
