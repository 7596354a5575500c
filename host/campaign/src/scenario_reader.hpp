// SPDX-License-Identifier: Apache-2.0
//
// The [[scenario]] tables of a manifest.
#pragma once

#include <string>
#include <vector>

#include <ophamin/campaign/manifest.hpp>

#include "section.hpp"

namespace ophamin::campaign {

/// Names that scenarios may refer to: those of entries that are wrong in themselves too, so that one mistake is not
/// reported twice.
struct DeclaredNames {
  std::vector<std::string> substrates{};
  std::vector<std::string> corpora{};
};

/// One entry; `index` is its position in the array. Complaints go to `reading`.
ScenarioEntry read_scenario(Reading& reading, const Item& item, std::size_t index, const DeclaredNames& names);

/// Names that two scenarios claim.
void check_scenario_names(Reading& reading, const std::vector<ScenarioEntry>& scenarios);

}  // namespace ophamin::campaign
