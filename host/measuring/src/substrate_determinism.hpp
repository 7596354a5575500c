// SPDX-License-Identifier: Apache-2.0
//
// OPH-HOST-8 for substrates: one that says it is deterministic runs its first cycles twice more, in fresh instances, and
// must give the same fields, but for those it declares as measured.
#pragma once

#include <ophamin/abi.h>

#include <cstddef>
#include <span>

#include <boost/json/object.hpp>

#include <ophamin/guests/host_services.hpp>
#include <ophamin/seeing/record_buffer.hpp>

namespace ophamin::measuring {

class DeterminismSample {
 public:
  static constexpr std::size_t kCycles = 64;

  /// Keeps copies of the first kCycles records that it is offered with the parameters of the first offer.
  void offer(std::span<const oph_record_t> records, const boost::json::object& params, const boost::json::object& cycle);
  /// Throws kGuestBrokePromise that names the first field that differs. False if it was offered nothing.
  bool verify(guests::Environment& environment, const registry::Component& substrate);

 private:
  seeing::RecordBuffer records_;
  boost::json::object params_;
  boost::json::object cycle_;
};

}  // namespace ophamin::measuring
