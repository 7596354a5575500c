// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <ophamin/sdk.hpp>

namespace ophamin::pillars {

/// Says that the row is undefined: `count` of `values` are infinite or no number. `consequence` says what comes of it.
inline sdk::Evidence& not_finite(sdk::Evidence& row, std::uint64_t values, std::uint64_t count, std::string_view consequence) {
  return row.undefined(values, values - count,
                       std::to_string(count) + (count == 1 ? " value is" : " values are") + " not finite: " + std::string(consequence));
}

}  // namespace ophamin::pillars
