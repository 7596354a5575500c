// SPDX-License-Identifier: Apache-2.0
#include <ophamin/measuring/shard_result.hpp>

#include <cmath>

#include "wire.hpp"

namespace ophamin::measuring {

using records::Json;
using records::JsonArray;
using records::JsonObject;

namespace {

Json evidence_to_json(const records::PillarEvidence& row) {
  return Json(JsonObject{{"pillar", row.pillar},
                         {"statistic", row.statistic_name},
                         {"value", Json(row.statistic_value)},
                         {"library", row.library},
                         {"library_version", row.library_version},
                         {"effect_size", wire::from_optional(row.effect_size)},
                         {"ci_low", wire::from_optional(row.ci_low)},
                         {"ci_high", wire::from_optional(row.ci_high)},
                         {"p_value", wire::from_optional(row.p_value)},
                         {"cross_check", records::to_string(row.cross_check)},
                         {"detail", Json(row.detail)}});
}

records::PillarEvidence evidence_from_json(const Json& json) {
  records::PillarEvidence row;
  row.pillar = wire::text(json, "pillar");
  row.statistic_name = wire::text(json, "statistic");
  row.statistic_value = wire::number(json, "value");
  row.library = wire::text(json, "library");
  row.library_version = wire::text(json, "library_version");
  row.effect_size = wire::optional_number(json, "effect_size");
  row.ci_low = wire::optional_number(json, "ci_low");
  row.ci_high = wire::optional_number(json, "ci_high");
  row.p_value = wire::optional_number(json, "p_value");
  row.cross_check = wire::parsed(json, "cross_check", records::parse_cross_check);
  row.detail = wire::object(json, "detail");
  return row;
}

Json events_to_json(const EventLog& log) {
  JsonArray kept;
  for (const auto& event : log.kept) {
    kept.push_back(Json(JsonObject{{"row", wire::from_natural(event.row)}, {"name", event.name}, {"value", Json(event.value)}}));
  }
  return Json(JsonObject{{"pillar", log.pillar}, {"count", wire::from_natural(log.count)}, {"kept", Json(std::move(kept))}});
}

EventLog events_from_json(const Json& json) {
  EventLog log;
  log.pillar = wire::text(json, "pillar");
  log.count = wire::natural(json, "count");
  for (const auto& event : wire::array(json, "kept")) {
    log.kept.push_back({wire::natural(event, "row"), wire::text(event, "name"), wire::number(event, "value")});
  }
  if (log.kept.size() > EventLog::kKeptEvents) wire::refuse("more events than are kept");
  return log;
}

Json counts_to_json(const std::vector<std::pair<std::string, std::uint64_t>>& counts) {
  JsonArray list;
  for (const auto& [reason, count] : counts) {
    list.push_back(Json(JsonObject{{"reason", reason}, {"count", wire::from_natural(count)}}));
  }
  return Json(std::move(list));
}

std::vector<std::pair<std::string, std::uint64_t>> counts_from_json(const Json& json, std::string_view key) {
  std::vector<std::pair<std::string, std::uint64_t>> counts;
  for (const auto& item : wire::array(json, key)) counts.emplace_back(wire::text(item, "reason"), wire::natural(item, "count"));
  return counts;
}

Json remarks_to_json(const std::vector<ContractViolation>& remarks) {
  JsonArray list;
  for (const auto& remark : remarks) {
    list.push_back(Json(JsonObject{{"field", remark.field}, {"expected", remark.expected}, {"found", remark.found}}));
  }
  return Json(std::move(list));
}

// One kind alone does not stop a run.
std::vector<ContractViolation> remarks_from_json(const Json& json) {
  std::vector<ContractViolation> remarks;
  for (const auto& item : wire::array(json, "contract_remarks")) {
    remarks.push_back({wire::text(item, "field"), ContractViolationKind::kUncatalogedRequired, wire::text(item, "expected"),
                       wire::text(item, "found")});
  }
  return remarks;
}

}  // namespace

Json ShardResult::to_json() const {
  JsonArray rows;
  for (const auto& row : evidence) rows.push_back(evidence_to_json(row));
  JsonArray logs;
  for (const auto& log : events) logs.push_back(events_to_json(log));
  return Json(JsonObject{{"observed", Json(observed)},
                         {"inconclusive", inconclusive ? Json(*inconclusive) : Json()},
                         {"reasoning", reasoning},
                         {"evidence", Json(std::move(rows))},
                         {"cycles", wire::from_natural(cycles)},
                         {"failed", wire::from_natural(failed)},
                         {"planned", wire::from_natural(planned)},
                         {"stopped_early", Json(stopped_early)},
                         {"corpus_records", wire::from_natural(corpus_records)},
                         {"invalid_utf8", wire::from_natural(invalid_utf8)},
                         {"skipped", counts_to_json(skipped)},
                         {"selected", wire::from_natural(selected)},
                         {"failures", counts_to_json(failures)},
                         {"events", Json(std::move(logs))},
                         {"contract_remarks", remarks_to_json(contract_remarks)},
                         {"substrate_state", Json(substrate_state)},
                         {"pillar_calls", wire::from_natural(pillar_calls)},
                         {"record_hash", record_hash},
                         {"timing", timing},
                         {"substrate_ns", wire::from_natural(substrate_ns)},
                         {"total_ns", wire::from_natural(total_ns)},
                         {"determinism_verified", Json(determinism_verified)},
                         {"resource_profile", resource_profile ? Json(*resource_profile) : Json()}});
}

ShardResult ShardResult::from_json(const Json& json) {
  ShardResult result;
  result.observed = wire::number(json, "observed");
  if (!wire::member(json, "inconclusive").is_null()) result.inconclusive = wire::text(json, "inconclusive");
  result.reasoning = wire::text(json, "reasoning");
  for (const auto& row : wire::array(json, "evidence")) result.evidence.push_back(evidence_from_json(row));
  result.cycles = wire::natural(json, "cycles");
  result.failed = wire::natural(json, "failed");
  result.planned = wire::natural(json, "planned");
  result.stopped_early = wire::boolean(json, "stopped_early");
  result.corpus_records = wire::natural(json, "corpus_records");
  result.invalid_utf8 = wire::natural(json, "invalid_utf8");
  result.skipped = counts_from_json(json, "skipped");
  result.selected = wire::natural(json, "selected");
  result.failures = counts_from_json(json, "failures");
  for (const auto& log : wire::array(json, "events")) result.events.push_back(events_from_json(log));
  result.contract_remarks = remarks_from_json(json);
  result.substrate_state = wire::object(json, "substrate_state");
  result.pillar_calls = wire::natural(json, "pillar_calls");
  result.record_hash = wire::text(json, "record_hash");
  result.timing = wire::text(json, "timing");
  result.substrate_ns = wire::natural(json, "substrate_ns");
  result.total_ns = wire::natural(json, "total_ns");
  result.determinism_verified = wire::boolean(json, "determinism_verified");
  if (!wire::member(json, "resource_profile").is_null()) result.resource_profile = wire::object(json, "resource_profile");
  if (result.failed > result.cycles) wire::refuse("more failed cycles than cycles");
  if (result.evidence.empty()) wire::refuse("no row of evidence");
  return result;
}

}  // namespace ophamin::measuring
