// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string_view>

/// The numbered rules of plugins (OPH-ABI-n) and of the host that takes them (OPH-HOST-n). Error messages, docs/abi.md and
/// the conformance tests all use this one table.
namespace ophamin::registry {

struct Rule {
  std::string_view id;        ///< "OPH-ABI-2"
  std::string_view sentence;  ///< what the rule says
};

/// Every rule, OPH-ABI-1..12 and then OPH-HOST-1..9. Lives as long as the program.
std::span<const Rule> rules() noexcept;

/// The rule with this id, or null.
const Rule* find_rule(std::string_view id) noexcept;

}  // namespace ophamin::registry
