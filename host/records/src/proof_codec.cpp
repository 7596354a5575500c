// SPDX-License-Identifier: Apache-2.0
//
// The proof record to JSON and back: member names, their order on disk, and the defaults of missing ones.
#include <ophamin/records/proof.hpp>

#include "json_build.hpp"
#include "judgement_json.hpp"
#include "typed_reader.hpp"

namespace ophamin::records {
namespace {

Json optional_number(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

Json json_of(const Identity& identity) {
  return object({{"ophamin_version", identity.ophamin_version},
                 {"ophamin_git_commit", identity.ophamin_git_commit},
                 {"created_at", identity.created_at}});
}

Json json_of(const Claim& claim) {
  return object({{"statement", claim.statement},
                 {"operationalization", claim.operationalization},
                 {"threshold", json_of(claim.threshold)},
                 {"h0", claim.h0},
                 {"h1", claim.h1}});
}

Json json_of(const DatasetRef& dataset) {
  return object({{"name", dataset.name},
                 {"content_hash", dataset.content_hash},
                 {"n_records", dataset.n_records},
                 {"source", dataset.source},
                 {"kind", dataset.kind}});
}

Json json_of(const DataSection& data) {
  JsonArray datasets;
  datasets.reserve(data.datasets.size());
  for (const DatasetRef& dataset : data.datasets) datasets.push_back(json_of(dataset));
  return object({{"substrate_name", data.substrate_name},
                 {"substrate_git_commit", data.substrate_git_commit},
                 {"datasets", std::move(datasets)}});
}

Json json_of(const PillarEvidence& evidence) {
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

Json json_of(const Reproduction& reproduction) {
  return object({{"command", reproduction.command},
                 {"environment", text_map(reproduction.environment)},
                 {"lineage_chain", text_list(reproduction.lineage_chain)}});
}

Identity read_identity(ObjectReader& reader) {
  return {.ophamin_version = reader.text_or("ophamin_version", ""),
          .ophamin_git_commit = reader.text_or("ophamin_git_commit", ""),
          .created_at = reader.text_or("created_at", now_utc)};
}

Claim read_claim(ObjectReader& reader) {
  return {.statement = reader.text("statement"),
          .operationalization = reader.text("operationalization"),
          .threshold = reader.object("threshold", read_threshold),
          .h0 = reader.text("h0"),
          .h1 = reader.text("h1")};
}

DatasetRef read_dataset(ObjectReader& reader) {
  return {.name = reader.text("name"),
          .content_hash = reader.text("content_hash"),
          .n_records = reader.integer("n_records"),
          .source = reader.text("source"),
          .kind = reader.text_or("kind", "corpus")};
}

DataSection read_data(ObjectReader& reader) {
  DataSection data{.substrate_name = reader.text_or("substrate_name", ""),
                   .substrate_git_commit = reader.text_or("substrate_git_commit", "")};
  reader.each("datasets", data.datasets, read_dataset);
  return data;
}

PillarEvidence read_evidence(ObjectReader& reader) {
  return {.pillar = reader.text("pillar"),
          .statistic_name = reader.text("statistic_name"),
          .statistic_value = reader.number("statistic_value"),
          .library = reader.text("library"),
          .library_version = reader.text("library_version"),
          .effect_size = reader.number_or_null("effect_size"),
          .ci_low = reader.number_or_null("ci_low"),
          .ci_high = reader.number_or_null("ci_high"),
          .p_value = reader.number_or_null("p_value"),
          .cross_check = reader.parsed_or("cross_check", CrossCheck::kNotApplicable, parse_cross_check),
          .detail = reader.map_or_empty("detail")};
}

Reproduction read_reproduction(ObjectReader& reader) {
  return {.command = reader.text("command"),
          .environment = reader.text_map("environment"),
          .lineage_chain = reader.text_list("lineage_chain")};
}

}  // namespace

Json EmpiricalProofRecord::body() const {
  JsonArray rows;
  rows.reserve(evidence.size());
  for (const PillarEvidence& row : evidence) rows.push_back(json_of(row));
  return object({{"schema_version", schema_version},
                 {"identity", json_of(identity)},
                 {"claim", json_of(claim)},
                 {"preregistration", json_of(preregistration)},
                 {"data", json_of(data)},
                 {"evidence", std::move(rows)},
                 {"verdict", json_of(verdict)},
                 {"reproduction", json_of(reproduction)},
                 {"provenance", provenance}});
}

Json EmpiricalProofRecord::to_json() const {
  Json record = with_id_and_signature(body(), "proof_id", id(), signature);
  if (!attestation.empty()) record.as_object().append("attestation", attestation);
  return record;
}

EmpiricalProofRecord EmpiricalProofRecord::from_json(const Json& json, std::string_view file, LoadNotes* notes) {
  return read_record(json, file, notes, [](ObjectReader& root) {
    root.ignore("proof_id");
    EmpiricalProofRecord record{.schema_version = root.text_or("schema_version", kProofSchemaVersion),
                                .identity = root.object_or_empty("identity", read_identity),
                                .claim = root.object("claim", read_claim),
                                .preregistration = root.object("preregistration", read_preregistration),
                                .data = root.object_or_empty("data", read_data)};
    root.each("evidence", record.evidence, read_evidence);
    record.verdict = root.object("verdict", read_verdict);
    record.reproduction = root.object("reproduction", read_reproduction);
    record.provenance = root.map_or_empty("provenance");
    record.signature = root.text_or("signature", "");
    if (const JsonObject* attestation = root.filled_map("attestation")) record.attestation = *attestation;
    return record;
  });
}

}  // namespace ophamin::records
