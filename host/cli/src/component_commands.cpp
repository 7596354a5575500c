// SPDX-License-Identifier: Apache-2.0
//
// pillar|scenario|corpus|substrate list|show
#include <array>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include <ophamin/campaign/readiness.hpp>
#include <ophamin/guests/plugin_errors.hpp>
#include <ophamin/reporting/table.hpp>

#include "commands.hpp"
#include "component_text.hpp"
#include "components.hpp"
#include "options.hpp"
#include "text.hpp"

namespace ophamin::cli {
namespace {

struct ListOptions {
  oph_kind_t kind = 0;
  std::vector<std::string> plugins{};
  std::string tier{};
  bool names = false;
  bool json = false;
};

struct ShowOptions {
  oph_kind_t kind = 0;
  std::string name{};
  std::vector<std::string> plugins{};
  bool json = false;
};

std::string table_text(const std::vector<const registry::Component*>& components, std::size_t width) {
  using reporting::Align;
  using reporting::Fit;
  const bool scenarios = !components.empty() && components.front()->kind == OPH_SCENARIO;
  reporting::Table table({{"name", Align::kLeft, Fit::kKeep},
                          {scenarios ? "tier" : "", Align::kLeft, Fit::kKeep},
                          {"summary", Align::kLeft, Fit::kShrink, 20},
                          {"plugin", Align::kLeft, Fit::kShrink, 12}});
  for (const registry::Component* component : components)
    table.add_row({component->name, scenarios ? component->meta("tier") : "", component->summary, component->plugin->id});
  return table.render(width);
}

int list(Console& console, const ListOptions& options) {
  const registry::LoadReport plugins = load_plugins_to_show(options.plugins);
  std::vector<const registry::Component*> components = plugins.registry.list(options.kind);
  if (!options.tier.empty())
    std::erase_if(components, [&](const registry::Component* component) { return component->meta("tier") != options.tier; });
  const int code = campaign::exit_code_with_plugins(0, plugins);
  if (options.json) {
    records::JsonArray array;
    for (const registry::Component* component : components) array.push_back(component_json(*component));
    records::JsonObject object{{"components", std::move(array)}};
    if (!plugins.violations.empty()) object.set("errors", errors_json(guests::to_diagnostics(plugins.violations)));
    console.print_json(code == 0, std::move(object));
    return code;
  }
  if (options.names) {
    for (const registry::Component* component : components) console.out << component->name << '\n';
  } else if (components.empty()) {
    console.out << "none\n";
  } else {
    console.out << table_text(components, console.width);
  }
  console.out.flush();
  warn_of_refused(console, plugins);
  return code;
}

int show(Console& console, const ShowOptions& options) {
  const registry::LoadReport plugins = load_plugins_to_show(options.plugins);
  const registry::Component& component = named_component(plugins, options.kind, options.name);
  if (options.json) {
    console.print_json(true, {{"component", component_json(component)}});
  } else {
    console.out << component_text(component, console.width);
  }
  return 0;
}

void add_kind(Program& program, oph_kind_t kind, const std::string& what, const std::string& example) {
  const std::string name = registry::kind_name(kind);
  CLI::App* group = add_command(program.app, name, what);
  group->require_subcommand(1);
  group->footer(fmt::format("Examples:\n  ophamin-host {0} list\n  ophamin-host {0} show {1}", name, example));

  auto lists = std::make_shared<ListOptions>();
  lists->kind = kind;
  CLI::App* list_command = add_command(*group, "list", "What the plugins offer of this kind.");
  add_plugins(*list_command, lists->plugins);
  if (kind == OPH_SCENARIO) list_command->add_option("--tier", lists->tier, "only those of this tier")->option_text("TIER");
  list_command->add_flag("--names", lists->names, "the names alone, one a line");
  add_json(*list_command, lists->json);
  list_command->footer(fmt::format("Examples:\n  ophamin-host {0} list\n  ophamin-host {0} list --plugins ./build/plugins --json", name));
  on_call(program, *list_command, [&program, lists] { return list(program.console, *lists); });

  auto shows = std::make_shared<ShowOptions>();
  shows->kind = kind;
  CLI::App* show_command = add_command(*group, "show", fmt::format("The manual of one {}: what it is, its parameters and defaults.", name));
  show_command->add_option("NAME", shows->name, "its name, as 'list' shows it")->required();
  add_plugins(*show_command, shows->plugins);
  add_json(*show_command, shows->json);
  show_command->footer(fmt::format("Examples:\n  ophamin-host {0} show {1}\n  ophamin-host {0} show {1} --json", name, example));
  on_call(program, *show_command, [&program, shows] { return show(program.console, *shows); });
  if (kind == OPH_PILLAR) add_compute_command(program, *group);
  if (kind == OPH_CORPUS) add_corpus_commands(program, *group);
  if (kind == OPH_SUBSTRATE) {
    add_substrate_probe_command(program, *group);
    add_substrate_throughput_command(program, *group);
    add_substrate_template_command(program, *group);
  }
}

}  // namespace

const registry::Component& named_component(const registry::LoadReport& plugins, oph_kind_t kind, const std::string& name) {
  try {
    return plugins.registry.get(kind, name);
  } catch (const registry::RegistryMiss& miss) {
    std::vector<diagnostics::Diagnostic> problems = guests::to_diagnostics(miss);
    // A name that nobody offers is a slip of the command line; a plugin that was refused is not.
    if (!miss.refused() && miss.unread_files() == 0) problems.front().code = diagnostics::ErrorCode::kUnknownName;
    throw diagnostics::Error(std::move(problems));
  }
}

void add_component_commands(Program& program) {
  add_kind(program, OPH_PILLAR, "Pillars: statistical methods that judge a table.", "O.spc");
  add_kind(program, OPH_SCENARIO, "Scenarios: falsifiable questions.", "throughput-ceiling");
  add_kind(program, OPH_CORPUS, "Corpora: where real data comes from.", "text-files");
  add_kind(program, OPH_SUBSTRATE, "Substrates: systems under test.", "zlib");
}

}  // namespace ophamin::cli
