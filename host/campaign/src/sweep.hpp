// SPDX-License-Identifier: Apache-2.0
//
// The keys of a sweep: what each of them sets, and setting it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <ophamin/campaign/manifest.hpp>

#include "document.hpp"
#include "section.hpp"

namespace ophamin::campaign {

/// What the first parts of a sweep key name.
enum class SweepTarget : std::uint8_t { kCycles, kScenarioParams, kSubstrateParams, kSubstrateCycle, kCorpusParams };

struct SweepKey {
  SweepTarget target = SweepTarget::kCycles;
  std::vector<std::string> path{};  ///< below the target's object; empty for kCycles
};

/// "substrate.params.level" taken apart; nothing if it is no key of a sweep.
std::optional<SweepKey> parse_sweep_key(std::string_view key);

/// Sets `path` in `object`, making missing levels; a table is merged into a table that is there already, at any depth,
/// everything else replaces. A level that is no table is replaced by one.
void set_in(boost::json::object& object, const std::vector<std::string>& path, const boost::json::value& value);

/// The sweep of one scenario. `at` is the scenario's pointer, `known_substrate` whether the scenario has one.
std::vector<SweepAxis> read_sweep(Reading& reading, const Item& sweep, const std::string& at, bool known_substrate);

/// The number of points, or nothing if there are more than kShardLimit.
std::optional<std::size_t> count_points(const std::vector<SweepAxis>& sweep) noexcept;

}  // namespace ophamin::campaign
