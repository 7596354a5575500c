// SPDX-License-Identifier: Apache-2.0
#include "worker_job.hpp"

#include <algorithm>
#include <utility>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>

namespace ophamin::campaign {

using records::Json;
using records::JsonArray;
using records::JsonObject;

namespace {

const Json& member(const Json& json, std::string_view key) {
  const auto* value = json.find(key);
  if (value != nullptr) return *value;
  throw diagnostics::Error({.code = diagnostics::ErrorCode::kShardProtocolBroken,
                            .message = "the job frame lacks '" + std::string(key) + "'"});
}

bool is_needed(const registry::Component& component, const measuring::ShardJob& shard) {
  switch (component.kind) {
    case OPH_PILLAR: return true;
    case OPH_SCENARIO: return component.name == shard.scenario.use;
    case OPH_CORPUS: return component.name == shard.corpus.use;
    case OPH_SUBSTRATE: return shard.substrate && component.name == shard.substrate->use;
    default: return false;
  }
}

}  // namespace

std::vector<registry::TrustedFile> plugins_for(const measuring::ShardJob& shard, const registry::Registry& registry) {
  std::vector<registry::TrustedFile> files;
  for (const auto* plugin : registry.plugins()) {
    const auto components = registry.components(*plugin);
    const bool needed = std::any_of(components.begin(), components.end(),
                                    [&](const registry::Component* component) { return is_needed(*component, shard); });
    if (needed) files.push_back({plugin->path, plugin->sha256});
  }
  return files;
}

std::string WorkerJob::encode() const {
  JsonArray files;
  for (const auto& plugin : plugins) {
    files.push_back(Json(JsonObject{{"path", plugin.path.string()}, {"sha256", plugin.sha256}}));
  }
  JsonArray choices;
  for (const auto& choice : preferences) {
    choices.push_back(Json(JsonObject{{"kind", Json(choice.kind)}, {"name", choice.name}, {"plugin", choice.plugin}}));
  }
  return records::canonical(Json(JsonObject{
      {"shard", shard.to_json()}, {"plugins", Json(std::move(files))}, {"preferences", Json(std::move(choices))}}));
}

WorkerJob WorkerJob::decode(std::string_view text) {
  const auto json = records::parse_json(text);
  WorkerJob job;
  job.shard = measuring::ShardJob::from_json(member(json, "shard"));
  for (const auto& file : member(json, "plugins").as_array()) {
    job.plugins.push_back({member(file, "path").as_string(), member(file, "sha256").as_string()});
  }
  for (const auto& choice : member(json, "preferences").as_array()) {
    job.preferences.push_back({static_cast<oph_kind_t>(member(choice, "kind").as_int()), member(choice, "name").as_string(),
                               member(choice, "plugin").as_string()});
  }
  return job;
}

}  // namespace ophamin::campaign
