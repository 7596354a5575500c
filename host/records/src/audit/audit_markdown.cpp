// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <ophamin/records/canonical.hpp>
#include <ophamin/records/markdown.hpp>
#include <ophamin/records/number_text.hpp>

#include "markdown_text.hpp"

namespace ophamin::records {
namespace {

std::string cell_code(std::string_view text) { return markdown_cell(code(text)); }

std::string pillar_row(const PillarResult& result) {
  const std::string count = result.status == kPillarOk ? std::to_string(result.findings.size()) : std::string(kDash);
  return fmt::format("| {} | {} | {} | {} | {} | {}s |\n", cell_code(result.pillar_name), cell_code(result.tool_name),
                     result.tool_version.empty() ? std::string(kDash) : markdown_cell(result.tool_version),
                     markdown_cell(result.status), count, format_fixed(result.wall_time_s, 2));
}

std::string pillar_line(std::string_view what, const std::vector<std::string>& names) {
  const std::string list = names.empty() ? std::string(kDash) : fmt::format("{}", fmt::join(names, ", "));
  return fmt::format("- Pillars {}: {} ({})\n", what, names.size(), one_line(list));
}

// Counts are integers, unless somebody else wrote the file.
double as_number(const Json& value) { return value.is_number() ? value.to_double() : 0.0; }

std::string count_bullets(const JsonObject& counts, bool by_count) {
  std::vector<const Member*> members;
  for (const Member& member : counts) members.push_back(&member);
  std::stable_sort(members.begin(), members.end(), [by_count](const Member* left, const Member* right) {
    return by_count ? as_number(left->value) > as_number(right->value) : left->key < right->key;
  });
  std::string bullets;
  for (const Member* member : members) bullets += fmt::format("- {}: {}\n", code(member->key), canonical(member->value));
  return bullets;
}

std::string summary_section(const AuditSummary& summary) {
  std::string text = fmt::format("## 3. Summary\n\n- Total findings: **{}**\n", summary.total_findings);
  text += pillar_line("run", summary.pillars_run);
  if (!summary.pillars_unavailable.empty()) text += pillar_line("unavailable", summary.pillars_unavailable);
  if (!summary.pillars_errored.empty()) text += pillar_line("errored", summary.pillars_errored);
  text += "\n### Severity histogram\n\n";
  text += summary.severity_histogram.empty() ? "- _no findings_\n" : count_bullets(summary.severity_histogram, true);
  text += "\n### Findings per pillar\n\n" + count_bullets(summary.findings_per_pillar, false);
  if (!summary.top_files.empty()) text += "\n### Top 20 hotspot files\n\n";
  for (const auto& [file, count] : summary.top_files) {
    text += fmt::format("- {}: {} finding{}\n", code(file), count, count == 1 ? "" : "s");
  }
  return text;
}

}  // namespace

std::string to_markdown(const AuditRecord& record) {
  std::string text = fmt::format(
      "# Ophamin Audit Record\n\n**Audit ID:** `{}`  \n**Schema:** v{}  \n**Captured:** {}  \n\n"
      "## 1. Identity\n\n- Ophamin: {}\n- Target: {}\n- Target content hash: {}\n\n"
      "## 2. Pillars run\n\n| pillar | tool | version | status | findings | wall-time |\n"
      "| --- | --- | --- | --- | --- | --- |\n",
      record.id(), one_line(record.schema_version), one_line(record.identity.captured_at),
      versioned(record.identity.ophamin_version, record.identity.ophamin_git_commit), code(record.target_path),
      first_of_hash(record.target_content_hash));
  for (const PillarResult& result : record.pillars) text += pillar_row(result);
  text += "\n" + summary_section(record.summary);
  if (record.verdict) {
    text += fmt::format("\n### Verdict\n\n- **{}** on {}: {}\n", to_string(record.verdict->outcome),
                        code(record.pre_registered_metric), one_line(record.verdict->reasoning));
  }
  if (!record.reproduction_command.empty()) {
    text += fmt::format("\n## 4. Reproduction\n\n{}\n", code_block(record.reproduction_command));
  }
  text += fmt::format("\n## 5. Signature\n\n- {}\n", record.signature.empty() ? "(not signed)" : code(record.signature));
  return text;
}

}  // namespace ophamin::records
