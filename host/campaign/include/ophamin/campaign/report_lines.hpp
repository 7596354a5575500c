// SPDX-License-Identifier: Apache-2.0
//
// Outcomes of shards as lines of a report.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <ophamin/campaign/run.hpp>
#include <ophamin/reporting/campaign_report.hpp>

namespace ophamin::campaign {

/// One line per outcome, in order. `corrected` maps proof ids to verdicts. Bundles are relative to `out`.
std::vector<reporting::ShardLine> report_lines(const std::vector<ShardOutcome>& outcomes,
                                               const std::vector<std::pair<std::string, std::string>>& corrected,
                                               const std::filesystem::path& out);

}  // namespace ophamin::campaign
