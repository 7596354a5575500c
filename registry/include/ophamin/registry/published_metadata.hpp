// SPDX-License-Identifier: Apache-2.0
//
// Metadata keys whose value is a choice: the values that abi.h publishes, in its order.
#pragma once

#include <array>
#include <string_view>

namespace ophamin::registry {

/// `tier` of a scenario.
inline constexpr std::array<std::string_view, 5> kTiers{"scientific", "engineering", "philosophical", "empirical_deep",
                                                        "measurement_machinery"};
/// `hash_rule` of a corpus; the first is the default.
inline constexpr std::array<std::string_view, 4> kHashRules{"labels", "file", "python-repr-files", "python-repr-sources"};
/// `reference_hash` of a corpus.
inline constexpr std::array<std::string_view, 2> kReferenceHashes{"revision-count", "python-repr-sources"};

}  // namespace ophamin::registry
