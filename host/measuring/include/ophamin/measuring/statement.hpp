// SPDX-License-Identifier: Apache-2.0
//
// What a shard states before it sees data: the claim, the plan, the system and the data it is about. The host turns it
// into the pre-registration, on disk, and only then lets the first cycle run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <ophamin/records/json.hpp>
#include <ophamin/records/proof.hpp>
#include <ophamin/seeing/corpus_session.hpp>

namespace ophamin::measuring {

struct Statement {
  records::Claim claim;
  std::string analysis_plan;
  std::string stopping_rule;  ///< empty if the scenario does not stop early
  bool is_static = false;     ///< no substrate is run
  bool driven = false;        ///< the scenario runs sessions itself
  std::uint64_t planned_cycles = 0;

  std::string substrate_name;      ///< what is tested
  std::string substrate_revision;  ///< never empty
  std::string substrate_kind;      ///< may be empty
  std::string corpus_name;
  std::string corpus_kind;
  std::string corpus_source;
  std::string corpus_revision;  ///< may be empty

  /// The files that hold the data, for the host to hash. Nothing: `record_hash` stands for the records delivered.
  std::optional<std::vector<seeing::CorpusFile>> files;
  std::string record_hash;

  records::Json to_json() const;
  /// Throws diagnostics::Error (kShardProtocolBroken), also for a claim that lacks a text.
  static Statement from_json(const records::Json& json);
};

}  // namespace ophamin::measuring
