// SPDX-License-Identifier: Apache-2.0
//
// toml++ as this host uses it. Its parser states as assumptions to the optimiser some things that a malformed file does
// not keep ("[=]" is enough), which is undefined behaviour in a release build. Its assertions are switched on here in
// every build, and throw.
#pragma once

#include <stdexcept>

namespace ophamin::campaign {

class TomlAssumptionBroken : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

[[noreturn]] inline void break_toml_assumption(const char* condition) { throw TomlAssumptionBroken(condition); }

}  // namespace ophamin::campaign

#pragma push_macro("NDEBUG")
#undef NDEBUG
#define TOML_ASSERT(condition) ((condition) ? void() : ::ophamin::campaign::break_toml_assumption(#condition))
#define TOML_EXCEPTIONS 1
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")
