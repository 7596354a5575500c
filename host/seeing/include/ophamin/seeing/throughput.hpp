// SPDX-License-Identifier: Apache-2.0
//
// How fast a substrate runs cycles, by the host's clock.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <ophamin/abi.h>
#include <ophamin/seeing/substrate_session.hpp>

namespace ophamin::seeing {

struct Throughput {
  std::uint64_t n = 0;          ///< cycles that were asked for
  std::uint64_t completed = 0;  ///< of them, those of batches that came back
  std::uint64_t succeeded = 0;
  double wall_seconds = 0.0;    ///< of all batches
  double gross_cycles_per_sec = 0.0;          ///< completed / wall_seconds
  std::optional<double> median_cycle_seconds; ///< of cycles that succeeded; none if there are none
  std::optional<double> mean_cycle_seconds;
  double steady_state_cycles_per_sec = 0.0;   ///< 1 / median; 0 if there is none
  std::vector<std::pair<std::string, std::uint64_t>> failures;  ///< the first 20 different reasons with their counts, most frequent first

  bool ok() const noexcept { return succeeded != 0; }
};

/// Runs `n` cycles, n >= 1, over the stimuli in order, and over again when they are used up; there is at least one. Each
/// cycle is timed: within batches where the substrate marks its cycles, in batches of one where it does not. Memory: eight
/// bytes a cycle. `after_batch` is told how many cycles are done. Throws what SubstrateSession::run throws.
Throughput measure_throughput(SubstrateSession& session, std::span<const oph_record_t> stimuli, std::uint64_t n,
                              const std::function<void(std::uint64_t done)>& after_batch = {});

}  // namespace ophamin::seeing
