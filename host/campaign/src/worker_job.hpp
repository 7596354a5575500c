// SPDX-License-Identifier: Apache-2.0
//
// What the host sends a worker: the shard, and the plugins to load for it.
#pragma once

#include <string>
#include <vector>

#include <ophamin/measuring/shard_job.hpp>
#include <ophamin/registry/load.hpp>
#include <ophamin/registry/registry.hpp>

namespace ophamin::campaign {

/// The loaded files that a shard can need: those of its scenario, corpus and substrate, and every pillar, since a guest may
/// ask for any. Others would only cost the worker the time to load what they are linked against.
std::vector<registry::TrustedFile> plugins_for(const measuring::ShardJob& shard, const registry::Registry& registry);

struct WorkerJob {
  measuring::ShardJob shard;
  std::vector<registry::TrustedFile> plugins;
  std::vector<registry::Preference> preferences;

  std::string encode() const;
  /// Throws diagnostics::Error (kShardProtocolBroken, kJsonSyntax).
  static WorkerJob decode(std::string_view text);
};

}  // namespace ophamin::campaign
