// SPDX-License-Identifier: Apache-2.0
#include <ophamin/comparing/proof_rows.hpp>

#include <unordered_set>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/codec.hpp>
#include <ophamin/records/record_walk.hpp>

namespace ophamin::comparing {
namespace {

namespace fs = std::filesystem;
using diagnostics::Error;

ProofRow read_row(const fs::path& directory, const fs::path& relative) {
  ProofRow row{.path = relative, .verdict = "ERROR", .family = records::record_family(relative)};
  try {
    const records::EmpiricalProofRecord record = records::load<records::EmpiricalProofRecord>(directory / relative);
    row.proof_id = record.id();
    row.verdict = to_string(record.verdict.outcome);
    row.schema_version = record.schema_version;
    row.claim_statement = record.claim.statement;
    row.substrate_name = record.data.substrate_name;
    row.substrate_commit = record.data.substrate_git_commit;
    for (const records::PillarEvidence& evidence : record.evidence)
      if (evidence.p_value && (!row.p_value || *evidence.p_value < *row.p_value)) row.p_value = evidence.p_value;
  } catch (const Error& error) {
    row.error = error.diagnostics().empty() ? error.what() : error.diagnostics().front().message;
  }
  return row;
}

}  // namespace

std::vector<ProofRow> read_proof_rows(const fs::path& directory) {
  std::vector<ProofRow> rows;
  records::RecordWalk walk(directory, {.kind = records::RecordKind::kProof});
  while (const auto entry = walk.next()) {
    const fs::path relative = entry->path.lexically_relative(directory);
    if (entry->error.empty()) {
      rows.push_back(read_row(directory, relative));
    } else {
      rows.push_back({.path = relative, .verdict = "ERROR", .family = records::record_family(relative), .error = entry->error});
    }
  }
  return rows;
}

std::vector<ClaimInput> claims_of(std::span<const ProofRow> rows) {
  std::vector<ClaimInput> claims;
  std::unordered_set<std::string> known;
  for (const ProofRow& row : rows)
    if (row.error.empty() && known.insert(row.proof_id).second)
      claims.push_back({.claim_id = row.proof_id, .verdict = row.verdict, .p_value = row.p_value});
  return claims;
}

}  // namespace ophamin::comparing
