// SPDX-License-Identifier: Apache-2.0
#include "run_result.hpp"

#include <map>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ophamin/campaign/report_lines.hpp>
#include <ophamin/diagnostics/render.hpp>
#include <ophamin/guests/text.hpp>
#include <ophamin/reporting/campaign_report.hpp>

#include "author_options.hpp"
#include "text.hpp"

namespace ophamin::cli {
namespace {

std::vector<reporting::ShardLine> lines_of(const campaign::CampaignOutcome& outcome) {
  return campaign::report_lines(outcome.shards, outcome.record.corrected_verdicts, outcome.out);
}

std::string lower(std::string text) {
  for (char& character : text)
    if (character >= 'A' && character <= 'Z') character = static_cast<char>(character - 'A' + 'a');
  return text;
}

// "6 shards: 5 validated, 1 refuted".
std::string counts_text(const std::vector<reporting::ShardLine>& lines) {
  std::map<std::string, std::size_t> counts;
  for (const reporting::ShardLine& line : lines) ++counts[line.corrected_verdict.empty() ? line.verdict : line.corrected_verdict];
  std::vector<std::string> parts;
  for (const char* verdict : {"VALIDATED", "REFUTED", "INCONCLUSIVE", "ERRORED"})
    if (counts.contains(verdict)) parts.push_back(fmt::format("{} {}", counts[verdict], lower(verdict)));
  return fmt::format("{}{}{}", counted(lines.size(), "shard"), parts.empty() ? "" : ": ", fmt::join(parts, ", "));
}

template <typename T>
records::Json or_null(const std::optional<T>& value) {
  return value ? records::Json(*value) : records::Json(nullptr);
}

records::JsonObject shard_json(const reporting::ShardLine& line, const campaign::ShardOutcome& outcome) {
  return {{"id", line.shard_id},
          {"scenario", line.scenario},
          {"point", line.point},
          {"verdict", line.verdict},
          {"corrected_verdict", line.corrected_verdict.empty() ? records::Json(nullptr) : records::Json(line.corrected_verdict)},
          {"observed", or_null(line.observed)},
          {"comparator", line.comparator},
          {"threshold", or_null(line.threshold)},
          {"units", line.units},
          {"ci_low", or_null(line.ci_low)},
          {"ci_high", or_null(line.ci_high)},
          {"n", or_null(line.n)},
          {"seconds", or_null(line.seconds)},
          {"resumed", outcome.resumed},
          {"proof_id", outcome.proof ? records::Json(outcome.proof->id()) : records::Json(nullptr)},
          {"bundle", outcome.bundle.string()},
          {"errors", errors_json(outcome.problems)}};
}

// Why shards errored, in full; a reason that many of them share is said once.
void report_errored(Console& console, const campaign::CampaignOutcome& outcome) {
  std::vector<diagnostics::Diagnostic> said;
  std::map<std::string, std::size_t> more;
  for (const campaign::ShardOutcome& shard : outcome.shards) {
    for (diagnostics::Diagnostic problem : shard.problems) {
      const std::string same = diagnostics::to_text(problem);
      if (more.contains(same)) {
        ++more[same];
        continue;
      }
      more[same] = 0;
      problem.message = fmt::format("shard {}: {}", shard.shard_id, problem.message);
      said.push_back(std::move(problem));
    }
  }
  console.report(said);
  std::size_t hidden = 0;
  for (const auto& [text, count] : more) hidden += count;
  if (hidden != 0) console.note(fmt::format("the same of {}", counted(hidden, "more shard")));
}

}  // namespace

void print_result(Console& console, const RunResult& result) {
  const campaign::CampaignOutcome& outcome = result.outcome;
  const std::vector<reporting::ShardLine> lines = lines_of(outcome);
  const std::string table = reporting::results_table(lines, console.width);
  console.out << (console.colour_out() ? colour_verdicts(table) : table);
  console.out << fmt::format("\n{}\nrecords: {}\n", counts_text(lines), outcome.out.string());
  if (result.attester != nullptr)
    console.out << fmt::format("attested by {}, key {}\n", guests::printable(result.attester->author), short_key(result.attester->key.public_key()));
  console.out.flush();
  report_errored(console, outcome);
  for (const records::CampaignPhase& phase : outcome.record.phases) {
    if (phase.status == records::PhaseStatus::kFailed)
      console.report(std::vector<diagnostics::Diagnostic>{{.code = diagnostics::ErrorCode::kPhaseFailed,
                                                           .message = fmt::format("{}: {}", phase.wheel, guests::printable(phase.error.value_or("")))}});
  }
  console.report(outcome.lineage_problems);
  console.key_warning(result.key_warning);
  if (outcome.cancelled) console.note(fmt::format("interrupted; '{}' goes on from here", result.resume_command));
}

records::JsonObject result_json(const RunResult& result) {
  const campaign::CampaignOutcome& outcome = result.outcome;
  const std::vector<reporting::ShardLine> lines = lines_of(outcome);
  records::JsonArray shards;
  for (std::size_t i = 0; i < lines.size(); ++i) shards.push_back(shard_json(lines[i], outcome.shards[i]));
  records::JsonArray phases;
  for (const records::CampaignPhase& phase : outcome.record.phases)
    phases.push_back(records::JsonObject{{"wheel", phase.wheel}, {"status", records::to_string(phase.status)}, {"error", or_null(phase.error)}});
  records::JsonObject object{{"exit_code", result.exit_code},
                             {"out", outcome.out.string()},
                             {"campaign_id", outcome.cancelled ? records::Json(nullptr) : records::Json(outcome.record.id())},
                             {"run_id", outcome.run_id},
                             {"cancelled", outcome.cancelled},
                             {"shards", std::move(shards)},
                             {"phases", std::move(phases)},
                             {"attested_by", result.attester != nullptr ? records::Json(result.attester->author) : records::Json(nullptr)},
                             {"attested_key", result.attester != nullptr ? records::Json(result.attester->key.public_key()) : records::Json(nullptr)},
                             {"key_warning", result.key_warning}};
  if (outcome.cancelled) object.set("resume", result.resume_command);
  std::vector<diagnostics::Diagnostic> warnings = result.refused;
  warnings.insert(warnings.end(), outcome.lineage_problems.begin(), outcome.lineage_problems.end());
  if (!warnings.empty()) object.set("errors", errors_json(warnings));
  return object;
}

}  // namespace ophamin::cli
