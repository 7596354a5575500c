// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

#include <ophamin/registry/load.hpp>
#include <support/paths.hpp>
#include <support/temporary_directory.hpp>

namespace ophamin::test {

inline registry::Prober prober(std::chrono::milliseconds limit = std::chrono::seconds(20)) {
  return {.command = {test_program("ophamin_probe_child").string()}, .time_limit = limit, .parallel = 0};
}

inline std::filesystem::path fixture_file(std::string_view name) {
  return fixture_plugins() / (std::string(name) + ".so");
}

/// A folder of plugins of a test's own.
class PluginFolder {
 public:
  PluginFolder() { std::filesystem::permissions(path(), std::filesystem::perms::owner_all); }

  const std::filesystem::path& path() const noexcept { return directory_.path(); }

  /// Copies a fixture here, under its own name or another.
  std::filesystem::path add(std::string_view fixture, std::string_view as = {}) {
    const std::filesystem::path to = path() / (std::string(as.empty() ? fixture : as) + ".so");
    std::filesystem::copy_file(fixture_file(fixture), to);
    if (fixture == "entry_from_dependency") {
      std::filesystem::create_directory(path() / "lib");
      std::filesystem::copy(fixture_plugins() / "lib", path() / "lib");
    }
    return to;
  }

  registry::SearchOptions search() const { return {.command_line = {path()}, .manifest = {}, .environment = {}, .installed = {}}; }

  registry::LoadReport load(registry::LoadOptions options = {}) const {
    if (!options.prober) options.prober = prober();
    return registry::load(search(), options);
  }

 private:
  TemporaryDirectory directory_;
};

inline bool has_good(const registry::Registry& registry) {
  return registry.find(OPH_PILLAR, "fixture.good") != nullptr && registry.find(OPH_SCENARIO, "is-it-good") != nullptr;
}

}  // namespace ophamin::test
