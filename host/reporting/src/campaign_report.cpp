// SPDX-License-Identifier: Apache-2.0
#include <ophamin/reporting/campaign_report.hpp>

#include <algorithm>
#include <map>
#include <system_error>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/markdown.hpp>
#include <ophamin/records/timestamp.hpp>
#include <ophamin/reporting/table.hpp>
#include <ophamin/storage/files.hpp>

#include "shard_text.hpp"

namespace ophamin::reporting {
namespace {

namespace fs = std::filesystem;

std::string cell(std::string_view text) { return records::markdown_cell(printable(text)); }

[[noreturn]] void refuse(const fs::path& folder, const std::error_code& error) {
  throw diagnostics::Error(diagnostics::Diagnostic{.code = diagnostics::ErrorCode::kFileUnreadable,
                                                   .message = fmt::format("{} cannot be listed: {}", folder.string(), error.message()),
                                                   .place = {.file = folder.string()}});
}

std::size_t count_files(const fs::path& folder) {
  std::error_code error;
  std::size_t files = 0;
  fs::recursive_directory_iterator walk(folder, error);
  for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error))
    if (!walk->is_directory(error)) ++files;
  if (error) refuse(folder, error);
  return files;
}

void append_header(std::string& text, const CampaignReport& report, std::string_view generated_at) {
  text += fmt::format("# Campaign {}\n\nGenerated {} by ophamin-host {}\n\n", cell(report.name), generated_at, cell(report.host_version));
  text +=
      "> A verdict compares what was observed with a threshold that was registered before the first cycle ran.\n"
      "> REFUTED is a result like any other; ERRORED means that there is none.\n"
      "> Every record is signed: `ophamin-host proof verify` checks one, this page is for reading only.\n\n";
  if (!report.key_warning.empty()) text += fmt::format("**Warning:** {}\n\n", cell(report.key_warning));
  if (!report.description.empty()) text += fmt::format("{}\n\n", cell(report.description));
  text += fmt::format("- Target: {}{}\n", cell(report.target),
                      report.target_commit.empty() ? "" : fmt::format(" at `{}`", cell(report.target_commit)));
  text += fmt::format("- Started: {}\n- Completed: {}\n", report.started_at,
                      report.completed_at.empty() ? "(in flight)" : report.completed_at);
  std::map<std::string, std::size_t> counts;
  for (const ShardLine& shard : report.shards) ++counts[shard.verdict];
  text += fmt::format("- Shards: {}", report.shards.size());
  const char* separator = " (";
  for (const auto& [verdict, count] : counts) {
    text += fmt::format("{}{} {}", separator, count, cell(verdict));
    separator = ", ";
  }
  text += counts.empty() ? "\n" : ")\n";
}

void append_results(std::string& text, const CampaignReport& report) {
  text += "\n## Results\n\n";
  if (report.shards.empty()) {
    text += "Nothing ran.\n";
    return;
  }
  text += "| Scenario | Point | Verdict | Observed | Threshold | Interval | n | Time |\n|---|---|---|---|---|---|---|---|\n";
  for (const ShardLine& shard : report.shards) {
    const std::string scenario = shard.bundle.empty()
                                     ? cell(shard.scenario)
                                     : fmt::format("[{}]({})", cell(shard.scenario), shard.bundle.generic_string());
    text += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", scenario, has_point(shard) ? cell(shard.point) : "",
                        cell(verdict_text(shard)), observed_text(shard), cell(threshold_text(shard)), interval_text(shard),
                        count_text(shard), time_text(shard));
  }
  if (!report.correction.empty()) text += fmt::format("\n{}\n", cell(report.correction));
}

void append_errors(std::string& text, const CampaignReport& report) {
  if (std::none_of(report.shards.begin(), report.shards.end(), [](const ShardLine& shard) { return !shard.error.empty(); })) return;
  text += "\n## Errored shards\n\n";
  for (const ShardLine& shard : report.shards)
    if (!shard.error.empty()) text += fmt::format("- `{}`: {}\n", cell(shard.shard_id), cell(shard.error));
}

void append_phases(std::string& text, const CampaignReport& report) {
  if (report.phases.empty()) return;
  text += "\n## Phases\n\n| Phase | Status | Why |\n|---|---|---|\n";
  for (const records::CampaignPhase& phase : report.phases)
    text += fmt::format("| {} | {} | {} |\n", cell(phase.wheel), records::to_string(phase.status), cell(phase.error.value_or("")));
}

}  // namespace

std::vector<OutputEntry> list_outputs(const fs::path& folder) {
  std::vector<OutputEntry> outputs;
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
    const std::string name = entries->path().filename().string();
    if (name.starts_with('.') || name == "REPORT.md" || name == "CAMPAIGN.json") continue;
    if (entries->is_directory(error)) outputs.push_back({.name = name + "/", .files = count_files(entries->path())});
    else outputs.push_back({.name = name});
  }
  if (error) refuse(folder, error);
  std::sort(outputs.begin(), outputs.end(), [](const OutputEntry& left, const OutputEntry& right) { return left.name < right.name; });
  return outputs;
}

std::string to_markdown(const CampaignReport& report, std::span<const OutputEntry> outputs, std::string_view generated_at) {
  std::string text;
  append_header(text, report, generated_at);
  append_results(text, report);
  append_errors(text, report);
  append_phases(text, report);
  text += "\n## Files\n\n";
  if (outputs.empty()) text += "None.\n";
  for (const OutputEntry& output : outputs) {
    if (output.name.ends_with('/')) text += fmt::format("- {} ({} file{})\n", cell(output.name), output.files, output.files == 1 ? "" : "s");
    else text += fmt::format("- `{}`\n", cell(output.name));
  }
  return text;
}

std::size_t write_report(const CampaignReport& report, const fs::path& folder) {
  const std::vector<OutputEntry> outputs = list_outputs(folder);
  storage::write_file_atomic(folder / "REPORT.md", to_markdown(report, outputs, records::now_utc()));
  return outputs.size();
}

}  // namespace ophamin::reporting
