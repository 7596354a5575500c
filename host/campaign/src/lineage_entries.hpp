// SPDX-License-Identifier: Apache-2.0
//
// A campaign and its shards as runs of the lineage store.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <ophamin/campaign/run.hpp>
#include <ophamin/lineage/run_entry.hpp>

namespace ophamin::campaign {

/// What a campaign was asked to do, as the manifest and the command line say it: its configuration as a run.
records::JsonObject campaign_config(const RunRequest& request);

/// What a shard was asked to do, parameters as written.
records::JsonObject shard_config(const Shard& shard, const RunRequest& request);

/// The name of a shard's run: the same whenever this campaign runs or records this shard.
std::string shard_run_id(const Shard& shard, const records::JsonObject& config, std::string_view campaign_run_id);

/// The campaign as a run without a parent. `outcome` is "STARTED", "FINISHED" or "INTERRUPTED"; `shards` are those that ended.
lineage::RunEntry campaign_entry(const RunRequest& request, const std::string& run_id, const std::filesystem::path& out,
                                 const records::CampaignRecord& record, const std::vector<ShardOutcome>& shards,
                                 std::string_view outcome);

/// A shard that ended, as a child of its campaign.
lineage::RunEntry shard_entry(const Shard& shard, const ShardOutcome& ended, const RunRequest& request,
                              const std::string& campaign_run_id, const std::filesystem::path& out);

}  // namespace ophamin::campaign
