// SPDX-License-Identifier: Apache-2.0
//
// One shard's work wherever it runs: the run, and its last frame.
#pragma once

#include <atomic>

#include <ophamin/execution/frame.hpp>
#include <ophamin/measuring/shard_job.hpp>
#include <ophamin/registry/registry.hpp>

#include "frame_notary.hpp"

namespace ophamin::campaign {

/// Runs the shard and gives its final frame: a result, or the failure in words. Throws nothing but what `exchange` throws
/// for a lost channel.
execution::Frame run_to_frame(const measuring::ShardJob& job, const registry::Registry& registry,
                              const FrameNotary::Exchange& exchange, const std::atomic<bool>* cancelled);

}  // namespace ophamin::campaign
