// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>

#include <ophamin/records/canonical.hpp>
#include <ophamin/records/markdown.hpp>
#include <ophamin/records/number_text.hpp>

#include "markdown_text.hpp"
#include "utf8.hpp"

namespace ophamin::records {
namespace {

constexpr std::size_t kLongestSummary = 80;

// As the reference prints a value inside a sentence: texts bare, everything else as in JSON.
std::string plain(const Json& value) { return value.is_string() ? value.as_string() : canonical(value); }

// At most 80 characters, the last three of them dots where something is left out.
std::string cut(const std::string& text) {
  std::size_t characters = 0;
  std::size_t end_of_kept = text.size();
  for (std::size_t at = 0; at < text.size(); ++characters) {
    if (characters == kLongestSummary - 3) end_of_kept = at;
    if (decode_utf8(text, at) == kInvalidCodePoint) ++at;
  }
  return characters <= kLongestSummary ? text : text.substr(0, end_of_kept) + "...";
}

std::string summary_cell(const CampaignPhase& phase) {
  std::vector<std::string> entries;
  for (const Member& member : phase.summary) entries.push_back(fmt::format("{}={}", member.key, plain(member.value)));
  std::sort(entries.begin(), entries.end());
  std::string text = fmt::format("{}", fmt::join(entries, ", "));
  if (text.empty() && phase.error) text = *phase.error;
  return text.empty() ? std::string(kDash) : markdown_cell(cut(one_line(text)));
}

std::string artifact_cell(const std::vector<std::string>& paths) {
  std::vector<std::string> names;
  for (const std::string& path : paths) names.push_back(code(std::filesystem::path(path).filename().string()));
  return names.empty() ? std::string(kDash) : markdown_cell(fmt::format("{}", fmt::join(names, ", ")));
}

}  // namespace

std::string to_markdown(const CampaignRecord& record) {
  const StatusCounts counts = record.status_counts();
  std::string text = fmt::format(
      "# Ophamin Campaign Record {} `{}...`\n\n"
      "**Target:** {}  \n**Started:** {}  \n**Completed:** {}  \n**Ophamin:** {}\n\n"
      "**Phase status:** {} ok, {} skipped, {} failed\n\n"
      "| # | Wheel | Status | Artifacts | Summary |\n| --- | --- | --- | --- | --- |\n",
      kDash, record.id().substr(0, 16), versioned(record.target_name, record.target_git_commit),
      one_line(record.started_at), record.completed_at.empty() ? "(in flight)" : one_line(record.completed_at),
      versioned(record.ophamin_version, record.ophamin_git_commit), counts.ok, counts.skipped, counts.failed);
  std::size_t number = 0;
  for (const CampaignPhase& phase : record.phases) {
    text += fmt::format("| {} | {} | {} | {} | {} |\n", ++number, markdown_cell(phase.wheel), to_string(phase.status),
                        artifact_cell(phase.artifact_paths), summary_cell(phase));
  }
  return text;
}

}  // namespace ophamin::records
