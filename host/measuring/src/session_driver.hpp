// SPDX-License-Identifier: Apache-2.0
//
// Sessions for a driven scenario (oph_driver_t): the scenario decides what to run, the host owns everything it runs on.
#pragma once

#include <ophamin/abi.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>

#include <boost/json/object.hpp>

#include <ophamin/guests/host_services.hpp>
#include <ophamin/measuring/shard_job.hpp>
#include <ophamin/seeing/record_buffer.hpp>
#include <ophamin/seeing/substrate_session.hpp>

#include "cycle_recorder.hpp"
#include "substrate_determinism.hpp"

namespace ophamin::measuring {

class SessionDriver {
 public:
  struct Setup {
    guests::Environment* environment = nullptr;
    const registry::Component* substrate = nullptr;
    const ShardJob* job = nullptr;
    CycleRecorder* recorder = nullptr;
    guests::Guest* scenario = nullptr;
    DeterminismSample* sample = nullptr;  ///< gets the records that run, if the substrate is to be verified
    std::uint64_t planned = 0;
    /// More selected records into the buffer, at least one unless the corpus has ended.
    std::function<void(seeing::RecordBuffer&)> refill;
    std::function<void()> after_run;  ///< progress and cancellation
  };
  explicit SessionDriver(Setup setup);
  SessionDriver(const SessionDriver&) = delete;
  SessionDriver& operator=(const SessionDriver&) = delete;

  const oph_driver_t& table() const noexcept { return table_; }
  /// Records that the scenario was given.
  std::uint64_t used() const noexcept { return used_; }

 private:
  struct Session {
    std::unique_ptr<seeing::SubstrateSession> substrate;
    std::unique_ptr<seeing::CycleBuffers> buffers;
    boost::json::object params{};
    bool failed = false;
  };
  oph_status_t records(std::uint64_t limit, const oph_record_t** records, std::uint64_t* count);
  oph_status_t open(const oph_value_t* params, std::uint64_t replicate, std::uint64_t* session);
  oph_status_t run(std::uint64_t session, const oph_record_t* records, std::uint64_t count, const oph_value_t* params,
                   const oph_value_t* const* row_params, std::uint64_t* first_row, oph_error_t* error);
  Session* find(std::uint64_t session, oph_error_t* error);

  Setup setup_;
  oph_driver_t table_{};
  seeing::RecordBuffer buffer_;
  std::size_t handed_out_ = 0;
  std::uint64_t used_ = 0;
  std::map<std::uint64_t, Session> sessions_;
  std::uint64_t next_session_ = 0;
};

}  // namespace ophamin::measuring
