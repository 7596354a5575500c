// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <fmt/format.h>

#include <ophamin/abi.h>
#include <ophamin/measuring/environment_lock.hpp>
#include <ophamin/version.hpp>

#include "commands.hpp"
#include "options.hpp"

namespace ophamin::cli {
namespace {

int version(Console& console, bool json) {
  const measuring::EnvironmentLock lock = measuring::environment_lock(registry::Registry{});
  const std::string window = fmt::format("{}.0 to {}.{}", OPH_ABI_MAJOR, OPH_ABI_MAJOR, OPH_ABI_MINOR);
  if (json) {
    records::JsonObject made_with;
    for (const auto& [name, value] : lock)
      if (!name.starts_with("ophamin-host")) made_with.set(name, value);
    console.print_json(true, {{"version", kVersion},
                              {"commit", kGitCommit},
                              {"abi", records::JsonObject{{"major", OPH_ABI_MAJOR}, {"minor", OPH_ABI_MINOR}, {"oldest_minor", 0}}},
                              {"made_with", std::move(made_with)}});
    return 0;
  }
  console.out << fmt::format("ophamin-host {}\n", kVersion);
  for (const auto& [name, value] : lock) {
    if (name == "ophamin-host") continue;
    console.out << fmt::format("  {:<10} {}\n", name == "ophamin-host.commit" ? "commit" : name, value);
  }
  console.out << fmt::format("  {:<10} {}\n", "plugin ABI", window);
  return 0;
}

}  // namespace

void add_version_command(Program& program) {
  auto json = std::make_shared<bool>(false);
  CLI::App* command = add_command(program.app, "version", "Version, commit, compiler, libraries, and the plugin ABI that is supported.");
  add_json(*command, *json);
  command->footer("Examples:\n  ophamin-host version\n  ophamin-host version --json");
  on_call(program, *command, [&program, json] { return version(program.console, *json); });
}

}  // namespace ophamin::cli
