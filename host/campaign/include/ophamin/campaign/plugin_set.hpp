// SPDX-License-Identifier: Apache-2.0
//
// Loading the plugins of a command or a campaign.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <ophamin/campaign/manifest.hpp>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/registry/load.hpp>

namespace ophamin::campaign {

struct PluginRequest {
  std::vector<std::filesystem::path> command_line;  ///< `--plugins`
  const Manifest* manifest = nullptr;               ///< its [plugins], if there is one
  bool locked = false;                              ///< exactly the plugins of the lock file
  bool probe = true;
  bool digests = true;  ///< without, Plugin::sha256 may be empty: for commands that only show what there is
};

/// Searches, probes and loads. Throws diagnostics::Error if the lock file cannot be read or `locked` is set without one.
/// The installed folder is found from the program's own place, or from the build folder when it runs from there.
registry::LoadReport load_plugins(const PluginRequest& request);

/// The manifest's choices between plugins that claim the same name.
std::vector<registry::Preference> preferences_of(const Manifest& manifest);

/// The folder of the plugins that came with the program that runs.
std::filesystem::path installed_plugins();

}  // namespace ophamin::campaign
