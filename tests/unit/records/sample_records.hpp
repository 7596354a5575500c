// SPDX-License-Identifier: Apache-2.0
//
// Records as a campaign would make them, with everything fixed.
#pragma once

#include <ophamin/records/campaign_record.hpp>
#include <ophamin/records/proof.hpp>
#include <ophamin/records/provenance.hpp>

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

}  // namespace ophamin::test
