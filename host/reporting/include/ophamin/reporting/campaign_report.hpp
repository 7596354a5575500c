// SPDX-License-Identifier: Apache-2.0
//
// What a campaign found, for people: REPORT.md in its folder and the table at the end of a run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/records/campaign_record.hpp>

namespace ophamin::reporting {

/// One shard.
struct ShardLine {
  std::string shard_id{};
  std::string scenario{};
  std::string point{};              ///< "level=6"; empty or "-" without a sweep
  std::string verdict{};            ///< VALIDATED, REFUTED, INCONCLUSIVE or ERRORED
  std::string corrected_verdict{};  ///< after multiplicity correction; empty if there was none
  std::optional<double> observed{};
  std::string comparator{};  ///< ">=" and so on
  std::optional<double> threshold{};
  std::string units{};
  std::optional<double> ci_low{};
  std::optional<double> ci_high{};
  std::optional<std::uint64_t> n{};   ///< cycles that ran
  std::optional<double> seconds{};    ///< wall-clock time of the shard
  std::string error{};                ///< why it errored; one or more lines
  std::filesystem::path bundle{};     ///< relative to the campaign's folder; empty if there is none
};

struct CampaignReport {
  std::string name{};
  std::string description{};
  std::string target{};
  std::string target_commit{};
  std::string host_version{};
  std::string started_at{};
  std::string completed_at{};
  std::vector<ShardLine> shards{};
  std::vector<records::CampaignPhase> phases{};  ///< those that have ended
  std::string correction{};   ///< one sentence about multiplicity correction; empty if there was none
  std::string key_warning{};  ///< SigningKey::warning(); empty for a key of one's own
};

/// One entry of the campaign's folder.
struct OutputEntry {
  std::string name{};  ///< folders end in '/'
  std::size_t files = 0;  ///< in a folder, at any depth
};

/// What a folder holds, by name; without REPORT.md, CAMPAIGN.json and names that begin with a dot. Throws
/// diagnostics::Error (kFileUnreadable).
std::vector<OutputEntry> list_outputs(const std::filesystem::path& folder);

/// The page: title, generated line, note, key warning, results, errored shards, correction, phases, one bullet per output.
std::string to_markdown(const CampaignReport& report, std::span<const OutputEntry> outputs, std::string_view generated_at);

/// Writes REPORT.md into `folder`, atomically, and returns how many outputs it lists. Throws storage errors.
std::size_t write_report(const CampaignReport& report, const std::filesystem::path& folder);

/// The table for a terminal of `width` columns: a scenario with several points heads their rows. Why a shard errored is for
/// its reader to say, in full. Ends in a newline; "nothing ran" if there is no shard.
std::string results_table(std::span<const ShardLine> shards, std::size_t width);

/// "350ms", "1.2s", "45s", "2m05s", "3h07m".
std::string duration_text(double seconds);

}  // namespace ophamin::reporting
