// SPDX-License-Identifier: Apache-2.0
#include <ophamin/campaign/report_lines.hpp>

#include <algorithm>

#include <ophamin/diagnostics/render.hpp>

namespace ophamin::campaign {

namespace {

/// The row that is about the claim's own metric; else the first that has an interval; else none.
const records::PillarEvidence* headline(const records::EmpiricalProofRecord& proof) {
  const auto& rows = proof.evidence;
  auto found = std::find_if(rows.begin(), rows.end(),
                            [&](const auto& row) { return row.statistic_name == proof.claim.threshold.metric; });
  if (found == rows.end()) found = std::find_if(rows.begin(), rows.end(), [](const auto& row) { return row.ci_low.has_value(); });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace

std::vector<reporting::ShardLine> report_lines(const std::vector<ShardOutcome>& outcomes,
                                               const std::vector<std::pair<std::string, std::string>>& corrected,
                                               const std::filesystem::path& out) {
  std::vector<reporting::ShardLine> lines;
  for (const auto& outcome : outcomes) {
    reporting::ShardLine line;
    line.shard_id = outcome.shard_id;
    line.scenario = outcome.scenario;
    line.point = outcome.point;
    line.seconds = outcome.seconds;
    if (outcome.proof) {
      const auto& proof = *outcome.proof;
      const auto id = proof.id();
      line.verdict = records::to_string(proof.verdict.outcome);
      const auto verdict = std::find_if(corrected.begin(), corrected.end(), [&](const auto& pair) { return pair.first == id; });
      if (verdict != corrected.end()) line.corrected_verdict = verdict->second;
      line.observed = proof.verdict.observed_value;
      line.comparator = records::to_string(proof.claim.threshold.comparator);
      line.threshold = proof.claim.threshold.value;
      line.units = proof.claim.threshold.units;
      if (const auto* row = headline(proof)) {
        line.ci_low = row->ci_low;
        line.ci_high = row->ci_high;
      }
      line.n = outcome.cycles;
      line.bundle = std::filesystem::relative(outcome.bundle, out);
    } else {
      line.verdict = "ERRORED";
      line.error = diagnostics::to_text(outcome.problems);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace ophamin::campaign
