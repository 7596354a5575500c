// SPDX-License-Identifier: Apache-2.0
//
// The notary of a campaign: what it does with the frames of each shard, and with the way each shard ends. Here are the
// clock, the data hash, the verdict and the key; no guest ever runs in front of it.
#pragma once

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <ophamin/campaign/run.hpp>
#include <ophamin/execution/engine.hpp>
#include <ophamin/measuring/data_hash.hpp>
#include <ophamin/measuring/data_recheck.hpp>
#include <ophamin/measuring/environment_lock.hpp>
#include <ophamin/measuring/shard_job.hpp>
#include <ophamin/measuring/shard_result.hpp>
#include <ophamin/measuring/statement.hpp>

#include "ledger.hpp"
#include "lineage_recorder.hpp"

namespace ophamin::campaign {

class ShardHandler final : public execution::WorkHandler {
 public:
  ShardHandler(const RunRequest& request, const Plan& plan, const std::filesystem::path& out, LineageRecorder& lineage,
               RunObserver& observer, const std::atomic<bool>& cancelled);

  void on_start(std::size_t index) override;
  std::optional<execution::Frame> on_frame(std::size_t index, execution::Frame frame) override;
  void on_end(std::size_t index, const execution::WorkEnd& end) override;

  /// Outcomes so far, by index in the plan.
  std::map<std::size_t, ShardOutcome>& outcomes() noexcept { return outcomes_; }

 private:
  struct Running {
    measuring::ShardJob written;
    std::optional<measuring::Statement> statement{};
    std::vector<storage::FileIdentity> files{};            ///< of the statement, when they were hashed
    std::vector<seeing::FileDigest> file_digests{};        ///< kept where a reference hash is asked for
    std::unique_ptr<measuring::DataRecheck> recheck{};     ///< of digests that came from the cache
    std::string data_hash_source{};                        ///< as in measuring::ProofInputs
    records::Preregistration preregistration{};
    unsigned attempt = 0;
    std::optional<measuring::ShardResult> result{};
    std::vector<diagnostics::Diagnostic> problems{};
  };
  void preregister(Running& running, const Shard& shard, const records::Json& payload);
  std::string hash_data(Running& running, const Shard& shard, const measuring::Statement& statement);
  void settle_recheck(Running& running, const std::string& corpus);
  void conclude(Running& running, const Shard& shard, const execution::WorkEnd& end, ShardOutcome& outcome);
  void write_bundle(Running& running, const Shard& shard, ShardOutcome& outcome);
  const Shard& shard_at(std::size_t index) const;
  const registry::Component& corpus_of(const Shard& shard) const;
  std::vector<const registry::Plugin*> plugins_of(const Shard& shard, const measuring::ShardResult& result) const;

  const RunRequest& request_;
  std::map<std::size_t, const Shard*> shards_;
  std::filesystem::path out_;
  LineageRecorder& lineage_;
  RunObserver& observer_;
  const std::atomic<bool>& cancelled_;
  Ledger ledger_;
  measuring::DataHasher hasher_;
  measuring::EnvironmentLock environment_;
  std::vector<std::pair<std::string, std::string>> digests_;
  std::map<std::size_t, Running> running_;
  std::map<std::size_t, ShardOutcome> outcomes_;
};

}  // namespace ophamin::campaign
