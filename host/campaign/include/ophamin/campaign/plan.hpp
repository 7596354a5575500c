// SPDX-License-Identifier: Apache-2.0
//
// A manifest expanded into shards: every scenario at every point of its sweep, each with its own seed.
//
//   Plan plan = campaign::build_plan(manifest);
//   plan.shards[4].id        "0004-throughput-ceiling-1f0c9a2e"
//   plan.shards[4].point     {{"substrate.params.level", 6}}
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <ophamin/campaign/manifest.hpp>
#include <ophamin/diagnostics/diagnostic.hpp>

namespace ophamin::campaign {

/// The most shards a plan may have.
inline constexpr std::size_t kShardLimit = 100'000;

/// The swept keys of one shard with their values, in the order of the sweep. Empty without a sweep.
using SweepPoint = std::vector<std::pair<std::string, boost::json::value>>;

/// One unit of work. The entries are copies with the point applied; `scenario.sweep` is empty.
struct Shard {
  std::size_t index = 0;  ///< from 0, over the whole plan
  /// "NNNN-scenario-XXXXXXXX": index, scenario name (cut at 64 characters), first 8 hex digits of the SHA-256 of the
  /// point's canonical JSON. Safe as a file name, the same for the same manifest.
  std::string id{};
  ScenarioEntry scenario{};
  std::optional<SubstrateEntry> substrate{};  ///< nothing only if the manifest declares no substrate
  CorpusEntry corpus{};
  SweepPoint point{};
  std::uint64_t seed = 0;
};

/// What is going to be run. Shards are in the order of the manifest, the first key of a sweep varying slowest.
struct Plan {
  std::string campaign{};
  std::uint64_t campaign_seed = 0;
  std::vector<Shard> shards{};
};

/// Expands a manifest. Throws diagnostics::Error (kSweepInvalid) beyond kShardLimit.
Plan build_plan(const Manifest& manifest);

/// The shards whose scenario is called one of `names` (all, if it is empty); indices, ids and seeds stay what they
/// are in the whole plan. Throws diagnostics::Error (kUnknownName, with near names) for a name no scenario has.
Plan select_scenarios(const Plan& plan, const std::vector<std::string>& names);

/// The seed of a shard: the first 8 bytes, big-endian, of the SHA-256 of the canonical JSON
/// {"campaign_seed": N, "point": {KEY: VALUE, ...}, "scenario": NAME}.
std::uint64_t shard_seed(std::uint64_t campaign_seed, std::string_view scenario, const SweepPoint& point);

/// The point as an object, for records. Keys in the order of the sweep.
boost::json::object point_object(const SweepPoint& point);

/// "level=6, n_cycles=100": the point for people, each key cut to its last part where that is unambiguous; "-" for an
/// empty point.
std::string point_text(const SweepPoint& point);

/// Everything that decides what the shards measure, as JSON: campaign name and seed, and per shard the scenario,
/// substrate and corpus as they will run. Not in it: output folder, execution, signing, report, correction and plugin
/// paths, which change no measured value.
boost::json::object plan_document(const Plan& plan);

/// Lower-case hex SHA-256 of the canonical JSON of plan_document.
std::string plan_fingerprint(const Plan& plan);

/// What differs between two plan documents, for refusing to resume: one kResumeMismatch diagnostic per differing part
/// ("shard 0004-round-trip: corpus.params.root"), at most 20 and then a count. Empty if they are equal.
std::vector<diagnostics::Diagnostic> plan_differences(const boost::json::object& stored,
                                                      const boost::json::object& current);

}  // namespace ophamin::campaign
