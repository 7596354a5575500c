// SPDX-License-Identifier: Apache-2.0
//
// What is known of each shard on disk, so that a campaign that was killed goes on where it was.
//
// An entry that promises a proof is written before the bundle is: if the bundle is there, the shard is finished; if it is
// not, the shard never was. There is no instant at which a finished shard is not known as one.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <ophamin/campaign/run.hpp>
#include <ophamin/records/signing_key.hpp>

namespace ophamin::campaign {

class Ledger {
 public:
  explicit Ledger(std::filesystem::path out) : out_(std::move(out)) {}

  /// Before the bundle is written to `outcome.bundle`.
  void promise(const ShardOutcome& outcome) const;
  /// Instead of a bundle.
  void note_errored(const ShardOutcome& outcome) const;

  /// The outcome of a shard that is finished: its bundle is there, has the promised id and verifies, or it errored. A proof
  /// that is there but damaged is a kRecordSignatureError. Nothing if it has to be run.
  std::optional<ShardOutcome> finished(const Shard& shard, const records::SigningKey& key) const;

 private:
  std::filesystem::path path_of(const std::string& shard_id) const;
  void write(const ShardOutcome& outcome) const;
  std::filesystem::path out_;
};

}  // namespace ophamin::campaign
