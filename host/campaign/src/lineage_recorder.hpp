// SPDX-License-Identifier: Apache-2.0
//
// Records a campaign in the lineage store while it runs, and never stands in its way: what cannot be recorded is tried once
// more at the end, and then said.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <ophamin/campaign/run.hpp>
#include <ophamin/lineage/store.hpp>

namespace ophamin::campaign {

/// One thread. Nothing here throws for what is wrong with the store.
class LineageRecorder {
 public:
  /// Records nothing if the request names no store. The arguments but `run_id` must outlive the recorder.
  LineageRecorder(const RunRequest& request, const Plan& plan, const std::filesystem::path& out, std::string run_id);

  bool is_on() const noexcept { return request_.lineage.has_value(); }
  const std::string& run_id() const noexcept { return run_id_; }
  /// The runs that a proof of this shard comes from: its own, its campaign's. Empty if nothing is recorded.
  std::vector<std::string> chain_of(const Shard& shard) const;

  /// The campaign, as started; and that an earlier one lies in another folder now.
  void begin(const records::CampaignRecord& record, std::optional<std::pair<std::string, std::filesystem::path>> moved);
  /// A shard that ended. After a first failure nothing is tried until settle().
  void shard_ended(const Shard& shard, const ShardOutcome& outcome);
  /// Makes up for all that is not recorded: those that failed, and those that an earlier host left out when it was killed.
  void settle(const records::CampaignRecord& record, const std::vector<ShardOutcome>& outcomes);
  /// The campaign, as ended.
  void end(const records::CampaignRecord& record, const std::vector<ShardOutcome>& outcomes, std::string_view outcome);

  /// What went wrong and was not made up for, as warnings.
  const std::vector<diagnostics::Diagnostic>& problems() const noexcept { return problems_; }
  /// For the record: {"lineage": "recorded", "off" or why not, "run_id"}.
  records::JsonObject summary() const;

 private:
  template <typename Action>
  void attempt(std::chrono::milliseconds patience, Action&& action);
  void note_moved();

  const RunRequest& request_;
  const Plan& plan_;
  const std::filesystem::path& out_;
  std::string run_id_;
  std::optional<std::pair<std::string, std::filesystem::path>> moved_;  ///< not recorded yet
  std::optional<lineage::Store> store_;
  std::set<std::size_t> recorded_;
  std::vector<diagnostics::Diagnostic> problems_;
};

}  // namespace ophamin::campaign
