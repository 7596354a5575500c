// SPDX-License-Identifier: Apache-2.0
#include <ophamin/lineage/run_graph.hpp>

#include <ophamin/records/digest.hpp>
#include <ophamin/records/provenance.hpp>

namespace ophamin::lineage {

using records::Json;

records::JsonObject run_graph(const RunEntry& run) {
  const auto activity = "run:" + run.run_id;
  const auto config = "config:" + run.run_id;
  const auto result = "result:" + run.run_id;
  const Json* named = run.substrate.find("name");
  const auto substrate = named != nullptr && named->is_string() ? named->as_string() : std::string{};

  records::ProvenanceBuilder graph;
  graph.agent("ophamin", {{"role", "experimentation_framework"}, {"version", run.ophamin_version}});
  if (!substrate.empty()) graph.agent(substrate, {{"role", "substrate_under_test"}});
  graph.entity(config, {{"content_hash", records::content_hash(Json(run.config))}});
  graph.activity(activity, {{"kind", run.kind}, {"name", run.name}, {"outcome", run.outcome}, {"created_at", run.created_at}});
  for (const auto& [key, value] : run.metrics) graph.activity(activity, {{key, value}});
  graph.used(activity, config);
  for (const auto& dataset : run.datasets) {
    const auto entity = dataset.kind + ":" + (dataset.name.empty() ? dataset.path : dataset.name);
    graph.entity(entity, {{"content_hash", dataset.content_hash}, {"kind", dataset.kind}});
    graph.used(activity, entity);
  }
  graph.was_associated_with(activity, "ophamin");
  if (!substrate.empty()) graph.was_associated_with(activity, substrate);
  if (!run.proof_id.empty()) {
    graph.entity(result, {{"proof_id", run.proof_id}, {"verdict", run.outcome}});
    graph.was_generated_by(result, activity);
    if (!substrate.empty()) graph.was_attributed_to(result, substrate);
    graph.was_derived_from(result, config);
  }
  if (!run.parent_run_id.empty()) {
    graph.activity("run:" + run.parent_run_id);
    graph.was_informed_by(activity, "run:" + run.parent_run_id);
  }
  return graph.build();
}

}  // namespace ophamin::lineage
