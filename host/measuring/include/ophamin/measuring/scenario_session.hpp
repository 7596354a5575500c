// SPDX-License-Identifier: Apache-2.0
//
// One instance of a scenario. The caller keeps the order: claim, plan, fields before any data; then select and run;
// score last.
#pragma once

#include <ophamin/abi.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include <ophamin/guests/evidence.hpp>
#include <ophamin/guests/guest.hpp>
#include <ophamin/guests/host_services.hpp>
#include <ophamin/records/proof.hpp>
#include <ophamin/registry/parameters.hpp>

namespace ophamin::measuring {

struct ScenarioPlan {
  std::string analysis;
  std::string stopping_rule;
  std::uint32_t flags = 0;  ///< OPH_PLAN_*
  std::uint64_t cycles = 0;
  std::uint64_t batch = 0;
  std::uint64_t selection_window = 0;

  bool has(std::uint32_t flag) const noexcept { return (flags & flag) != 0; }
};

/// A line of the field contract.
struct FieldRequest {
  std::string name;
  bool required = false;
  std::uint32_t types = 0;  ///< OPH_TYPE_BIT ored; 0 accepts any
  std::string family;       ///< empty accepts any
};

struct Score {
  double observed = 0.0;
  std::optional<std::string> inconclusive;
  std::string reasoning;
  std::vector<guests::EvidenceRow> evidence;
};

class ScenarioSession {
 public:
  ScenarioSession(guests::Environment& environment, const registry::Component& scenario,
                  const boost::json::object& given);
  ScenarioSession(const ScenarioSession&) = delete;
  ScenarioSession& operator=(const ScenarioSession&) = delete;

  const registry::Component& component() const noexcept { return guest_.component(); }
  guests::Guest& guest() noexcept { return guest_; }

  /// Each checks what the guest gave and throws kGuestBrokePromise, every problem of the claim at once.
  records::Claim claim();
  ScenarioPlan plan();
  std::vector<FieldRequest> fields();

  bool selects() const noexcept { return table_.select != nullptr; }
  bool stops_early() const noexcept { return table_.after_batch != nullptr; }
  bool drives() const noexcept { return table_.drive != nullptr; }

  /// Where selected records go; false: there are enough.
  using OnSelected = std::function<bool(const oph_record_t&)>;
  void select(std::span<const oph_record_t> records, const OnSelected& on_selected);
  void select_end(const OnSelected& on_selected);

  /// True to end the run here.
  bool after_batch(const oph_run_t& run);
  void drive(const oph_driver_t& driver);
  Score score(const oph_run_t& run);

 private:
  void run_selection(std::string_view what, const OnSelected& on_selected,
                     const std::function<oph_status_t(const oph_selection_sink_t&, oph_error_t*)>& call);

  guests::Guest guest_;
  guests::HostServices services_;
  registry::ValueTree params_;
  const oph_scenario_t& table_;
  guests::Instance instance_;
};

}  // namespace ophamin::measuring
