// SPDX-License-Identifier: Apache-2.0
//
// Suggestions for a name that was not found.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ophamin::registry {

/// The candidates a person may have meant by `name`, best first, at most `limit`. Compares without regard to case by
/// the number of insertions, deletions, replacements and swaps of neighbours; a third of the longer name may differ.
/// A candidate that contains the name, or the other way round, counts as near.
std::vector<std::string> near_names(std::string_view name, std::span<const std::string> candidates,
                                    std::size_t limit = 3);

}  // namespace ophamin::registry
