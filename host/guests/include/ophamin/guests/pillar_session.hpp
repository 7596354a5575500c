// SPDX-License-Identifier: Apache-2.0
//
// One instance of a pillar: a table goes in, attributed evidence comes out.
//
//   PillarSession session(environment, registry.get(OPH_PILLAR, "stats.proportion"), {{"level", 0.9}});
//   std::vector<EvidenceRow> rows = session.compute(table);
#pragma once

#include <ophamin/abi.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include <ophamin/guests/evidence.hpp>
#include <ophamin/guests/host_services.hpp>
#include <ophamin/guests/role_binding.hpp>

namespace ophamin::guests {

/// What a streaming pillar noticed.
struct PillarEvent {
  std::uint64_t row = 0;
  std::string name;
  double value = 0.0;
};

class PillarSession {
 public:
  /// Checks and completes the parameters (kParameterSchemaViolation, every problem at once) and creates the instance.
  PillarSession(Environment& environment, const registry::Component& pillar, const boost::json::object& given,
                unsigned depth = 1);
  ~PillarSession();
  PillarSession(const PillarSession&) = delete;
  PillarSession& operator=(const PillarSession&) = delete;

  /// Throws kNonUniformComputeError when roles are missing, kGuestBrokePromise when there is no row of evidence, when a
  /// promise of determinism is not kept (only with Environment::verify_determinism), and as Guest::call.
  std::vector<EvidenceRow> compute(const oph_table_t& table);

  /// A stream. With Environment::verify_determinism a pillar that says it is deterministic is fed twice, and update() and
  /// finish() throw as compute() does.
  bool can_stream() const noexcept;
  void begin();
  /// Events arrive with their row counted since begin(), ascending, none ahead of the rows given.
  void update(const oph_table_t& rows, const std::function<void(PillarEvent)>& on_event);
  std::vector<EvidenceRow> finish();

 private:
  struct State;
  std::vector<EvidenceRow> compute_once(State& state, const oph_table_t& bound);
  std::vector<PillarEvent> update_once(State& state, const oph_table_t& bound);
  std::vector<EvidenceRow> finish_once(State& state);
  [[noreturn]] void lied(const std::string& difference) const;

  Environment* environment_;
  const registry::Component* pillar_;
  boost::json::object params_;
  unsigned depth_;
  std::unique_ptr<State> state_;
  std::unique_ptr<State> twin_;  ///< of a stream that is verified
};

}  // namespace ophamin::guests
