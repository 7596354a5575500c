// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <ophamin/sdk.hpp>

namespace ophamin::pillars {

/// A parameter that only some variants of a method have.
struct VariantOption {
  std::string_view name;
  bool given;
  unsigned owners;  ///< bit i for the variant number i
};

/// Throws OPH_INVALID_ARGUMENT, naming every given option that the chosen variant does not have: one that nobody reads is a
/// mistake. `kind` is what a variant is called: `detector`.
inline void refuse_foreign_options(std::string_view kind, std::span<const std::string_view> variants, std::size_t chosen,
                                   std::span<const VariantOption> options) {
  std::string foreign;
  for (const auto& option : options) {
    if (!option.given || (option.owners >> chosen & 1u) != 0) continue;
    std::string owners;
    for (std::size_t i = 0; i < variants.size(); ++i) {
      if ((option.owners >> i & 1u) != 0) owners += (owners.empty() ? "" : " and ") + std::string(variants[i]);
    }
    foreign += (foreign.empty() ? "`" : ", `") + std::string(option.name) + "` (of " + owners + ')';
  }
  if (!foreign.empty()) {
    throw sdk::invalid_argument(std::string(kind) + ' ' + std::string(variants[chosen]) + " does not have " + foreign +
                                "; drop what it does not have, or choose another " + std::string(kind));
  }
}

}  // namespace ophamin::pillars
