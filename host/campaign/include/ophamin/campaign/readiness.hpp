// SPDX-License-Identifier: Apache-2.0
//
// Whether a manifest can run with the plugins that were found, and what to make of plugins that were refused:
// one bad plugin never hides good ones, and the exit code still tells (OPH-HOST-5).
#pragma once

#include <vector>

#include <ophamin/campaign/manifest.hpp>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/registry/load.hpp>

namespace ophamin::campaign {

/// What is wrong, each complaint once.
struct Readiness {
  std::vector<diagnostics::Diagnostic> errors{};    ///< the manifest cannot run, in file order, those of no line last
  std::vector<diagnostics::Diagnostic> warnings{};  ///< refused plugins that the manifest can do without
};

/// Holds a manifest against what was loaded. A refused plugin is an error if the manifest uses a component of it, if it is
/// required (OPH-HOST-5), or if `locked` asks for exactly the plugins of the lock file and this one breaks it
/// (OPH-HOST-9); otherwise it is a warning.
Readiness check_readiness(const Manifest& manifest, const registry::LoadReport& plugins, bool locked);

/// The exit code of a command that ended with `code` and had these plugins: 3 if it was 0 and a plugin was refused.
int exit_code_with_plugins(int code, const registry::LoadReport& plugins) noexcept;

}  // namespace ophamin::campaign
