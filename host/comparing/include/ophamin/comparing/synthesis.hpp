// SPDX-License-Identifier: Apache-2.0
//
// What a folder of proofs says taken together: counts of verdicts, and verdicts that changed from one revision of the
// system under test to another.
//
//   const auto rows = comparing::read_proof_rows(out / "proofs");
//   const auto summary = comparing::summarize(rows);
//   const auto family = comparing::correct(comparing::claims_of(rows), method, alpha);
//   comparing::write_summary(summary, family, out);
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/comparing/correction.hpp>
#include <ophamin/comparing/proof_rows.hpp>
#include <ophamin/records/json.hpp>

namespace ophamin::comparing {

using Counts = std::map<std::string, std::size_t>;

/// Two revisions under which proofs of one family reached different verdicts.
struct VerdictFlip {
  std::string family{};
  std::string commit_a{};  ///< sorts before commit_b; "<no-commit>" for an empty one
  std::string commit_b{};
  std::string verdict_a{};
  std::string verdict_b{};
  std::string proof_a{};  ///< proof ids
  std::string proof_b{};
};

struct CorpusSummary {
  std::size_t total = 0;  ///< files, undecodable ones too
  std::size_t n_decode_errors = 0;
  Counts by_verdict{};                                  ///< undecodable files count as ERROR
  Counts by_family{};                                   ///< decodable files
  std::map<std::string, Counts> by_substrate_commit{};  ///< the first 12 characters of the revision to counts of verdicts
  std::vector<VerdictFlip> verdict_flips{};
  std::vector<ProofRow> entries{};  ///< as given
};

/// Flips: within a family, each revision speaks by its first record in path order; every pair of revisions that disagrees
/// is a flip.
CorpusSummary summarize(std::span<const ProofRow> rows);

/// The whole summary.
records::JsonObject to_json(const CorpusSummary& summary);

/// Verdict distribution, family distribution, verdicts by revision, verdict flips, and multiplicity correction.
std::string to_markdown(const CorpusSummary& summary, const CorrectedFamily& family, std::string_view generated_at);

/// SUMMARY.json of a campaign: total, by_verdict, by_family, verdict_flips (their number), fwer {method, alpha,
/// family_size, n_with_p_value, n_rejections}.
records::JsonObject campaign_summary(const CorpusSummary& summary, const CorrectedFamily& family);

/// Writes SUMMARY.json and SUMMARY.md into `out_dir`, atomically; returns their paths in that order. Throws storage errors.
std::vector<std::filesystem::path> write_summary(const CorpusSummary& summary, const CorrectedFamily& family,
                                                 const std::filesystem::path& out_dir);

}  // namespace ophamin::comparing
