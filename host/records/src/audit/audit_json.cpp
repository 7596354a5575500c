// SPDX-License-Identifier: Apache-2.0
//
// The audit record to JSON and back: member names, their order on disk, and the defaults of missing ones.
#include <ophamin/records/audit_record.hpp>

#include "json_build.hpp"
#include "judgement_json.hpp"
#include "typed_reader.hpp"

namespace ophamin::records {
namespace {

Json pairs(const Counts& counts) {
  JsonArray list;
  list.reserve(counts.size());
  for (const auto& [name, count] : counts) list.push_back(JsonArray{name, count});
  return Json(std::move(list));
}

JsonObject map_of(const Counts& counts) {
  JsonObject map;
  map.reserve(counts.size());
  for (const auto& [name, count] : counts) map.append(name, count);
  return map;
}

Json json_of(const Finding& finding) {
  return object({{"pillar_name", finding.pillar_name},
                 {"rule_id", finding.rule_id},
                 {"severity", to_string(finding.severity)},
                 {"message", finding.message},
                 {"path", finding.path},
                 {"line", finding.line},
                 {"column", finding.column},
                 {"extra", finding.extra}});
}

Json finding_count(const PillarResult& result) { return static_cast<std::int64_t>(result.findings.size()); }

Json json_of(const PillarResult& result) {
  JsonArray findings;
  findings.reserve(result.findings.size());
  for (const Finding& finding : result.findings) findings.push_back(json_of(finding));
  return object({{"pillar_name", result.pillar_name},
                 {"tool_name", result.tool_name},
                 {"tool_version", result.tool_version},
                 {"status", result.status},
                 {"target_path", result.target_path},
                 {"finding_count", finding_count(result)},
                 {"findings", std::move(findings)},
                 {"severity_histogram", map_of(result.severity_histogram())},
                 {"per_file_top10", pairs(result.per_file_top10())},
                 {"per_rule_top10", pairs(result.per_rule_top10())},
                 {"raw_stdout_bytes", result.raw_stdout_bytes},
                 {"raw_stderr_bytes", result.raw_stderr_bytes},
                 {"exit_code", result.exit_code ? Json(*result.exit_code) : Json()},
                 {"wall_time_s", result.wall_time_s},
                 {"error_message", result.error_message},
                 {"extra", result.extra}});
}

Json json_of(const AuditSummary& summary) {
  return object({{"total_findings", summary.total_findings},
                 {"severity_histogram", summary.severity_histogram},
                 {"findings_per_pillar", summary.findings_per_pillar},
                 {"top_files", pairs(summary.top_files)},
                 {"pillars_run", text_list(summary.pillars_run)},
                 {"pillars_unavailable", text_list(summary.pillars_unavailable)},
                 {"pillars_errored", text_list(summary.pillars_errored)}});
}

Finding read_finding(ObjectReader& reader) {
  return {.pillar_name = reader.text("pillar_name"),
          .rule_id = reader.text_or("rule_id", ""),
          .severity = reader.parsed("severity", parse_severity),
          .message = reader.text_or("message", ""),
          .path = reader.text_or("path", ""),
          .line = reader.integer_or("line", 0),
          .column = reader.integer_or("column", 0),
          .extra = reader.map_or_empty("extra")};
}

PillarResult read_result(ObjectReader& reader) {
  PillarResult result{.pillar_name = reader.text("pillar_name"),
                      .tool_name = reader.text_or("tool_name", ""),
                      .tool_version = reader.text_or("tool_version", ""),
                      .status = reader.text_or("status", kPillarOk),
                      .target_path = reader.text_or("target_path", "")};
  reader.each_or_blank("findings", result.findings, read_finding);
  reader.counted("finding_count", finding_count(result));
  reader.counted("severity_histogram", map_of(result.severity_histogram()));
  reader.counted("per_file_top10", pairs(result.per_file_top10()));
  reader.counted("per_rule_top10", pairs(result.per_rule_top10()));
  result.raw_stdout_bytes = reader.integer_or("raw_stdout_bytes", 0);
  result.raw_stderr_bytes = reader.integer_or("raw_stderr_bytes", 0);
  result.exit_code = reader.integer_or_null("exit_code");
  result.wall_time_s = reader.number_or("wall_time_s", 0.0);
  result.error_message = reader.text_or("error_message", "");
  result.extra = reader.map_or_empty("extra");
  return result;
}

AuditSummary read_summary(ObjectReader& reader) {
  return {.total_findings = reader.integer("total_findings"),
          .severity_histogram = reader.map_or_empty("severity_histogram"),
          .findings_per_pillar = reader.map_or_empty("findings_per_pillar"),
          .top_files = reader.counts("top_files"),
          .pillars_run = reader.strings("pillars_run"),
          .pillars_unavailable = reader.strings("pillars_unavailable"),
          .pillars_errored = reader.strings("pillars_errored")};
}

AuditIdentity read_identity(ObjectReader& reader) {
  return {.ophamin_version = reader.text_or("ophamin_version", ""),
          .ophamin_git_commit = reader.text_or("ophamin_git_commit", ""),
          .captured_at = reader.text_or("captured_at", now_utc)};
}

struct Target {
  std::string path;
  std::string content_hash;
};

Target read_target(ObjectReader& reader) {
  return {.path = reader.text_or("target_path", ""), .content_hash = reader.text_or("target_content_hash", "")};
}

std::string read_command(ObjectReader& reader) { return reader.text_or("command", ""); }

}  // namespace

Json AuditRecord::body() const {
  JsonArray results;
  results.reserve(pillars.size());
  for (const PillarResult& result : pillars) results.push_back(json_of(result));
  Json built = object(
      {{"schema_version", schema_version},
       {"identity", object({{"ophamin_version", identity.ophamin_version},
                            {"ophamin_git_commit", identity.ophamin_git_commit},
                            {"captured_at", identity.captured_at}})},
       {"target", object({{"target_path", target_path}, {"target_content_hash", target_content_hash}})},
       {"pillars", std::move(results)},
       {"summary", json_of(summary)},
       {"reproduction", object({{"command", reproduction_command}})}});
  append_judgement(built.as_object(), preregistration, pre_registered_metric, verdict);
  return built;
}

Json AuditRecord::to_json() const { return with_id_and_signature(body(), "audit_id", id(), signature); }

AuditRecord AuditRecord::from_json(const Json& json, std::string_view file, LoadNotes* notes) {
  return read_record(json, file, notes, [](ObjectReader& root) {
    root.ignore("audit_id");
    AuditRecord record{.schema_version = root.text_or("schema_version", kAuditSchemaVersion),
                       .identity = root.object_or_blank("identity", read_identity)};
    Target target = root.object_or_blank("target", read_target);
    record.target_path = std::move(target.path);
    record.target_content_hash = std::move(target.content_hash);
    root.each("pillars", record.pillars, read_result);
    record.summary = root.object("summary", read_summary);
    record.reproduction_command = root.object_or_blank("reproduction", read_command);
    read_judgement(root, record.preregistration, record.pre_registered_metric, record.verdict);
    record.signature = root.text_or("signature", "");
    return record;
  });
}

}  // namespace ophamin::records
