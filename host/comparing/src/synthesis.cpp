// SPDX-License-Identifier: Apache-2.0
#include <ophamin/comparing/synthesis.hpp>

#include <utility>

#include <fmt/format.h>

#include <ophamin/records/canonical.hpp>
#include <ophamin/records/markdown.hpp>
#include <ophamin/records/timestamp.hpp>
#include <ophamin/storage/files.hpp>

namespace ophamin::comparing {
namespace {

constexpr std::size_t kShownCommit = 12;
constexpr std::string_view kNoCommit = "<no-commit>";

std::string commit_name(const std::string& commit) { return commit.empty() ? std::string(kNoCommit) : commit; }

std::string short_commit(const std::string& commit) {
  if (commit.empty()) return std::string(kNoCommit);
  std::size_t end = commit.size();
  std::size_t characters = 0;
  for (std::size_t i = 0; i < commit.size(); ++i) {
    if ((static_cast<unsigned char>(commit[i]) & 0xC0U) == 0x80U) continue;
    if (characters++ == kShownCommit) {
      end = i;
      break;
    }
  }
  return commit.substr(0, end);
}

std::vector<VerdictFlip> find_flips(std::span<const ProofRow> rows) {
  std::map<std::string, std::map<std::string, const ProofRow*>> first_of;
  for (const ProofRow& row : rows)
    if (row.error.empty()) first_of[row.family].try_emplace(commit_name(row.substrate_commit), &row);
  std::vector<VerdictFlip> flips;
  for (const auto& [family, by_commit] : first_of) {
    for (auto a = by_commit.begin(); a != by_commit.end(); ++a) {
      for (auto b = std::next(a); b != by_commit.end(); ++b) {
        if (a->second->verdict == b->second->verdict) continue;
        flips.push_back({.family = family,
                         .commit_a = a->first,
                         .commit_b = b->first,
                         .verdict_a = a->second->verdict,
                         .verdict_b = b->second->verdict,
                         .proof_a = a->second->proof_id,
                         .proof_b = b->second->proof_id});
      }
    }
  }
  return flips;
}

records::JsonObject counts_json(const Counts& counts) {
  records::JsonObject object;
  for (const auto& [name, count] : counts) object.append(name, count);
  return object;
}

records::JsonObject row_json(const ProofRow& row) {
  if (!row.error.empty()) return {{"path", row.path.generic_string()}, {"verdict", row.verdict}, {"error", row.error}};
  return {{"path", row.path.generic_string()},
          {"proof_id", row.proof_id},
          {"verdict", row.verdict},
          {"family", row.family},
          {"schema_version", row.schema_version},
          {"claim_statement", row.claim_statement},
          {"substrate_name", row.substrate_name},
          {"substrate_git_commit", row.substrate_commit},
          {"p_value", row.p_value ? records::Json(*row.p_value) : records::Json(nullptr)}};
}

void append_counts(std::string& text, std::string_view heading, std::string_view column, const Counts& counts) {
  text += fmt::format("\n## {}\n\n", heading);
  if (counts.empty()) {
    text += "None.\n";
    return;
  }
  text += fmt::format("| {} | Count |\n|---|---|\n", column);
  for (const auto& [name, count] : counts) text += fmt::format("| {} | {} |\n", records::markdown_cell(name), count);
}

}  // namespace

CorpusSummary summarize(std::span<const ProofRow> rows) {
  CorpusSummary summary;
  summary.total = rows.size();
  for (const ProofRow& row : rows) {
    ++summary.by_verdict[row.verdict];
    if (!row.error.empty()) {
      ++summary.n_decode_errors;
      continue;
    }
    ++summary.by_family[row.family];
    ++summary.by_substrate_commit[short_commit(row.substrate_commit)][row.verdict];
  }
  summary.verdict_flips = find_flips(rows);
  summary.entries.assign(rows.begin(), rows.end());
  return summary;
}

records::JsonObject to_json(const CorpusSummary& summary) {
  records::JsonObject commits;
  for (const auto& [commit, counts] : summary.by_substrate_commit) commits.append(commit, counts_json(counts));
  records::JsonArray flips;
  for (const VerdictFlip& flip : summary.verdict_flips)
    flips.push_back(records::JsonObject{{"family", flip.family},
                                        {"commit_a", flip.commit_a},
                                        {"commit_b", flip.commit_b},
                                        {"verdict_a", flip.verdict_a},
                                        {"verdict_b", flip.verdict_b},
                                        {"proof_a", flip.proof_a},
                                        {"proof_b", flip.proof_b}});
  records::JsonArray entries;
  for (const ProofRow& row : summary.entries) entries.push_back(row_json(row));
  return {{"total", summary.total},
          {"n_decode_errors", summary.n_decode_errors},
          {"by_verdict", counts_json(summary.by_verdict)},
          {"by_family", counts_json(summary.by_family)},
          {"by_substrate_commit", std::move(commits)},
          {"verdict_flips", std::move(flips)},
          {"entries", std::move(entries)}};
}

std::string to_markdown(const CorpusSummary& summary, const CorrectedFamily& family, std::string_view generated_at) {
  std::string text = fmt::format("# Summary of the proofs\n\nGenerated {}\n\n**{}** proof(s), {} of them undecodable.\n", generated_at,
                                 summary.total, summary.n_decode_errors);
  append_counts(text, "Verdict distribution", "Verdict", summary.by_verdict);
  append_counts(text, "Family distribution", "Family", summary.by_family);

  text += "\n## Per-substrate-commit verdict distribution\n\n";
  if (summary.by_substrate_commit.empty()) text += "None.\n";
  else text += "| Revision | Verdict | Count |\n|---|---|---|\n";
  for (const auto& [commit, counts] : summary.by_substrate_commit)
    for (const auto& [verdict, count] : counts)
      text += fmt::format("| `{}` | {} | {} |\n", records::markdown_cell(commit), records::markdown_cell(verdict), count);

  text += "\n## Verdict flips\n\n";
  if (summary.verdict_flips.empty()) text += "None.\n";
  else text += "| Family | Revision A | Verdict A | Revision B | Verdict B |\n|---|---|---|---|---|\n";
  for (const VerdictFlip& flip : summary.verdict_flips)
    text += fmt::format("| {} | `{}` | {} | `{}` | {} |\n", records::markdown_cell(flip.family),
                        records::markdown_cell(flip.commit_a), flip.verdict_a, records::markdown_cell(flip.commit_b), flip.verdict_b);

  text += "\n## Multiplicity correction\n\n";
  text += to_markdown(family);

  bool any_error = false;
  for (const ProofRow& row : summary.entries) {
    if (row.error.empty()) continue;
    if (!std::exchange(any_error, true)) text += "\n## Undecodable files\n\n";
    text += fmt::format("- `{}`: {}\n", records::markdown_cell(row.path.generic_string()), records::markdown_cell(row.error));
  }
  return text;
}

records::JsonObject campaign_summary(const CorpusSummary& summary, const CorrectedFamily& family) {
  return {{"total", summary.total},
          {"by_verdict", counts_json(summary.by_verdict)},
          {"by_family", counts_json(summary.by_family)},
          {"verdict_flips", summary.verdict_flips.size()},
          {"fwer", records::JsonObject{{"method", to_string(family.method)},
                                       {"alpha", family.alpha},
                                       {"family_size", family.family_size},
                                       {"n_with_p_value", family.n_with_p_value},
                                       {"n_rejections", family.n_rejections}}}};
}

std::vector<std::filesystem::path> write_summary(const CorpusSummary& summary, const CorrectedFamily& family,
                                                 const std::filesystem::path& out_dir) {
  const std::filesystem::path json = out_dir / "SUMMARY.json";
  const std::filesystem::path markdown = out_dir / "SUMMARY.md";
  storage::write_file_atomic(json, records::pretty(campaign_summary(summary, family)));
  storage::write_file_atomic(markdown, to_markdown(summary, family, records::now_utc()));
  return {json, markdown};
}

}  // namespace ophamin::comparing
