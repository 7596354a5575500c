// SPDX-License-Identifier: Apache-2.0
#include <ophamin/measuring/statement.hpp>

#include <cmath>
#include <utility>

#include "wire.hpp"

namespace ophamin::measuring {

using records::Json;
using records::JsonArray;
using records::JsonObject;

Json Statement::to_json() const {
  Json file_list;
  if (files) {
    JsonArray list;
    for (const auto& file : *files) list.push_back(Json(JsonObject{{"path", file.path}, {"label", file.label}}));
    file_list = Json(std::move(list));
  }
  return Json(JsonObject{{"statement", claim.statement},
                         {"operationalization", claim.operationalization},
                         {"h0", claim.h0},
                         {"h1", claim.h1},
                         {"metric", claim.threshold.metric},
                         {"comparator", records::to_string(claim.threshold.comparator)},
                         {"threshold", Json(claim.threshold.value)},
                         {"units", claim.threshold.units},
                         {"analysis_plan", analysis_plan},
                         {"stopping_rule", stopping_rule},
                         {"is_static", Json(is_static)},
                         {"driven", Json(driven)},
                         {"planned_cycles", wire::from_natural(planned_cycles)},
                         {"substrate_name", substrate_name},
                         {"substrate_revision", substrate_revision},
                         {"substrate_kind", substrate_kind},
                         {"corpus_name", corpus_name},
                         {"corpus_kind", corpus_kind},
                         {"corpus_source", corpus_source},
                         {"corpus_revision", corpus_revision},
                         {"files", std::move(file_list)},
                         {"record_hash", record_hash}});
}

Statement Statement::from_json(const Json& json) {
  Statement result;
  auto& claim = result.claim;
  claim.statement = wire::text(json, "statement");
  claim.operationalization = wire::text(json, "operationalization");
  claim.h0 = wire::text(json, "h0");
  claim.h1 = wire::text(json, "h1");
  claim.threshold.metric = wire::text(json, "metric");
  claim.threshold.comparator = wire::parsed(json, "comparator", records::parse_comparator);
  claim.threshold.value = wire::number(json, "threshold");
  claim.threshold.units = wire::text(json, "units");
  if (std::isnan(claim.threshold.value)) wire::refuse("the threshold is NaN");
  result.analysis_plan = wire::text(json, "analysis_plan");
  result.stopping_rule = wire::text(json, "stopping_rule");
  result.is_static = wire::boolean(json, "is_static");
  result.driven = wire::boolean(json, "driven");
  result.planned_cycles = wire::natural(json, "planned_cycles");
  result.substrate_name = wire::text(json, "substrate_name");
  result.substrate_revision = wire::text(json, "substrate_revision");
  result.substrate_kind = wire::text(json, "substrate_kind");
  result.corpus_name = wire::text(json, "corpus_name");
  result.corpus_kind = wire::text(json, "corpus_kind");
  result.corpus_source = wire::text(json, "corpus_source");
  result.corpus_revision = wire::text(json, "corpus_revision");
  if (const auto& files = wire::member(json, "files"); !files.is_null()) {
    result.files.emplace();
    for (const auto& file : wire::array(json, "files")) {
      result.files->push_back({wire::text(file, "path"), wire::text(file, "label")});
    }
  }
  result.record_hash = wire::text(json, "record_hash");
  for (const auto* text : {&claim.statement, &claim.operationalization, &claim.h0, &claim.h1, &claim.threshold.metric,
                           &result.analysis_plan, &result.substrate_name, &result.corpus_name}) {
    if (text->empty()) wire::refuse("a required text of the claim is empty");
  }
  return result;
}

}  // namespace ophamin::measuring
