// SPDX-License-Identifier: Apache-2.0
//
// One shard, described completely: what a worker process gets and nothing else. No key, no verdict.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>

#include <ophamin/instrumenting/settings.hpp>
#include <ophamin/records/json.hpp>

namespace ophamin::measuring {

/// A component and the parameters that the manifest gives it.
struct ComponentUse {
  std::string use;
  boost::json::object params;
};

/// A pillar that the host computes on the run's table beside the scenario's own evidence.
struct AttachedPillar {
  std::string use;
  std::vector<std::pair<std::string, std::vector<std::string>>> columns;  ///< role to columns of the run's table
  boost::json::object params;
  bool stream = false;  ///< fed batch by batch; its events are kept
};

struct ShardJob {
  std::string id;             ///< safe as a file name, unique in the campaign
  std::string scenario_name;  ///< in the manifest
  ComponentUse scenario;
  ComponentUse corpus;
  std::optional<ComponentUse> substrate;  ///< nothing: only a static scenario can run
  boost::json::object cycle;              ///< cycle parameters
  std::optional<instrumenting::Settings> instrument{};  ///< the substrate is watched
  std::optional<std::uint64_t> n_cycles;
  std::vector<AttachedPillar> pillars;
  std::uint64_t seed = 0;
  bool verify_determinism = false;
  std::vector<std::string> drafts;
  std::string trace_file;  ///< where raw outputs are kept if the scenario asks for them

  records::Json to_json() const;
  /// Throws diagnostics::Error (kShardProtocolBroken).
  static ShardJob from_json(const records::Json& json);
};

}  // namespace ophamin::measuring
