// SPDX-License-Identifier: Apache-2.0
//
// One instance of a substrate: described, versioned, reset, and run in batches.
#pragma once

#include <ophamin/abi.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include <ophamin/guests/guest.hpp>
#include <ophamin/guests/host_services.hpp>
#include <ophamin/records/json.hpp>
#include <ophamin/registry/parameters.hpp>
#include <ophamin/seeing/batch_watcher.hpp>
#include <ophamin/seeing/cycle_buffers.hpp>

namespace ophamin::seeing {

/// When a batch ran, by the host's steady clock.
struct BatchTime {
  std::uint64_t begin_ns = 0;
  std::uint64_t end_ns = 0;
};

class SubstrateSession {
 public:
  /// Creates, describes, asks for the revision and resets. `cycle` are the cycle parameters of every batch. Throws
  /// kParameterSchemaViolation, kSubstrateUnavailable, kGuestBrokePromise (no field, a field twice, an empty revision).
  SubstrateSession(guests::Environment& environment, const registry::Component& substrate,
                   const boost::json::object& given, const boost::json::object& cycle, std::uint64_t replicate = 0);
  SubstrateSession(const SubstrateSession&) = delete;
  SubstrateSession& operator=(const SubstrateSession&) = delete;

  guests::Guest& guest() noexcept { return guest_; }
  const std::vector<Field>& fields() const noexcept { return fields_; }
  const std::string& revision() const noexcept { return revision_; }
  const boost::json::object& cycle_parameters() const noexcept { return cycle_given_; }

  void reset();
  /// Runs the records as one batch into `buffers`, which were made for this session's fields. `params` replaces the
  /// cycle parameters when not null; `row_params` is null or has one entry per record.
  BatchTime run(std::span<const oph_record_t> records, CycleBuffers& buffers, const oph_value_t* params = nullptr,
                const oph_value_t* const* row_params = nullptr);
  /// Nobody, or somebody who outlives the session, is told of each batch from here on.
  void watch(BatchWatcher* watcher) noexcept { watcher_ = watcher; }
  /// The state worth keeping; empty if the substrate has none to give.
  records::JsonObject state();
  /// What the substrate finds out about the system without running a cycle; nothing if it does not offer that.
  std::optional<records::JsonObject> probe();

 private:
  void describe();
  void ask_revision();

  guests::Guest guest_;
  guests::HostServices services_;
  registry::ValueTree params_;
  boost::json::object cycle_given_;
  registry::ValueTree cycle_;
  const oph_substrate_t& table_;
  guests::Instance instance_;
  std::vector<Field> fields_;
  std::string revision_;
  std::uint64_t next_cycle_ = 0;
  BatchWatcher* watcher_ = nullptr;
};

}  // namespace ophamin::seeing
