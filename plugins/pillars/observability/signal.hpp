// SPDX-License-Identifier: Apache-2.0
//
// What every drift detector has:
//
//   Signal update(double x);            the next finite observation
//   void reset();                       as constructed: every statistic and window is forgotten
//   std::uint64_t needed() const;       observations since a reset before which no drift can be found
//
// Nothing else resets a detector: it is for its owner to do that before the first update after a drift.
#pragma once

namespace ophamin::observability {

struct Signal {
  bool drift = false;
  bool warning = false;  ///< drift may be coming (DDM, EDDM)
};

}  // namespace ophamin::observability
