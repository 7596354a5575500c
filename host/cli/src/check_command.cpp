// SPDX-License-Identifier: Apache-2.0
#include <iterator>
#include <memory>

#include <fmt/format.h>

#include <ophamin/campaign/manifest_reader.hpp>
#include <ophamin/campaign/plan.hpp>
#include <ophamin/campaign/readiness.hpp>

#include "commands.hpp"
#include "options.hpp"
#include "text.hpp"

namespace ophamin::cli {
namespace {

struct CheckOptions {
  std::string manifest{};
  std::vector<std::string> plugins{};
  std::vector<std::string> set{};
  bool locked = false;
  bool json = false;
};

records::JsonArray shards_json(const campaign::Plan& plan) {
  records::JsonArray shards;
  for (const campaign::Shard& shard : plan.shards)
    shards.push_back(records::JsonObject{{"id", shard.id},
                                         {"scenario", shard.scenario.name},
                                         {"point", campaign::point_text(shard.point)},
                                         {"seed", shard.seed}});
  return shards;
}

int check(Console& console, const CheckOptions& options) {
  campaign::ManifestReading reading = campaign::read_manifest(options.manifest, options.set);
  if (!reading.manifest) refuse_manifest(std::move(reading), options.plugins);
  std::vector<diagnostics::Diagnostic> said = std::move(reading.diagnostics);
  const campaign::Manifest& manifest = *reading.manifest;
  const registry::LoadReport plugins = load_plugins(options.plugins, &manifest, options.locked);
  const campaign::Readiness readiness = campaign::check_readiness(manifest, plugins, options.locked);
  said.insert(said.end(), readiness.errors.begin(), readiness.errors.end());
  said.insert(said.end(), readiness.warnings.begin(), readiness.warnings.end());
  if (diagnostics::exit_code(said) != 0) throw diagnostics::Error(std::move(said));

  const campaign::Plan plan = campaign::build_plan(manifest);
  const int code = campaign::exit_code_with_plugins(0, plugins);
  if (options.json) {
    records::JsonObject object{{"campaign", plan.campaign},
                               {"fingerprint", campaign::plan_fingerprint(plan)},
                               {"shards", shards_json(plan)}};
    if (!said.empty()) object.set("errors", errors_json(said));
    console.print_json(code == 0, std::move(object));
    return code;
  }
  console.out << fmt::format("{}: fine: {}, {}\n", options.manifest, counted(manifest.scenarios.size(), "scenario"), counted(plan.shards.size(), "shard"))
              << std::flush;
  console.report(said);
  return code;
}

}  // namespace

void add_check_command(Program& program) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command = add_command(program.app, "check", "Checks a manifest: grammar, names, components, every parameter at every point. Runs nothing.");
  command->add_option("MANIFEST", options->manifest, "the manifest, a TOML file")->required();
  add_plugins(*command, options->plugins);
  add_list(*command, "--set", options->set, "KEY=VALUE", "change a key of the manifest (repeatable)");
  command->add_flag("--locked", options->locked, "exactly the plugins of the lock file");
  add_json(*command, options->json);
  command->footer("Examples:\n  ophamin-host check campaign.toml\n  ophamin-host check campaign.toml --json");
  on_call(program, *command, [&program, options] { return check(program.console, *options); });
}

}  // namespace ophamin::cli
