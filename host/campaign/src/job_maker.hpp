// SPDX-License-Identifier: Apache-2.0
//
// A shard of the plan as a job for a runner.
#pragma once

#include <filesystem>

#include <ophamin/campaign/manifest.hpp>
#include <ophamin/campaign/plan.hpp>
#include <ophamin/measuring/shard_job.hpp>
#include <ophamin/registry/registry.hpp>

namespace ophamin::campaign {

/// The job with parameters as the manifest has them: the same on every machine, for the configuration hash.
measuring::ShardJob job_as_written(const Shard& shard, const Manifest& manifest, bool verify_determinism);

/// The same with paths made absolute against the manifest's folder: for the runner.
measuring::ShardJob job_to_run(measuring::ShardJob written, const Manifest& manifest, const registry::Registry& registry,
                               const std::filesystem::path& trace_file);

}  // namespace ophamin::campaign
