// SPDX-License-Identifier: Apache-2.0
//
// Running a campaign: from a checked manifest to a signed campaign record, whatever happens to the shards.
//
//   <out>/
//     plan.json           what was going to be run; --resume refuses another plan
//     preregistrations/   one file per attempt at a shard, written before its first cycle
//     proofs/             one bundle per finished shard
//     shards/             one ledger entry per shard: where its proof is, or why there is none
//     traces/             raw outputs of cycles, where a scenario asks for them
//     SUMMARY.json SUMMARY.md REPORT.md CAMPAIGN.json
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/campaign/manifest.hpp>
#include <ophamin/campaign/plan.hpp>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/keys/attester.hpp>
#include <ophamin/records/campaign_record.hpp>
#include <ophamin/records/proof.hpp>
#include <ophamin/records/signing_key.hpp>
#include <ophamin/registry/registry.hpp>

namespace ophamin::campaign {

/// How a shard ended.
struct ShardOutcome {
  std::size_t index = 0;  ///< in the plan
  std::string shard_id;
  std::string scenario;
  std::string point;                                  ///< "level=6", or "-"
  bool resumed = false;                               ///< found finished; not run again
  std::optional<records::EmpiricalProofRecord> proof;  ///< nothing: it errored
  std::filesystem::path bundle;                       ///< absolute; empty if it errored
  std::vector<diagnostics::Diagnostic> problems;      ///< why it errored
  std::string output_tail;                            ///< the last that the worker printed, if it printed
  std::uint64_t cycles = 0;
  std::uint64_t failed_cycles = 0;
  double seconds = 0.0;  ///< wall-clock time of the shard
};

/// What happens, as it happens. All calls come from the thread that called run_campaign. Does nothing by default.
class RunObserver {
 public:
  virtual ~RunObserver() = default;
  /// Before the first shard. `finished` were found finished by --resume.
  virtual void on_plan(const Plan& /*plan*/, std::size_t /*finished*/, const std::filesystem::path& /*out*/) {}
  virtual void on_phase(std::string_view /*wheel*/) {}
  virtual void on_phase_end(const records::CampaignPhase& /*phase*/) {}
  virtual void on_shard_start(const Shard& /*shard*/) {}
  virtual void on_shard_progress(const Shard& /*shard*/, std::uint64_t /*done*/, std::uint64_t /*total*/) {}
  virtual void on_shard_end(const Shard& /*shard*/, const ShardOutcome& /*outcome*/) {}
  /// A line that a guest logged. `level` is an oph_log_level_t.
  virtual void on_log(const Shard& /*shard*/, std::uint32_t /*level*/, std::string_view /*component*/, std::string_view /*line*/) {}
  /// Something the user should know that is no error.
  virtual void on_note(std::string_view /*text*/) {}
};

struct RunRequest {
  const Manifest* manifest = nullptr;          ///< read, and checked against the registry
  const registry::Registry* registry = nullptr;
  std::filesystem::path out;                   ///< absolute
  records::SigningKey key = records::SigningKey::published();
  std::optional<keys::Attester> attester{};    ///< who attests every proof; nobody if empty
  bool resume = false;
  bool retry_errored = false;                  ///< with resume: errored shards are run again
  bool verify_determinism = false;             ///< OPH-HOST-8
  std::vector<std::string> only;               ///< scenarios; empty for all
  std::optional<std::filesystem::path> lineage;     ///< the lineage store, absolute; nothing: none
  std::optional<std::filesystem::path> hash_cache;  ///< where digests of earlier runs are; nothing: all data is hashed
  std::string command;                         ///< that reproduces the campaign, for the records
  std::vector<std::string> worker_command;     ///< see execution::ProcessOptions::command
};

struct CampaignOutcome {
  records::CampaignRecord record;
  std::vector<ShardOutcome> shards;  ///< in the order of the plan; those that were not reached are missing
  std::filesystem::path out;
  std::string run_id{};                                    ///< of the campaign in the lineage store
  std::vector<diagnostics::Diagnostic> lineage_problems{};  ///< why it is not recorded there, as warnings
  bool cancelled = false;
  /// 0, or 1 if a shard errored or a phase failed.
  int exit_code() const noexcept;
};

/// Runs all of it on this thread. Throws diagnostics::Error for what keeps a campaign from starting: a plan that cannot
/// be expanded, an output folder that cannot be used or is in use, a resume of another plan. After that everything is
/// an outcome. Nothing is ever deleted: what another campaign left in the output folder is moved aside first, unless
/// `resume` is set. Once `cancelled` is set, running shards are ended and the campaign can be resumed.
CampaignOutcome run_campaign(const RunRequest& request, RunObserver& observer, const std::atomic<bool>& cancelled);

}  // namespace ophamin::campaign
