// SPDX-License-Identifier: Apache-2.0
//
// Runs one shard: claim, pre-registration, selection, cycles, score.
#pragma once

#include <atomic>

#include <ophamin/measuring/notary.hpp>
#include <ophamin/measuring/shard_job.hpp>
#include <ophamin/measuring/shard_result.hpp>
#include <ophamin/registry/registry.hpp>

namespace ophamin::measuring {

/// Runs a shard in this process, on this thread. Throws diagnostics::Error for whatever ends it: a guest's error or
/// broken promise, a field contract that the substrate does not meet, no selected record, a pre-registration that
/// cannot be written, cancellation.
ShardResult run_shard(const ShardJob& job, const registry::Registry& registry, Notary& notary,
                      const std::atomic<bool>* cancelled = nullptr);

}  // namespace ophamin::measuring
