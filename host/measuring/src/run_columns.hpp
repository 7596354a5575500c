// SPDX-License-Identifier: Apache-2.0
//
// The columns of a run: those that a scenario and attached pillars ask for, and those that the host gives.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <ophamin/measuring/scenario_session.hpp>
#include <ophamin/measuring/shard_job.hpp>
#include <ophamin/seeing/cycle_buffers.hpp>

namespace ophamin::measuring {

/// Throws kUnknownName, with near names, for attached pillars that name columns which the run does not have. What a cycle cost is
/// known only of a substrate that is `instrumented`.
void check_pillar_columns(const std::vector<AttachedPillar>& pillars, const std::vector<seeing::Field>& declared,
                          const std::string& substrate, bool instrumented);

/// Indices of the declared fields that the run keeps: those the scenario asked for and those that pillars need at the end.
std::vector<std::size_t> kept_fields(const std::vector<FieldRequest>& requests,
                                     const std::vector<AttachedPillar>& pillars,
                                     const std::vector<seeing::Field>& declared);

/// An attached pillar that reads host.cycle_seconds makes the host time every cycle.
bool wants_cycle_times(const std::vector<AttachedPillar>& pillars) noexcept;

}  // namespace ophamin::measuring
