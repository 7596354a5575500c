// SPDX-License-Identifier: Apache-2.0
//
// The proofs below a folder, one row each: what synthesis and correction look at, without keeping whole records.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <ophamin/comparing/correction.hpp>

namespace ophamin::comparing {

/// One file. If `error` is set the file could not be decoded, and only path, family and verdict ("ERROR") mean anything.
struct ProofRow {
  std::filesystem::path path{};  ///< relative to the folder
  std::string proof_id{};        ///< recomputed from the body
  std::string verdict{};
  std::string family{};
  std::string schema_version{};
  std::string claim_statement{};
  std::string substrate_name{};
  std::string substrate_commit{};
  std::optional<double> p_value{};  ///< the smallest of the evidence
  std::string error{};
};

/// Reads every file that may be a proof (records::RecordWalk); one that cannot be decoded becomes a row with an error. Throws
/// diagnostics::Error (kInputInvalid) if `directory` is no folder.
std::vector<ProofRow> read_proof_rows(const std::filesystem::path& directory);

/// The claims to correct: one per proof id, in path order, undecodable files left out.
std::vector<ClaimInput> claims_of(std::span<const ProofRow> rows);

}  // namespace ophamin::comparing
