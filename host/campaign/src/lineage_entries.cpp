// SPDX-License-Identifier: Apache-2.0
#include "lineage_entries.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include <ophamin/guests/json_bridge.hpp>
#include <ophamin/lineage/git_commit.hpp>
#include <ophamin/lineage/run_graph.hpp>
#include <ophamin/lineage/run_id.hpp>
#include <ophamin/version.hpp>

#include "diagnostic_codec.hpp"
#include "job_maker.hpp"

namespace ophamin::campaign {

using records::Json;
using records::JsonArray;
using records::JsonObject;

namespace {

JsonObject named_params(const std::string& use, const boost::json::object& params) {
  return {{"use", use}, {"params", guests::from_boost(params)}};
}

Json pillars_json(const std::vector<PillarEntry>& pillars) {
  JsonArray array;
  for (const auto& pillar : pillars) {
    auto entry = named_params(pillar.use, pillar.params);
    JsonObject columns;
    for (const auto& column : pillar.columns) {
      JsonArray fields;
      for (const auto& field : column.fields) fields.emplace_back(field);
      columns.set(column.role, Json(std::move(fields)));
    }
    entry.set("columns", Json(std::move(columns)));
    entry.set("stream", Json(pillar.stream));
    array.emplace_back(std::move(entry));
  }
  return Json(std::move(array));
}

Json scenario_json(const ScenarioEntry& scenario) {
  auto entry = named_params(scenario.use, scenario.params);
  entry.set("name", scenario.name);
  entry.set("corpus", scenario.corpus);
  entry.set("substrate", scenario.substrate);
  entry.set("n_cycles", scenario.n_cycles ? Json(*scenario.n_cycles) : Json(nullptr));
  entry.set("pillars", pillars_json(scenario.pillars));
  JsonObject grid;
  for (const auto& axis : scenario.sweep) {
    JsonArray values;
    for (const auto& value : axis.values) values.push_back(guests::from_boost(value));
    grid.set(axis.key, Json(std::move(values)));
  }
  entry.set("sweep", Json(std::move(grid)));
  return Json(std::move(entry));
}

Json texts(const std::vector<std::string>& items) {
  JsonArray array;
  for (const auto& item : items) array.emplace_back(item);
  return Json(std::move(array));
}

void set_finite(JsonObject& object, std::string_view key, double value) {
  if (std::isfinite(value)) object.set(key, Json(value));
}

}  // namespace

JsonObject campaign_config(const RunRequest& request) {
  const auto& manifest = *request.manifest;
  JsonObject substrates, corpora;
  for (const auto& entry : manifest.substrates) {
    auto substrate = named_params(entry.use, entry.params);
    substrate.set("cycle", guests::from_boost(entry.cycle));
    substrates.set(entry.name, Json(std::move(substrate)));
  }
  for (const auto& entry : manifest.corpora) corpora.set(entry.name, Json(named_params(entry.use, entry.params)));
  JsonArray scenarios;
  for (const auto& entry : manifest.scenarios) scenarios.push_back(scenario_json(entry));
  return {{"campaign", manifest.campaign.name},
          {"seed", Json(manifest.campaign.seed)},
          {"substrates", Json(std::move(substrates))},
          {"corpora", Json(std::move(corpora))},
          {"scenarios", Json(std::move(scenarios))},
          {"only", texts(request.only)},
          {"correction", Json(JsonObject{{"method", comparing::to_string(manifest.correction.method)},
                                         {"alpha", Json(manifest.correction.alpha)}})}};
}

JsonObject shard_config(const Shard& shard, const RunRequest& request) {
  auto job = job_as_written(shard, *request.manifest, request.verify_determinism).to_json();
  auto config = std::move(job.as_object());
  // Where the trace goes and what the shard is called decide nothing.
  for (const auto* key : {"id", "trace_file", "verify_determinism"}) config.erase(key);
  return config;
}

std::string shard_run_id(const Shard& shard, const JsonObject& config, std::string_view campaign_run_id) {
  const Json what(JsonObject{{"config", Json(config)}, {"sweep_point", guests::from_boost(point_object(shard.point))}});
  return lineage::make_child_run_id(what, campaign_run_id, shard.id);
}

lineage::RunEntry campaign_entry(const RunRequest& request, const std::string& run_id, const std::filesystem::path& out,
                                 const records::CampaignRecord& record, const std::vector<ShardOutcome>& shards,
                                 std::string_view outcome) {
  const auto& manifest = *request.manifest;
  lineage::RunEntry run;
  run.run_id = run_id;
  run.kind = "campaign";
  run.name = manifest.campaign.name;
  run.outcome = outcome;
  run.created_at = record.started_at;
  run.ophamin_version = kVersion;
  run.ophamin_git_commit = kGitCommit;
  run.folder = out;
  run.config = campaign_config(request);
  run.substrate = {{"name", record.target_name}, {"git_commit", record.target_git_commit}};
  std::size_t verdicts[3] = {};
  std::size_t errored = 0;
  for (const auto& shard : shards) {
    if (shard.proof) {
      ++verdicts[static_cast<std::size_t>(shard.proof->verdict.outcome)];
    } else {
      ++errored;
    }
  }
  if (outcome != "STARTED") {
    run.metrics = {{"n_shards", Json(shards.size())},
                   {"n_validated", Json(verdicts[static_cast<std::size_t>(records::Outcome::kValidated)])},
                   {"n_refuted", Json(verdicts[static_cast<std::size_t>(records::Outcome::kRefuted)])},
                   {"n_inconclusive", Json(verdicts[static_cast<std::size_t>(records::Outcome::kInconclusive)])},
                   {"n_errored", Json(errored)}};
  }
  const auto manifest_file = std::filesystem::absolute(manifest.file).lexically_normal();
  run.extra = {{"command", request.command},
               {"manifest", manifest_file.string()},
               {"manifest_git_commit", lineage::capture_git_commit(manifest_file)}};
  run.artifacts = {"plan.json"};
  if (!record.signature.empty()) {
    run.extra.set("campaign_id", record.id());
    run.artifacts.emplace_back("CAMPAIGN.json");
    for (const auto& phase : record.phases) {
      if (phase.wheel == "measuring") continue;  // The proofs are artifacts of the shards.
      for (const auto& path : phase.artifact_paths) run.artifacts.push_back(path);
    }
  }
  run.provenance = lineage::run_graph(run);
  return run;
}

lineage::RunEntry shard_entry(const Shard& shard, const ShardOutcome& ended, const RunRequest& request,
                              const std::string& campaign_run_id, const std::filesystem::path& out) {
  lineage::RunEntry run;
  run.config = shard_config(shard, request);
  run.run_id = shard_run_id(shard, run.config, campaign_run_id);
  run.parent_run_id = campaign_run_id;
  run.kind = "shard";
  run.name = shard.point.empty() ? shard.scenario.name : fmt::format("{} {}", shard.scenario.name, ended.point);
  run.ophamin_version = kVersion;
  run.ophamin_git_commit = kGitCommit;
  run.metrics = {{"cycles", Json(ended.cycles)}, {"failed_cycles", Json(ended.failed_cycles)}};
  set_finite(run.metrics, "seconds", ended.seconds);
  run.extra = {{"shard", shard.id},
               {"scenario", shard.scenario.name},
               {"sweep_point", guests::from_boost(point_object(shard.point))}};
  if (!ended.proof) {
    run.outcome = "ERRORED";
    run.created_at = records::now_utc();
    if (shard.substrate) run.substrate = {{"name", shard.substrate->use}};
    run.extra.set("errors", encode_diagnostics(ended.problems));
    run.provenance = lineage::run_graph(run);
    return run;
  }
  const auto& proof = *ended.proof;
  run.outcome = records::to_string(proof.verdict.outcome);
  run.created_at = proof.identity.created_at;
  run.proof_id = proof.id();
  run.observed_value = proof.verdict.observed_value;
  set_finite(run.metrics, "observed_value", proof.verdict.observed_value);
  run.substrate = {{"name", proof.data.substrate_name}, {"git_commit", proof.data.substrate_git_commit}};
  for (const auto& dataset : proof.data.datasets) {
    run.datasets.push_back({.path = dataset.source,
                            .content_hash = dataset.content_hash,
                            .kind = dataset.kind,
                            .name = dataset.name,
                            .n_records = dataset.n_records});
  }
  run.artifacts = {std::filesystem::relative(ended.bundle / "proof.json", out).generic_string()};
  run.extra.set("preregistration", Json(JsonObject{{"config_hash", proof.preregistration.config_hash},
                                                   {"data_hash", proof.preregistration.data_hash},
                                                   {"preregistered_at", proof.preregistration.preregistered_at}}));
  run.provenance = lineage::run_graph(run);
  return run;
}

}  // namespace ophamin::campaign
