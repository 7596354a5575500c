// SPDX-License-Identifier: Apache-2.0
//
// A campaign that runs, as lines for people.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <ophamin/campaign/run.hpp>

namespace ophamin::cli {

/// What is known of a shard that runs.
struct RunningShard {
  std::size_t index = 0;
  std::string label{};
  std::uint64_t done = 0;
  std::uint64_t total = 0;  ///< 0: not known
  double seconds = 0.0;
};

struct CampaignState {
  std::size_t total = 0;     ///< shards of the plan
  std::size_t finished = 0;  ///< errored ones too
  std::size_t errored = 0;
  double seconds = 0.0;
  std::string phase{};
  std::vector<RunningShard> running{};
};

/// The most shards that get a line of their own; cursor movements must stay on the screen.
inline constexpr std::size_t kMostLines = 12;

/// One line per running shard, then one for the campaign; none longer than width - 1, so that none is broken by the
/// terminal. No line end after the last.
std::vector<std::string> progress_lines(const CampaignState& state, std::size_t width);

/// "[=====               ]", shorter in a narrow line; `share` from 0 to 1.
std::string progress_bar(double share, std::size_t width);
/// " 25%".
std::string progress_percent(double share);

/// "throughput-ceiling level=6".
std::string shard_label(const campaign::Shard& shard);

/// True for a shard that was ended because the campaign was: it has not happened.
bool was_cancelled(const campaign::ShardOutcome& outcome) noexcept;

/// "VALIDATED, 0.0012 <= 0.05 s, n 2000, 1.2s", "ERRORED: why", or "stopped".
std::string outcome_text(const campaign::ShardOutcome& outcome);

}  // namespace ophamin::cli
