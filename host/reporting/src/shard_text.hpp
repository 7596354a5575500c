// SPDX-License-Identifier: Apache-2.0
//
// The cells of a shard, the same in Markdown and on a terminal.
#pragma once

#include <string>

#include <ophamin/reporting/campaign_report.hpp>

namespace ophamin::reporting {

std::string verdict_text(const ShardLine& shard);    ///< "VALIDATED", or "VALIDATED -> INCONCLUSIVE" after correction
std::string observed_text(const ShardLine& shard);   ///< "0.9975"
std::string threshold_text(const ShardLine& shard);  ///< ">= 0.99 share"
std::string interval_text(const ShardLine& shard);   ///< "[0.981, 0.999]"
std::string count_text(const ShardLine& shard);      ///< "400"
std::string time_text(const ShardLine& shard);       ///< "1.2s"
bool has_point(const ShardLine& shard);

}  // namespace ophamin::reporting
