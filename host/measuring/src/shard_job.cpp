// SPDX-License-Identifier: Apache-2.0
#include <ophamin/measuring/shard_job.hpp>

#include <stdexcept>
#include <utility>

#include "wire.hpp"

namespace ophamin::measuring {

using records::Json;
using records::JsonArray;
using records::JsonObject;

namespace {

Json use_to_json(const ComponentUse& use) {
  return Json(JsonObject{{"use", use.use}, {"params", wire::from_boost_object(use.params)}});
}

ComponentUse use_from_json(const Json& json) { return {wire::text(json, "use"), wire::boost_object(json, "params")}; }

Json pillar_to_json(const AttachedPillar& pillar) {
  JsonArray columns;
  for (const auto& [role, fields] : pillar.columns) {
    columns.push_back(Json(JsonObject{{"role", role}, {"fields", wire::from_texts(fields)}}));
  }
  return Json(JsonObject{{"use", pillar.use},
                         {"columns", Json(std::move(columns))},
                         {"params", wire::from_boost_object(pillar.params)},
                         {"stream", Json(pillar.stream)}});
}

AttachedPillar pillar_from_json(const Json& json) {
  AttachedPillar pillar;
  pillar.use = wire::text(json, "use");
  for (const auto& column : wire::array(json, "columns")) {
    pillar.columns.emplace_back(wire::text(column, "role"), wire::texts(column, "fields"));
  }
  pillar.params = wire::boost_object(json, "params");
  pillar.stream = wire::boolean(json, "stream");
  return pillar;
}

}  // namespace

Json ShardJob::to_json() const {
  JsonArray attached;
  for (const auto& pillar : pillars) attached.push_back(pillar_to_json(pillar));
  return Json(JsonObject{{"id", id},
                         {"scenario_name", scenario_name},
                         {"scenario", use_to_json(scenario)},
                         {"corpus", use_to_json(corpus)},
                         {"substrate", substrate ? use_to_json(*substrate) : Json()},
                         {"cycle", wire::from_boost_object(cycle)},
                         {"n_cycles", n_cycles ? wire::from_natural(*n_cycles) : Json()},
                         {"pillars", Json(std::move(attached))},
                         {"seed", wire::from_natural(seed)},
                         {"verify_determinism", Json(verify_determinism)},
                         {"drafts", wire::from_texts(drafts)},
                         {"instrument", instrument ? instrument->to_json() : Json()},
                         {"trace_file", trace_file}});
}

ShardJob ShardJob::from_json(const Json& json) {
  ShardJob job;
  job.id = wire::text(json, "id");
  job.scenario_name = wire::text(json, "scenario_name");
  job.scenario = use_from_json(wire::member(json, "scenario"));
  job.corpus = use_from_json(wire::member(json, "corpus"));
  if (const auto& substrate = wire::member(json, "substrate"); !substrate.is_null()) job.substrate = use_from_json(substrate);
  job.cycle = wire::boost_object(json, "cycle");
  if (!wire::member(json, "n_cycles").is_null()) job.n_cycles = wire::natural(json, "n_cycles");
  for (const auto& pillar : wire::array(json, "pillars")) job.pillars.push_back(pillar_from_json(pillar));
  job.seed = wire::natural(json, "seed");
  job.verify_determinism = wire::boolean(json, "verify_determinism");
  job.drafts = wire::texts(json, "drafts");
  job.trace_file = wire::text(json, "trace_file");
  if (const auto& instrument = wire::member(json, "instrument"); !instrument.is_null()) {
    try {
      job.instrument = instrumenting::Settings::from_json(instrument);
    } catch (const std::invalid_argument& wrong) {
      wire::refuse(wrong.what());
    }
  }
  return job;
}

}  // namespace ophamin::measuring
