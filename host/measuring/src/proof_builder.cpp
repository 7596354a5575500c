// SPDX-License-Identifier: Apache-2.0
#include <ophamin/measuring/proof_builder.hpp>

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/guests/json_bridge.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/provenance.hpp>
#include <ophamin/version.hpp>

#include "wire.hpp"

namespace ophamin::measuring {

using records::Json;
using records::JsonObject;

namespace {

records::DatasetRef dataset_of(const Statement& statement, const records::Preregistration& preregistration,
                               const ShardResult& result) {
  records::DatasetRef dataset;
  dataset.name = statement.corpus_name;
  dataset.content_hash = preregistration.data_hash;
  dataset.n_records = static_cast<std::int64_t>(result.corpus_records);
  dataset.source = statement.corpus_source;
  if (!statement.corpus_kind.empty()) dataset.kind = statement.corpus_kind;
  return dataset;
}

/// "events_NAME"; a second stream of the same pillar is "events_NAME_2".
std::string events_name(const ShardResult& result, std::size_t index) {
  const auto& name = result.events[index].pillar;
  std::size_t twins = 1;
  for (std::size_t i = 0; i < index; ++i) twins += result.events[i].pillar == name ? 1 : 0;
  return twins == 1 ? "events_" + name : fmt::format("events_{}_{}", name, twins);
}

std::uint64_t skipped_records(const ShardResult& result) {
  std::uint64_t total = 0;
  for (const auto& [reason, count] : result.skipped) total += count;
  return total;
}

JsonObject counts_of(const std::vector<std::pair<std::string, std::uint64_t>>& counts) {
  JsonObject object;
  for (const auto& [reason, count] : counts) object.set(reason, wire::from_natural(count));
  return object;
}

/// As PROV-JSON has it: scalars and lists of texts as they are, anything deeper as its canonical text.
Json plain(const Json& value) {
  const bool texts = value.is_array() && std::all_of(value.as_array().begin(), value.as_array().end(), [](const Json& item) { return item.is_string(); });
  return texts || (!value.is_array() && !value.is_object()) ? value : Json(records::canonical(value));
}

/// What the substrate is: its version, its kind, and the parameters that the manifest gives it.
std::vector<records::ProvenanceBuilder::Attribute> metadata_of(const ProofInputs& inputs) {
  std::vector<records::ProvenanceBuilder::Attribute> attributes{{"role", Json("substrate_under_test")}};
  if (!inputs.job.substrate || inputs.statement.is_static) return attributes;
  attributes.emplace_back("component", Json(inputs.job.substrate->use));
  attributes.emplace_back("git_commit", Json(inputs.statement.substrate_revision));
  if (!inputs.statement.substrate_kind.empty()) attributes.emplace_back("kind", Json(inputs.statement.substrate_kind));
  if (!inputs.job.substrate->params.empty()) {
    attributes.emplace_back("parameters", Json(records::canonical(guests::from_boost(inputs.job.substrate->params))));
  }
  return attributes;
}

JsonObject provenance_of(const ProofInputs& inputs, const records::DatasetRef& dataset, const std::string& substrate) {
  const auto& result = inputs.result;
  const auto corpus = "corpus:" + dataset.name;
  const auto proof = "proof:" + inputs.job.scenario_name;
  const auto activity = "scenario:" + inputs.job.scenario_name;
  const auto natural = [](std::uint64_t value) { return wire::from_natural(value); };

  records::ProvenanceBuilder graph;
  graph.agent("ophamin", {{"role", Json("experimentation_framework")}, {"version", Json(kVersion)}});
  graph.agent(substrate, metadata_of(inputs));
  std::vector<records::ProvenanceBuilder::Attribute> data{{"content_hash", Json(dataset.content_hash)},
                                                          {"n_records", Json(dataset.n_records)},
                                                          {"kind", Json(dataset.kind)}};
  if (!inputs.statement.corpus_revision.empty()) data.emplace_back("revision", Json(inputs.statement.corpus_revision));
  if (!inputs.reference_hash.empty()) data.emplace_back("reference_hash", Json(inputs.reference_hash));
  graph.entity(corpus, std::move(data));
  graph.entity(proof);
  std::vector<records::ProvenanceBuilder::Attribute> attributes{{"target", Json(substrate)},
                                                                {"n_cycles", natural(result.cycles)},
                                                                {"n_cycles_planned", natural(result.planned)},
                                                                {"n_cycles_failed", natural(result.failed)},
                                                                {"n_records_selected", natural(result.selected)},
                                                                {"n_records_invalid_utf8", natural(result.invalid_utf8)},
                                                                {"n_records_skipped", natural(skipped_records(result))},
                                                                {"stopped_early", Json(result.stopped_early)},
                                                                {"shard", Json(inputs.job.id)},
                                                                {"seed", Json(fmt::format("{}", inputs.job.seed))},
                                                                {"preregistration_attempt", Json(inputs.attempt)},
                                                                {"pillar_calls", natural(result.pillar_calls)},
                                                                {"cycle_timing", Json(result.timing)},
                                                                {"substrate_ns", natural(result.substrate_ns)},
                                                                {"determinism_verified", Json(result.determinism_verified)}};
  if (result.resource_profile) attributes.emplace_back("instrumented", Json(true));
  if (!inputs.data_hash_source.empty()) attributes.emplace_back("data_hash_source", Json(inputs.data_hash_source));
  for (std::size_t i = 0; i < result.events.size(); ++i) {
    attributes.emplace_back(events_name(result, i), natural(result.events[i].count));
  }
  if (!inputs.lineage.empty()) attributes.emplace_back("run_id", Json(inputs.lineage.front()));
  graph.activity(activity, attributes);
  graph.used(activity, corpus);
  graph.was_associated_with(activity, "ophamin");
  graph.was_associated_with(activity, substrate);
  graph.was_generated_by(proof, activity);
  graph.was_attributed_to(proof, substrate);
  graph.was_derived_from(proof, corpus);
  // Beyond the reference, and after it, so that its relations keep their numbers.
  if (!result.substrate_state.empty()) {
    const auto state = "state:" + substrate;
    std::vector<records::ProvenanceBuilder::Attribute> members;
    for (const auto& member : result.substrate_state) members.emplace_back(member.key, plain(member.value));
    graph.entity(state, members);
    graph.was_generated_by(state, activity);
    graph.was_attributed_to(state, substrate);
  }
  for (const auto* plugin : inputs.plugins) {
    const auto agent = "plugin:" + plugin->id;
    graph.agent(agent, {{"role", Json("plugin")}, {"version", Json(plugin->version)}, {"sha256", Json(plugin->sha256)}});
    graph.was_associated_with(activity, agent);
    graph.acted_on_behalf_of(agent, "ophamin");
  }
  for (std::size_t i = 1; i < inputs.lineage.size(); ++i) {
    const auto parent = "run:" + inputs.lineage[i];
    graph.activity(parent);
    graph.was_informed_by(activity, parent);
  }
  return graph.build();
}

/// The host's rule, with the scenario's words, and what a reader must know beside the number.
records::Verdict verdict_of(const ProofInputs& inputs) {
  const auto& result = inputs.result;
  auto verdict = records::Verdict::decide(result.observed, inputs.statement.claim.threshold, result.inconclusive.has_value(),
                                          result.inconclusive ? *result.inconclusive : result.reasoning);
  if (result.stopped_early) {
    verdict.reasoning += fmt::format("; stopped after {} of {} planned cycles by the pre-registered rule", result.cycles,
                                     result.planned);
  }
  return verdict;
}

/// Run-wide facts that no statistic carries go beside the first row.
void add_run_detail(records::PillarEvidence& row, const ShardResult& result) {
  JsonObject run{{"cycles", wire::from_natural(result.cycles)}, {"failed", wire::from_natural(result.failed)}};
  if (!result.failures.empty()) run.set("failures", Json(counts_of(result.failures)));
  if (!result.skipped.empty()) run.set("skipped_records", Json(counts_of(result.skipped)));
  if (!result.substrate_state.empty()) run.set("substrate_state", Json(result.substrate_state));
  if (!result.contract_remarks.empty()) {
    records::JsonArray remarks;
    for (const auto& remark : result.contract_remarks) {
      remarks.push_back(Json(JsonObject{{"field_name", remark.field},
                                        {"kind", to_string(remark.kind)},
                                        {"detail", fmt::format("expected {}, found {}", remark.expected, remark.found)}}));
    }
    run.set("field_contract", Json(std::move(remarks)));
  }
  for (std::size_t i = 0; i < result.events.size(); ++i) {
    records::JsonArray events;
    for (const auto& event : result.events[i].kept) {
      events.push_back(Json(JsonObject{{"row", wire::from_natural(event.row)}, {"name", event.name}, {"value", Json(event.value)}}));
    }
    run.set(events_name(result, i), Json(std::move(events)));
  }
  if (result.resource_profile) {
    auto profile = *result.resource_profile;
    profile.erase("per_cycle");  // In the campaign's folder; a record says what all cycles cost.
    run.set("instrumenting", Json(std::move(profile)));
  }
  row.detail.set("run", Json(std::move(run)));
}

}  // namespace

records::EmpiricalProofRecord build_proof(const ProofInputs& inputs, const records::SigningKey& key) {
  records::EmpiricalProofRecord record;
  record.identity.ophamin_version = kVersion;
  record.identity.ophamin_git_commit = kGitCommit;
  record.claim = inputs.statement.claim;
  record.preregistration = inputs.preregistration;
  record.data.substrate_name = inputs.statement.substrate_name;
  // A static question is about its data: their hash is the version where there is no better one.
  record.data.substrate_git_commit = inputs.statement.substrate_revision.empty()
                                         ? "sha256:" + inputs.preregistration.data_hash
                                         : inputs.statement.substrate_revision;
  const auto dataset = dataset_of(inputs.statement, inputs.preregistration, inputs.result);
  record.data.datasets = {dataset};
  record.evidence = inputs.result.evidence;
  add_run_detail(record.evidence.front(), inputs.result);
  record.verdict = verdict_of(inputs);
  record.reproduction.command = inputs.command;
  record.reproduction.environment = inputs.environment;
  record.reproduction.lineage_chain = inputs.lineage;
  record.provenance = provenance_of(inputs, dataset, record.data.substrate_name);
  record.identity.created_at = records::now_utc();

  const auto problems = record.validate();
  if (!problems.empty()) {
    throw diagnostics::Error({.code = diagnostics::ErrorCode::kRecordValidationError,
                              .message = fmt::format("the record of shard {} is not well-formed and was not signed: {}",
                                                     inputs.job.id, fmt::join(problems, "; ")),
                              .expected = "a record that passes its own checklist",
                              .mend = "mend the plugin that gave the part complained of"});
  }
  record.sign(key);
  return record;
}

}  // namespace ophamin::measuring
