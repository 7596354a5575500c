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

/// Files that may be proofs: every *.json below `directory`, sorted by path components, but for `diagnosis.json`, what
/// lies in a folder `llm_calls`, what lies beside a `proof.json` (the further files of a bundle, so not what has the name of
/// a proof in the flat layout), and what begins with a dot (folders that are being prepared). Relative to `directory`. Throws diagnostics::Error (kInputInvalid) if it is no
/// folder.
std::vector<std::filesystem::path> proof_files(const std::filesystem::path& directory);

/// The family of a file: for `proof.json` in a bundle the folder of its scenario, otherwise the file's stem up to its
/// first `_`.
std::string proof_family(const std::filesystem::path& path);

/// Reads every file; one that cannot be decoded becomes a row with an error.
std::vector<ProofRow> read_proof_rows(const std::filesystem::path& directory);

/// The claims to correct: one per proof id, in path order, undecodable files left out.
std::vector<ClaimInput> claims_of(std::span<const ProofRow> rows);

}  // namespace ophamin::comparing
