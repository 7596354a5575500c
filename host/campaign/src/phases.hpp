// SPDX-License-Identifier: Apache-2.0
//
// The phases of a campaign after measuring, and the frame that all of them run in.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <ophamin/campaign/run.hpp>
#include <ophamin/comparing/correction.hpp>
#include <ophamin/records/campaign_record.hpp>

namespace ophamin::campaign {

/// Thrown by a phase that has nothing to do.
struct PhaseSkipped {
  std::string reason;
};

/// Runs one phase: times it, and turns what it throws into `skipped` or `failed`. Never throws.
records::CampaignPhase run_phase(std::string_view wheel, RunObserver& observer,
                                 const std::function<void(records::CampaignPhase&)>& body);

/// Counts of verdicts and errors; fails if a shard errored.
void measuring_phase(records::CampaignPhase& phase, const std::vector<ShardOutcome>& outcomes, const std::filesystem::path& out);

/// Summary of the proofs and correction for multiplicity; skipped without proofs.
comparing::CorrectedFamily comparing_phase(records::CampaignPhase& phase, const Manifest& manifest,
                                           const std::filesystem::path& out);

/// REPORT.md.
void reporting_phase(records::CampaignPhase& phase, const RunRequest& request, const records::CampaignRecord& record,
                     const std::vector<ShardOutcome>& outcomes, const std::filesystem::path& out);

}  // namespace ophamin::campaign
