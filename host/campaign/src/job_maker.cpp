// SPDX-License-Identifier: Apache-2.0
#include "job_maker.hpp"

#include <utility>

#include <ophamin/campaign/manifest_check.hpp>

namespace ophamin::campaign {

namespace {

/// Parameters that do not fit their schema stay as they are: the runner refuses them with every reason.
void make_absolute(measuring::ComponentUse& use, oph_kind_t kind, const Manifest& manifest, const registry::Registry& registry) {
  const auto* component = registry.find(kind, use.use);
  if (component == nullptr) return;
  auto resolved = resolve_parameters(component->parameters_schema, use.params, manifest.folder);
  if (resolved.problems.empty()) use.params = std::move(resolved.complete);
}

}  // namespace

measuring::ShardJob job_as_written(const Shard& shard, const Manifest& manifest, bool verify_determinism) {
  measuring::ShardJob job;
  job.id = shard.id;
  job.scenario_name = shard.scenario.name;
  job.scenario = {shard.scenario.use, shard.scenario.params};
  job.corpus = {shard.corpus.use, shard.corpus.params};
  if (shard.substrate) {
    job.substrate = measuring::ComponentUse{shard.substrate->use, shard.substrate->params};
    job.cycle = shard.substrate->cycle;
    job.instrument = shard.substrate->instrument;
  }
  job.n_cycles = shard.scenario.n_cycles;
  for (const auto& pillar : shard.scenario.pillars) {
    measuring::AttachedPillar attached{pillar.use, {}, pillar.params, pillar.stream};
    for (const auto& column : pillar.columns) attached.columns.emplace_back(column.role, column.fields);
    job.pillars.push_back(std::move(attached));
  }
  job.seed = shard.seed;
  job.verify_determinism = verify_determinism;
  job.drafts = manifest.plugins.drafts;
  return job;
}

measuring::ShardJob job_to_run(measuring::ShardJob job, const Manifest& manifest, const registry::Registry& registry,
                               const std::filesystem::path& trace_file) {
  make_absolute(job.scenario, OPH_SCENARIO, manifest, registry);
  make_absolute(job.corpus, OPH_CORPUS, manifest, registry);
  if (job.substrate) make_absolute(*job.substrate, OPH_SUBSTRATE, manifest, registry);
  job.trace_file = trace_file.string();
  return job;
}

}  // namespace ophamin::campaign
