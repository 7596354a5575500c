// SPDX-License-Identifier: Apache-2.0
#include <ophamin/comparing/proof_rows.hpp>

#include <algorithm>
#include <system_error>
#include <unordered_set>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/bundle.hpp>
#include <ophamin/records/codec.hpp>
#include <ophamin/records/proof.hpp>

namespace ophamin::comparing {
namespace {

namespace fs = std::filesystem;
using diagnostics::Diagnostic;
using diagnostics::Error;
using diagnostics::ErrorCode;

[[noreturn]] void refuse(const fs::path& directory, const std::string& reason) {
  throw Error(Diagnostic{.code = ErrorCode::kInputInvalid,
                         .message = fmt::format("the proofs in {} cannot be listed: {}", directory.string(), reason),
                         .expected = "a folder",
                         .place = {.file = directory.string()}});
}

bool is_skipped(const fs::path& relative) {
  if (relative.extension() != ".json" || relative.filename() == "diagnosis.json") return true;
  return std::any_of(relative.begin(), relative.end(),
                     [](const fs::path& part) { return part == "llm_calls" || part.native().starts_with('.'); });
}

ProofRow read_row(const fs::path& directory, const fs::path& relative) {
  ProofRow row{.path = relative, .verdict = "ERROR", .family = proof_family(relative)};
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

std::vector<fs::path> proof_files(const fs::path& directory) {
  std::error_code error;
  if (!fs::is_directory(directory, error)) refuse(directory, error ? error.message() : "it is no folder");
  std::vector<fs::path> found;
  fs::recursive_directory_iterator walk(directory, error);
  for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error)) {
    if (!walk->is_regular_file(error)) continue;
    fs::path relative = walk->path().lexically_relative(directory);
    if (!is_skipped(relative)) found.push_back(std::move(relative));
  }
  if (error) refuse(directory, error.message());

  std::unordered_set<std::string> bundles;
  for (const fs::path& path : found)
    if (path.filename() == "proof.json") bundles.insert(path.parent_path().native());
  std::erase_if(found, [&](const fs::path& path) {
    return path.filename() != "proof.json" && !records::is_flat_proof_name(path.filename().native()) &&
           bundles.contains(path.parent_path().native());
  });
  std::sort(found.begin(), found.end());
  return found;
}

std::string proof_family(const fs::path& path) {
  const std::string stem = path.stem().string();
  if (stem == "proof") {
    const fs::path scenario = path.parent_path().parent_path().filename();
    if (!scenario.empty()) return scenario.string();
  }
  return stem.substr(0, stem.find('_'));
}

std::vector<ProofRow> read_proof_rows(const fs::path& directory) {
  std::vector<ProofRow> rows;
  for (const fs::path& path : proof_files(directory)) rows.push_back(read_row(directory, path));
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
