// SPDX-License-Identifier: Apache-2.0
//
// The checklist of a well-formed proof. The order of the problems is part of the format.
#include <fmt/format.h>
#include <ophamin/records/proof.hpp>

#include "blank.hpp"
#include "checklist.hpp"

namespace ophamin::records {
namespace {

using Problems = std::vector<std::string>;

void check_claim(const Claim& claim, Problems& problems) {
  if (is_blank(claim.statement)) problems.push_back("claim.statement is empty");
  if (is_blank(claim.h0) || is_blank(claim.h1)) {
    problems.push_back("claim must state both hypotheses: claim.h0 and claim.h1");
  }
}

void check_lock(const std::string& preregistered_at, const std::string& created_at, Problems& problems) {
  const auto registered = parse_timestamp(preregistered_at);
  const auto created = parse_timestamp(created_at);
  // Without an offset on both or on neither the two cannot be ordered.
  if (!registered || !created || registered->has_offset != created->has_offset) {
    problems.push_back(fmt::format(
        "preregistration.preregistered_at '{}' and identity.created_at '{}' are not ISO timestamps that can be compared",
        preregistered_at, created_at));
  } else if (registered->microseconds > created->microseconds) {
    problems.push_back(fmt::format(
        "pre-registration lock violated: preregistration.preregistered_at '{}' is later than identity.created_at '{}'",
        preregistered_at, created_at));
  }
}

void check_data(const DataSection& data, Problems& problems) {
  if (data.datasets.empty()) problems.push_back("data.datasets: no datasets; a proof needs real data");
  for (const DatasetRef& dataset : data.datasets) {
    if (dataset.content_hash.empty()) {
      problems.push_back(fmt::format("dataset '{}' has no content hash", dataset.name));
    }
    if (dataset.n_records <= 0) {
      problems.push_back(fmt::format("dataset '{}' n_records <= 0 ({})", dataset.name, dataset.n_records));
    }
  }
  if (data.substrate_git_commit.empty()) {
    problems.push_back("data.substrate_git_commit is empty; the substrate must be versioned");
  }
}

void check_evidence(const std::vector<PillarEvidence>& evidence, Problems& problems) {
  if (evidence.empty()) problems.push_back("evidence: no pillar evidence");
  for (const PillarEvidence& row : evidence) {
    if (row.library.empty() || row.library_version.empty()) {
      problems.push_back(fmt::format("evidence '{}/{}' lacks attribution: library and library_version are required",
                                     row.pillar, row.statistic_name));
    }
  }
}

}  // namespace

std::vector<std::string> EmpiricalProofRecord::validate() const {
  Problems problems;
  check_claim(claim, problems);
  if (preregistration.config_hash.empty()) problems.push_back("preregistration.config_hash is empty");
  if (preregistration.data_hash.empty()) problems.push_back("preregistration.data_hash is empty");
  check_lock(preregistration.preregistered_at, identity.created_at, problems);
  check_data(data, problems);
  check_evidence(evidence, problems);
  check_verdict(verdict, problems);
  if (is_blank(reproduction.command)) problems.push_back("reproduction.command is empty");
  if (reproduction.environment.empty()) {
    problems.push_back("reproduction.environment is empty; the environment lock is required");
  }
  if (identity.ophamin_version.empty()) problems.push_back("identity.ophamin_version is empty");
  return problems;
}

}  // namespace ophamin::records
