// SPDX-License-Identifier: Apache-2.0
//
// Records as a campaign would make them, with everything fixed.
#pragma once

#include <ophamin/records/audit_record.hpp>
#include <ophamin/records/campaign_record.hpp>
#include <ophamin/records/drift_scan.hpp>
#include <ophamin/records/proof.hpp>
#include <ophamin/records/provenance.hpp>
#include <ophamin/records/regression_alert.hpp>

namespace ophamin::test {

inline const std::string kHash(64, 'a');

/// A well-formed, unsigned proof that uses every member, with odd characters and numbers.
inline records::EmpiricalProofRecord sample_proof() {
  using namespace records;
  const Threshold threshold{
      .metric = "fidelity", .comparator = Comparator::kAtLeast, .value = 0.9, .units = "share"};
  EmpiricalProofRecord proof;
  proof.identity = {.ophamin_version = "0.1.0",
                    .ophamin_git_commit = "0123abc",
                    .created_at = "2026-05-15T00:07:58.130424+00:00"};
  proof.claim = {.statement = "Records come back identical: \"caf\xC3\xA9\" \xF0\x9F\x9A\x80",
                 .operationalization = "share of identical records\tper run",
                 .threshold = threshold,
                 .h0 = "share < 0.9",
                 .h1 = "share >= 0.9"};
  proof.preregistration = {.config_hash = kHash,
                           .data_hash = kHash,
                           .analysis_plan = "Wilson interval, n = 1000",
                           .sweep_grid = {{"level", JsonArray{1, 6, 9}}, {"scale", 0.5}},
                           .preregistered_at = "2026-05-15T00:07:57+00:00"};
  proof.data = {.substrate_name = "zlib",
                .substrate_git_commit = "1.2.13",
                .datasets = {{.name = "sources", .content_hash = kHash, .n_records = 1000, .source = "host/**/*.cpp"}}};
  proof.evidence = {{.pillar = "stats.proportion",
                     .statistic_name = "share",
                     .statistic_value = 1.0,
                     .library = "ophamin",
                     .library_version = "0.1.0",
                     .effect_size = 0.1,
                     .ci_low = 0.9961,
                     .ci_high = 1.0,
                     .cross_check = CrossCheck::kPassed,
                     .detail = {{"n", 1000}, {"tiny", 5e-324}, {"big", Json::big_integer(std::string(30, '7'))}}},
                    {.pillar = "O.spc",
                     .statistic_name = "violations",
                     .statistic_value = 3.0,
                     .library = "ophamin",
                     .library_version = "0.1.0",
                     .p_value = 1e-05}};
  proof.verdict = Verdict::decide(1.0, threshold);
  proof.reproduction = {.command = "ophamin-host run manifests/quickstart.toml",
                        .environment = {{"compiler", "g++ 12.2"}, {"platform", "Linux x86_64"}},
                        .lineage_chain = {"campaign", "shard 1"}};
  proof.provenance = scenario_provenance({.ophamin_version = "0.1.0",
                                          .substrate = "zlib",
                                          .scenario = "round-trip-fidelity",
                                          .target = "entity",
                                          .n_cycles = 1000,
                                          .dataset = {.name = "sources", .content_hash = kHash, .n_records = 1000}});
  return proof;
}

inline records::CampaignRecord sample_campaign() {
  using namespace records;
  CampaignRecord campaign;
  campaign.target_name = "zlib";
  campaign.target_git_commit = "1.2.13";
  campaign.started_at = "2026-05-15T00:00:00+00:00";
  campaign.completed_at = "2026-05-15T00:01:00.5+00:00";
  campaign.ophamin_version = "0.1.0";
  campaign.phases = {
      {.wheel = "seeing",
       .started_at = "2026-05-15T00:00:00+00:00",
       .completed_at = "2026-05-15T00:00:01+00:00",
       .status = PhaseStatus::kSkipped,
       .error = "the substrate has no source tree"},
      {.wheel = "measuring",
       .started_at = "2026-05-15T00:00:01+00:00",
       .completed_at = "2026-05-15T00:00:59+00:00",
       .status = PhaseStatus::kOk,
       .artifact_paths = {"proofs/scientific/round-trip-fidelity/a/proof.json", "proofs/b.json"},
       .summary = {{"n_validated", 2}, {"n_errored", 0}, {"errors", JsonArray{"a | b"}}}},
      {.wheel = "reporting",
       .started_at = "2026-05-15T00:00:59+00:00",
       .completed_at = "2026-05-15T00:01:00+00:00",
       .status = PhaseStatus::kFailed,
       .error = std::string(200, 'x')}};
  campaign.corrected_verdicts = {{kHash, "VALIDATED"}};
  campaign.multiplicity_correction_method = "holm";
  return campaign;
}

inline records::Claim sample_claim(std::string metric, records::Comparator comparator, double value) {
  return {.statement = "It stays so.",
          .operationalization = "counted",
          .threshold = {.metric = std::move(metric), .comparator = comparator, .value = value},
          .h0 = "it does not",
          .h1 = "it does"};
}

/// Three tools: one with findings, one that is not there, one that failed. Without a verdict.
inline records::AuditRecord sample_audit() {
  using namespace records;
  AuditRecord audit;
  audit.identity = {.ophamin_version = "0.1.0",
                    .ophamin_git_commit = "0123abc",
                    .captured_at = "2026-05-15T00:05:00.130424+00:00"};
  audit.target_path = "/srv/tools";
  audit.target_content_hash = kHash;
  PillarResult ruff{.pillar_name = "ruff",
                    .tool_name = "ruff",
                    .tool_version = "ruff 0.4.4",
                    .target_path = "/srv/tools",
                    .raw_stdout_bytes = 812,
                    .exit_code = 0,
                    .wall_time_s = 0.09183362500334624};
  ruff.findings = {{.pillar_name = "ruff",
                    .rule_id = "E501",
                    .severity = Severity::kHigh,
                    .message = "line too long, \"caf\xC3\xA9\"",
                    .path = "a.py",
                    .line = 41,
                    .column = 101,
                    .extra = {{"url", "https://example.org/E501"}, {"confidence", 60}}},
                   {.pillar_name = "ruff", .rule_id = "W291", .severity = Severity::kMedium, .path = "b.py", .line = 3},
                   {.pillar_name = "ruff", .rule_id = "W291", .severity = Severity::kMedium, .path = "a.py", .line = 9}};
  audit.pillars = {ruff,
                   {.pillar_name = "bandit",
                    .tool_name = "bandit",
                    .status = std::string(kPillarUnavailable),
                    .error_message = "bandit is not installed"},
                   {.pillar_name = "mypy",
                    .tool_name = "mypy",
                    .tool_version = "mypy 1.10",
                    .status = std::string(kPillarError),
                    .raw_stderr_bytes = 120,
                    .exit_code = 2,
                    .wall_time_s = 1.0,
                    .extra = {{"python", "3.11"}}}};
  audit.summary = AuditSummary::of(audit.pillars);
  audit.reproduction_command = "ophamin audit /srv/tools";
  return audit;
}

inline records::RegressionAlertRecord sample_alert() {
  using namespace records;
  RegressionAlertRecord alert;
  alert.before_root = "before";
  alert.after_root = "after";
  alert.n_before = 3;
  alert.n_after = 2;
  alert.generated_at = "2026-05-16T09:00:00+00:00";
  alert.ophamin_version = "0.1.0";
  alert.transitions = {{.pair_key = "roundtrip|share|>=|0.999",
                        .family = "roundtrip",
                        .threshold_metric = "share",
                        .before_verdict = "VALIDATED",
                        .before_observed = 1.0,
                        .before_commit = "3f2a9c1",
                        .before_path = "before/roundtrip_a.json",
                        .after_verdict = "REFUTED",
                        .after_observed = 0.9971,
                        .after_commit = "9c01d2e0123456789",
                        .after_path = "after/roundtrip_a.json",
                        .transition_class = "regression"},
                       {.pair_key = "speed|p95|<=|0.05",
                        .family = "speed",
                        .threshold_metric = "p95",
                        .before_verdict = "REFUTED",
                        .before_observed = 0.061,
                        .after_verdict = "VALIDATED",
                        .after_observed = 2.9e-05,
                        .transition_class = "recovery"}};
  alert.unmatched_in_before = {"before/ratio_a.json"};
  return alert;
}

/// Without a verdict.
inline records::DriftScan sample_scan() {
  using namespace records;
  DriftScan scan;
  scan.ophamin_version = "0.1.0";
  scan.ophamin_git_commit = "0123abc";
  scan.captured_at = "2026-05-15T00:05:00+00:00";
  scan.detector_name = "adwin";
  scan.detector_config = {{"delta", 0.002}, {"clock", 32}};
  scan.stream_name = "cycle_seconds";
  scan.n_samples = 300;
  scan.stream_hash = kHash;
  scan.events = {{.sample_index = 120, .detector_name = "adwin", .value_at_event = 2.0, .detail = {{"width", 64}}},
                 {.sample_index = 250, .detector_name = "adwin", .value_at_event = 1e-07}};
  return scan;
}

/// One record of every kind and version, as they are in files, signed with the published key of its kind.
inline std::vector<records::Json> sample_records() {
  using namespace records;
  AuditRecord gated = sample_audit();
  gated.attach_pre_registration(sample_claim("total_findings", Comparator::kAtMost, 5.0), 3.0);
  AuditRecord old_audit = sample_audit();
  old_audit.schema_version = "audit/1.0";
  CampaignRecord old_campaign = sample_campaign();
  old_campaign.schema_version = "1.0";
  DriftScan gated_scan = sample_scan();
  gated_scan.attach_pre_registration(sample_claim("n_drift_events", Comparator::kAtMost, 0.0));
  DriftScan old_scan = sample_scan();
  old_scan.schema_version = 1;
  std::vector<Json> all;
  const auto add = [&all](auto record, std::string_view key) {
    record.sign(SigningKey::from_bytes(key));
    all.push_back(record.to_json());
  };
  add(sample_proof(), kPublishedRecordKey);
  add(gated, kPublishedAuditKey);
  add(old_audit, kPublishedAuditKey);
  add(sample_campaign(), kPublishedRecordKey);
  add(old_campaign, kPublishedRecordKey);
  add(sample_alert(), kPublishedRecordKey);
  add(gated_scan, kPublishedDriftKey);
  add(old_scan, kPublishedDriftKey);
  return all;
}

}  // namespace ophamin::test
