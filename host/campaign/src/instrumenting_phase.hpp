// SPDX-License-Identifier: Apache-2.0
//
// The phase that collects what the instrumented substrates of a campaign cost.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <ophamin/campaign/plan.hpp>
#include <ophamin/campaign/run.hpp>
#include <ophamin/records/campaign_record.hpp>
#include <ophamin/records/json.hpp>

namespace ophamin::campaign {

/// Writes `<out>/profiles/<shard>.json`, atomically and synced: a shard that is found finished later has a profile, too.
void keep_profile(const std::filesystem::path& out, const std::string& shard, const records::JsonObject& profile);

/// Writes `instrumenting_profile.json`: the profile of each shard whose substrate was watched. The summary has the profile's
/// own names: sums over the shards, and the largest of what is a peak. Skipped without any, with the reason.
void instrumenting_phase(records::CampaignPhase& phase, const Plan& plan, const std::vector<ShardOutcome>& outcomes,
                         const std::filesystem::path& out);

}  // namespace ophamin::campaign
