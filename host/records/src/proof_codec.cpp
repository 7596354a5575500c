// SPDX-License-Identifier: Apache-2.0
//
// The proof record to JSON and back: member names, their order on disk, and the defaults of missing ones.
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/proof.hpp>
#include <ophamin/storage/files.hpp>

#include "json_build.hpp"
#include "typed_reader.hpp"

namespace ophamin::records {
namespace {

Json optional_number(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

Json to_json(const Threshold& threshold) {
  return object({{"metric", threshold.metric},
                 {"comparator", to_string(threshold.comparator)},
                 {"value", threshold.value},
                 {"units", threshold.units}});
}

Json to_json(const Identity& identity) {
  return object({{"ophamin_version", identity.ophamin_version},
                 {"ophamin_git_commit", identity.ophamin_git_commit},
                 {"created_at", identity.created_at}});
}

Json to_json(const Claim& claim) {
  return object({{"statement", claim.statement},
                 {"operationalization", claim.operationalization},
                 {"threshold", to_json(claim.threshold)},
                 {"h0", claim.h0},
                 {"h1", claim.h1}});
}

Json to_json(const Preregistration& preregistration) {
  return object({{"config_hash", preregistration.config_hash},
                 {"data_hash", preregistration.data_hash},
                 {"analysis_plan", preregistration.analysis_plan},
                 {"sweep_grid", preregistration.sweep_grid},
                 {"preregistered_at", preregistration.preregistered_at}});
}

Json to_json(const DatasetRef& dataset) {
  return object({{"name", dataset.name},
                 {"content_hash", dataset.content_hash},
                 {"n_records", dataset.n_records},
                 {"source", dataset.source},
                 {"kind", dataset.kind}});
}

Json to_json(const DataSection& data) {
  JsonArray datasets;
  datasets.reserve(data.datasets.size());
  for (const DatasetRef& dataset : data.datasets) datasets.push_back(to_json(dataset));
  return object({{"substrate_name", data.substrate_name},
                 {"substrate_git_commit", data.substrate_git_commit},
                 {"datasets", std::move(datasets)}});
}

Json to_json(const PillarEvidence& evidence) {
  return object({{"pillar", evidence.pillar},
                 {"statistic_name", evidence.statistic_name},
                 {"statistic_value", evidence.statistic_value},
                 {"library", evidence.library},
                 {"library_version", evidence.library_version},
                 {"effect_size", optional_number(evidence.effect_size)},
                 {"ci_low", optional_number(evidence.ci_low)},
                 {"ci_high", optional_number(evidence.ci_high)},
                 {"p_value", optional_number(evidence.p_value)},
                 {"cross_check", to_string(evidence.cross_check)},
                 {"detail", evidence.detail}});
}

Json to_json(const Verdict& verdict) {
  return object({{"outcome", to_string(verdict.outcome)},
                 {"observed_value", verdict.observed_value},
                 {"threshold", to_json(verdict.threshold)},
                 {"reasoning", verdict.reasoning}});
}

Json to_json(const Reproduction& reproduction) {
  return object({{"command", reproduction.command},
                 {"environment", text_map(reproduction.environment)},
                 {"lineage_chain", text_list(reproduction.lineage_chain)}});
}

Threshold read_threshold(const ObjectReader& reader) {
  return {.metric = reader.text("metric"),
          .comparator = reader.converted("comparator", parse_comparator),
          .value = reader.number("value"),
          .units = reader.text_or("units", "")};
}

Claim read_claim(const ObjectReader& reader) {
  return {.statement = reader.text("statement"),
          .operationalization = reader.text("operationalization"),
          .threshold = read_threshold(reader.object("threshold")),
          .h0 = reader.text("h0"),
          .h1 = reader.text("h1")};
}

Preregistration read_preregistration(const ObjectReader& reader) {
  return {.config_hash = reader.text("config_hash"),
          .data_hash = reader.text("data_hash"),
          .analysis_plan = reader.text("analysis_plan"),
          .sweep_grid = reader.free_map("sweep_grid"),
          .preregistered_at = reader.text("preregistered_at")};
}

DataSection read_data(const ObjectReader& reader) {
  DataSection data{.substrate_name = reader.text_or("substrate_name", ""),
                   .substrate_git_commit = reader.text_or("substrate_git_commit", "")};
  reader.each("datasets", [&data](const ObjectReader& dataset) {
    data.datasets.push_back({.name = dataset.text("name"),
                             .content_hash = dataset.text("content_hash"),
                             .n_records = dataset.integer("n_records"),
                             .source = dataset.text("source"),
                             .kind = dataset.text_or("kind", "corpus")});
  });
  return data;
}

PillarEvidence read_evidence(const ObjectReader& reader) {
  return {.pillar = reader.text("pillar"),
          .statistic_name = reader.text("statistic_name"),
          .statistic_value = reader.number("statistic_value"),
          .library = reader.text("library"),
          .library_version = reader.text("library_version"),
          .effect_size = reader.number_or_null("effect_size"),
          .ci_low = reader.number_or_null("ci_low"),
          .ci_high = reader.number_or_null("ci_high"),
          .p_value = reader.number_or_null("p_value"),
          .cross_check = reader.has("cross_check") ? reader.converted("cross_check", parse_cross_check)
                                                   : CrossCheck::kNotApplicable,
          .detail = reader.free_map("detail")};
}

Verdict read_verdict(const ObjectReader& reader) {
  return {.outcome = reader.converted("outcome", parse_outcome),
          .observed_value = reader.number("observed_value"),
          .threshold = read_threshold(reader.object("threshold")),
          .reasoning = reader.text_or("reasoning", "")};
}

}  // namespace

Json EmpiricalProofRecord::body() const {
  JsonArray rows;
  rows.reserve(evidence.size());
  for (const PillarEvidence& row : evidence) rows.push_back(records::to_json(row));
  return object({{"schema_version", schema_version},
                 {"identity", records::to_json(identity)},
                 {"claim", records::to_json(claim)},
                 {"preregistration", records::to_json(preregistration)},
                 {"data", records::to_json(data)},
                 {"evidence", std::move(rows)},
                 {"verdict", records::to_json(verdict)},
                 {"reproduction", records::to_json(reproduction)},
                 {"provenance", provenance}});
}

Json EmpiricalProofRecord::to_json() const {
  Json record = with_id_and_signature(body(), "proof_id", id(), signature);
  if (!attestation.empty()) record.as_object().append("attestation", attestation);
  return record;
}

EmpiricalProofRecord EmpiricalProofRecord::from_json(const Json& json, std::string_view file) {
  const ObjectReader root(json, {}, file);
  const ObjectReader identity = root.object_or_empty("identity");
  const ObjectReader reproduction = root.object("reproduction");
  EmpiricalProofRecord record{
      .schema_version = root.text_or("schema_version", std::string(kProofSchemaVersion)),
      .identity = {.ophamin_version = identity.text_or("ophamin_version", ""),
                   .ophamin_git_commit = identity.text_or("ophamin_git_commit", ""),
                   .created_at = identity.has("created_at") ? identity.text("created_at") : now_utc()},
      .claim = read_claim(root.object("claim")),
      .preregistration = read_preregistration(root.object("preregistration")),
      .data = read_data(root.object_or_empty("data")),
      .verdict = read_verdict(root.object("verdict")),
      .reproduction = {.command = reproduction.text("command"),
                       .environment = reproduction.text_map("environment"),
                       .lineage_chain = reproduction.text_list("lineage_chain")},
      .provenance = root.free_map("provenance"),
      .signature = root.text_or("signature", "")};
  root.each("evidence", [&record](const ObjectReader& row) { record.evidence.push_back(read_evidence(row)); });
  if (const Json* attestation = json.find("attestation"); attestation != nullptr && attestation->is_object()) {
    record.attestation = attestation->as_object();
  }
  return record;
}

EmpiricalProofRecord load_proof(const std::filesystem::path& path) {
  return EmpiricalProofRecord::from_json(load_json(path), path.string());
}

void write_proof(const EmpiricalProofRecord& record, const std::filesystem::path& path) {
  storage::ensure_directory(path.parent_path());
  storage::write_file_atomic(path, pretty(record.to_json()));
}

}  // namespace ophamin::records
