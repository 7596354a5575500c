// SPDX-License-Identifier: Apache-2.0
#include "substrate_determinism.hpp"

#include <cstdint>
#include <string>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/seeing/substrate_session.hpp>

namespace ophamin::measuring {

namespace {

/// One fresh run of the sample with every field kept.
struct FreshRun {
  FreshRun(guests::Environment& environment, const registry::Component& substrate, const boost::json::object& params,
           const boost::json::object& cycle, std::span<const oph_record_t> records)
      : session(environment, substrate, params, cycle),
        buffers(session.guest(), session.fields(), std::vector<bool>(session.fields().size(), true), false) {
    session.run(records, buffers);
  }
  seeing::SubstrateSession session;
  seeing::CycleBuffers buffers;
};

bool same_cell(const seeing::CycleBuffers& a, const seeing::CycleBuffers& b, std::uint64_t row, std::size_t field) {
  if (a.valid(row, field) != b.valid(row, field)) return false;
  if (!a.valid(row, field)) return true;
  switch (a.fields()[field].type) {
    case OPH_BOOL: return a.values<std::uint8_t>(field)[row] == b.values<std::uint8_t>(field)[row];
    case OPH_INT:
    case OPH_FLOAT:  // bit for bit
      return a.values<std::int64_t>(field)[row] == b.values<std::int64_t>(field)[row];
    default: return a.text(row, field) == b.text(row, field);
  }
}

}  // namespace

void DeterminismSample::offer(std::span<const oph_record_t> records, const boost::json::object& params,
                              const boost::json::object& cycle) {
  if (records_.empty()) {
    params_ = params;
    cycle_ = cycle;
  } else if (records_.size() >= kCycles || params != params_ || cycle != cycle_) {
    return;
  }
  for (const auto& record : records) {
    if (records_.size() >= kCycles) return;
    records_.push(record);
  }
}

bool DeterminismSample::verify(guests::Environment& environment, const registry::Component& substrate) {
  if (records_.empty()) return false;
  const auto records = records_.views();
  const FreshRun first(environment, substrate, params_, cycle_, records);
  const FreshRun second(environment, substrate, params_, cycle_, records);
  const auto broke = [&](std::string what) {
    throw diagnostics::Error({.code = diagnostics::ErrorCode::kGuestBrokePromise,
                              .rule = "OPH-HOST-8",
                              .message = fmt::format("{} says it is deterministic, but two fresh runs of the same {} cycles differ: {}",
                                                     substrate.label(), records.size(), what),
                              .mend = "draw every random number from the host's seed, declare physical readings as measured, or drop the deterministic flag",
                              .place = {.path = substrate.label()}});
  };
  for (std::uint64_t row = 0; row < records.size(); ++row) {
    if (first.buffers.succeeded(row) != second.buffers.succeeded(row)) broke(fmt::format("success of cycle {}", row));
    if (!first.buffers.succeeded(row)) continue;
    for (std::size_t field = 0; field < first.buffers.fields().size(); ++field) {
      if (first.buffers.fields()[field].measured()) continue;
      if (!same_cell(first.buffers, second.buffers, row, field)) {
        broke(fmt::format("field '{}' of cycle {}", first.buffers.fields()[field].name, row));
      }
    }
  }
  return true;
}

}  // namespace ophamin::measuring
