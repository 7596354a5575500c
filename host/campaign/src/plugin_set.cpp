// SPDX-License-Identifier: Apache-2.0
#include <ophamin/campaign/plugin_set.hpp>

#include <system_error>
#include <utility>

#include <fmt/format.h>

#include <ophamin/guests/plugin_errors.hpp>
#include <ophamin/version.hpp>

namespace ophamin::campaign {

namespace {

/// "pillar:O.spc" to its parts; a text without a known kind names a plugin id.
registry::Preference preference_of(const std::string& key, const std::string& plugin) {
  const auto colon = key.find(':');
  const auto kind = colon == std::string::npos ? oph_kind_t{0} : registry::kind_of(key.substr(0, colon));
  return kind == 0 ? registry::Preference{0, key, plugin} : registry::Preference{kind, key.substr(colon + 1), plugin};
}

}  // namespace

std::filesystem::path installed_plugins() {
  std::error_code fault;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", fault);
  if (fault) return {};
  const auto folder = program.parent_path();
  for (const auto& candidate : {folder.parent_path() / kPluginFolder, folder.parent_path() / "plugins"}) {
    if (std::filesystem::is_directory(candidate, fault)) return candidate;
  }
  return {};
}

std::vector<registry::Preference> preferences_of(const Manifest& manifest) {
  std::vector<registry::Preference> result;
  for (const auto& [key, plugin] : manifest.plugins.prefer) result.push_back(preference_of(key, plugin));
  return result;
}

registry::LoadReport load_plugins(const PluginRequest& request) {
  registry::SearchOptions where;
  where.command_line = request.command_line;
  where.installed = installed_plugins();
  registry::use_process_environment(where);

  registry::LoadOptions options;
  options.digests = request.digests;
  if (request.probe) options.prober = registry::Prober{.command = {"/proc/self/exe", "worker", "--probe"}};
  std::optional<registry::LockFile> lock;
  try {
    if (request.manifest != nullptr) {
      const auto& plugins = request.manifest->plugins;
      where.manifest = plugins.paths;
      options.preferences = preferences_of(*request.manifest);
      if (plugins.lock) lock = registry::read_lock(*plugins.lock);
    }
  } catch (const registry::RegistryError& error) {
    throw diagnostics::Error(guests::to_diagnostics(error.violations()));
  }
  if (request.locked && !lock) {
    throw diagnostics::Error({.code = diagnostics::ErrorCode::kUsageError,
                              .message = "--locked runs exactly the plugins of a lock file, and the manifest names none",
                              .mend = "write one with 'ophamin-host plugin lock', and name it as 'lock' in [plugins]"});
  }
  options.lock = lock ? &*lock : nullptr;
  options.locked = request.locked;
  return registry::load(where, options);
}

}  // namespace ophamin::campaign
