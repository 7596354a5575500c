// SPDX-License-Identifier: Apache-2.0
//
// From what was stated and what was found to the proof record: the verdict, the provenance and the attribution are
// the host's own.
#pragma once

#include <string>
#include <vector>

#include <ophamin/measuring/environment_lock.hpp>
#include <ophamin/measuring/shard_job.hpp>
#include <ophamin/measuring/shard_result.hpp>
#include <ophamin/measuring/statement.hpp>
#include <ophamin/records/proof.hpp>
#include <ophamin/records/signing_key.hpp>
#include <ophamin/registry/plugin.hpp>

namespace ophamin::measuring {

struct ProofInputs {
  const ShardJob& job;
  const Statement& statement;
  const records::Preregistration& preregistration;
  unsigned attempt = 1;  ///< of the pre-registration
  const ShardResult& result;
  /// Where the digests of the files came from: "bytes", that this campaign read; "cache", from an earlier run; "cache+bytes", the
  /// same and then read beside the shard. Empty where no files were hashed.
  std::string data_hash_source{};
  std::string reference_hash{};  ///< what the reference implementation has for the data, beside its content hash; may be empty
  const EnvironmentLock& environment;
  std::vector<const registry::Plugin*> plugins{};  ///< whose components took part
  /// Ids of the runs that the record comes from, the shard's own first; empty if no lineage is recorded.
  std::vector<std::string> lineage{};
  std::string command;  ///< that reproduces the shard
};

/// The signed record. Throws kRecordValidationError that lists every problem of a record that is not well-formed: such a
/// record is not signed.
records::EmpiricalProofRecord build_proof(const ProofInputs& inputs, const records::SigningKey& key);

}  // namespace ophamin::measuring
