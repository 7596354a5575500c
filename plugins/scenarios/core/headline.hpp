// SPDX-License-Identifier: Apache-2.0
//
// The row that is about the claim's own metric: whoever follows a claim over revisions looks for that name.
#pragma once

#include <ophamin/sdk.hpp>

#include <string_view>

namespace ophamin::core {

namespace sdk = ophamin::sdk;

/// What a pillar computed, under the name of the claim's metric. The pillar's own row stands beside it.
inline sdk::Evidence headline(std::string_view metric, const sdk::Result& result) {
  auto row = sdk::Evidence(metric);
  if (result.undefined()) return row.undefined(result.needed(), result.found(), result.reason());
  row.value(result.value());
  if (const auto interval = result.ci()) row.ci(interval->first, interval->second);
  return row;
}

}  // namespace ophamin::core
