// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string_view>

#include <ophamin/registry/violation.hpp>

namespace ophamin::test {

/// One deliberately wrong plugin and what the registry has to say of it: this rule, this error, and nothing else.
struct Fixture {
  std::string_view name;  ///< of the file, without `.so`
  std::string_view rule;
  registry::ErrorKind error;
  std::string_view component;  ///< the component complained of; empty for the file
  std::string_view says;       ///< a part of what was found
};

/// Wrong plugins that one file shows by itself.
std::span<const Fixture> fixtures();

/// Faults of a place, of two files or of a run, made by the tests themselves: for docs/abi.md.
std::span<const Fixture> situations();

}  // namespace ophamin::test
