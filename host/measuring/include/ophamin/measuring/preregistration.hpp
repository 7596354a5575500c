// SPDX-License-Identifier: Apache-2.0
//
// The pre-registration: what was going to be asked, of what, of which data, and how it would be judged, dated and on
// disk before the first cycle.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <ophamin/measuring/shard_job.hpp>
#include <ophamin/measuring/statement.hpp>
#include <ophamin/records/json.hpp>
#include <ophamin/records/proof.hpp>

namespace ophamin::measuring {

/// Everything that decides the result but the data: the claim, all parameters, the seed, and the digests of the plugins.
/// `plugins` are ids and digests.
records::Json config_document(const ShardJob& job, const Statement& statement,
                              const std::vector<std::pair<std::string, std::string>>& plugins);

/// The section of the proof. Dated now, by the host's clock. `sweep_point` is what this shard's sweep set.
records::Preregistration make_preregistration(const Statement& statement, const records::Json& config,
                                              std::string data_hash, records::JsonObject sweep_point);

/// Writes `<folder>/<shard>.<attempt>.json`, atomically and synced; `attempt` is the first number that is free, so that an
/// earlier attempt at the same shard stays visible. Returns the attempt, from 1. Throws storage errors.
unsigned write_preregistration(const std::filesystem::path& folder, const ShardJob& job, const Statement& statement,
                               const records::Json& config, const records::Preregistration& preregistration);

}  // namespace ophamin::measuring
