// SPDX-License-Identifier: Apache-2.0
//
// What a shard found: the observed value, the evidence and the counts around it. No verdict: the host decides that.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <ophamin/guests/pillar_session.hpp>
#include <ophamin/measuring/field_contract.hpp>
#include <ophamin/records/json.hpp>
#include <ophamin/records/proof.hpp>

namespace ophamin::measuring {

/// Events of one attached streaming pillar. At most kKeptEvents are kept; the rest is counted.
struct EventLog {
  static constexpr std::size_t kKeptEvents = 1000;
  std::string pillar;
  std::uint64_t count = 0;
  std::vector<guests::PillarEvent> kept;
};

struct ShardResult {
  double observed = 0.0;
  std::optional<std::string> inconclusive;  ///< the reason
  std::string reasoning;                    ///< may be empty
  std::vector<records::PillarEvidence> evidence;

  std::uint64_t cycles = 0;   ///< that ran (static: records looked at)
  std::uint64_t failed = 0;   ///< of them
  std::uint64_t planned = 0;
  bool stopped_early = false;
  std::uint64_t corpus_records = 0;  ///< in the whole corpus
  std::uint64_t invalid_utf8 = 0;    ///< of them, those whose stored bytes are no UTF-8
  std::vector<std::pair<std::string, std::uint64_t>> skipped;  ///< what the corpus left out, by reason
  std::uint64_t selected = 0;
  std::vector<std::pair<std::string, std::uint64_t>> failures;  ///< the most frequent reasons
  std::vector<EventLog> events;
  std::vector<ContractViolation> contract_remarks;  ///< those that do not stop a run
  records::JsonObject substrate_state;
  std::uint64_t pillar_calls = 0;  ///< that guests asked for
  std::string record_hash;         ///< of the records as delivered in the run; empty if files were hashed
  std::string timing;              ///< "none", "cycle", "marked": how cycles were timed
  std::uint64_t substrate_ns = 0;  ///< inside the substrate, in all
  std::uint64_t total_ns = 0;      ///< from the first record to the score
  bool determinism_verified = false;
  std::optional<records::JsonObject> resource_profile;  ///< of an instrumented substrate, see instrumenting::Instrument::profile

  records::Json to_json() const;
  /// Throws diagnostics::Error (kShardProtocolBroken).
  static ShardResult from_json(const records::Json& json);
};

}  // namespace ophamin::measuring
