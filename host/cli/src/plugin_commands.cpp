// SPDX-License-Identifier: Apache-2.0
//
// plugin list|show|check|lock
#include <algorithm>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ophamin/campaign/manifest_reader.hpp>
#include <ophamin/campaign/readiness.hpp>
#include <ophamin/guests/plugin_errors.hpp>
#include <ophamin/registry/determinism.hpp>
#include <ophamin/registry/lock_file.hpp>
#include <ophamin/registry/near_names.hpp>
#include <ophamin/reporting/table.hpp>

#include "commands.hpp"
#include "component_text.hpp"
#include "options.hpp"
#include "text.hpp"

namespace ophamin::cli {
namespace {

using diagnostics::Diagnostic;
using diagnostics::ErrorCode;

struct SetOptions {
  std::vector<std::string> plugins{};
  std::string manifest{};
  bool trace = false;
  bool names = false;
  bool json = false;
  std::string name{};                ///< show
  std::vector<std::string> files{};  ///< check
  std::string out{};                 ///< lock
};

enum class UseLock : bool { kNo, kYes };

registry::LoadReport load(const SetOptions& options, UseLock use_lock = UseLock::kYes) {
  if (options.manifest.empty()) return load_plugins(options.plugins);
  campaign::Manifest manifest = campaign::load_manifest(options.manifest);
  if (use_lock == UseLock::kNo) manifest.plugins.lock.reset();
  return load_plugins(options.plugins, &manifest);
}

int list(Console& console, const SetOptions& options) {
  const registry::LoadReport plugins = load(options);
  const int code = campaign::exit_code_with_plugins(0, plugins);
  if (options.json) {
    records::JsonArray array;
    for (const registry::Plugin* plugin : plugins.registry.plugins())
      array.push_back(plugin_json(*plugin, plugins.registry.components(*plugin)));
    records::JsonObject object{{"plugins", std::move(array)}};
    if (options.trace) object.set("trace", records::JsonArray(plugins.trace.begin(), plugins.trace.end()));
    if (!plugins.violations.empty()) object.set("errors", errors_json(guests::to_diagnostics(plugins.violations)));
    console.print_json(code == 0, std::move(object));
    return code;
  }
  if (options.names) {
    for (const registry::Plugin* plugin : plugins.registry.plugins()) console.out << plugin->id << '\n';
    console.out.flush();
    warn_of_refused(console, plugins);
    return code;
  }
  if (options.trace) {
    for (const std::string& line : plugins.trace) console.out << reporting::printable(line) << '\n';
    console.out << '\n';
  }
  using reporting::Align;
  using reporting::Fit;
  reporting::Table table({{"plugin", Align::kLeft, Fit::kKeep},
                          {"version"},
                          {"licence", Align::kLeft, Fit::kShrink, 10},
                          {"components", Align::kLeft, Fit::kShrink, 20}});
  for (const registry::Plugin* plugin : plugins.registry.plugins()) {
    std::vector<std::string> names;
    for (const registry::Component* component : plugins.registry.components(*plugin)) names.push_back(component->name);
    table.add_row({plugin->id, plugin->version, plugin->license, fmt::format("{}", fmt::join(names, ", "))});
  }
  console.out << (table.empty() ? "no plugin\n" : table.render(console.width)) << std::flush;
  warn_of_refused(console, plugins);
  return code;
}

const registry::Plugin& named_plugin(const registry::LoadReport& plugins, const std::string& id) {
  if (const registry::Plugin* plugin = plugins.registry.find_plugin(id)) return *plugin;
  std::vector<std::string> known;
  for (const registry::Plugin* plugin : plugins.registry.plugins()) known.push_back(plugin->id);
  throw diagnostics::Error({.code = ErrorCode::kUnknownName,
                            .message = fmt::format("no plugin '{}' is loaded", id),
                            .found = plugins.violations.empty() ? "" : fmt::format("{} of files that were refused", counted(plugins.violations.size(), "complaint")),
                            .mend = "'ophamin-host plugin list --trace' shows where it was looked for and what was refused",
                            .suggestions = registry::near_names(id, known)});
}

int show(Console& console, const SetOptions& options) {
  const registry::LoadReport plugins = load(options);
  const registry::Plugin& plugin = named_plugin(plugins, options.name);
  const std::vector<const registry::Component*> components = plugins.registry.components(plugin);
  if (options.json) {
    console.print_json(true, {{"plugin", plugin_json(plugin, components)}});
    return 0;
  }
  console.out << fmt::format("{} {}\n", plugin.id, plugin.version);
  const auto line = [&](std::string_view label, std::string_view value) {
    if (!value.empty()) console.out << hanging(fmt::format("  {}", label), reporting::printable(value), 14, console.width);
  };
  line("vendor", plugin.vendor);
  line("licence", plugin.license);
  line("homepage", plugin.homepage);
  line("file", plugin.path.string());
  line("found by", fmt::format("{}, place {} of the search", plugin.origin, plugin.position));
  line("SHA-256", plugin.sha256);
  line("ABI", fmt::format("{}.{}, built with SDK {}", plugin.abi_major, plugin.abi_minor, plugin.sdk_version));
  console.out << "\nComponents:\n";
  for (const registry::Component* component : components)
    console.out << hanging(fmt::format("  {}", component->label()), reporting::printable(component->summary), 30, console.width);
  return 0;
}

/// What `plugin check` found about one file.
struct Checked {
  std::vector<registry::Violation> violations{};
  std::vector<std::pair<std::string, registry::DeterminismResult>> determinism{};
  std::vector<const registry::Plugin*> plugins{};
};

Checked check_one(const std::string& file, registry::LoadReport& report) {
  report = registry::check_file(file, {.command = {"/proc/self/exe", "worker", "--probe"}});
  Checked result{.violations = report.violations};
  result.plugins = report.registry.plugins();
  for (const registry::Plugin* plugin : result.plugins) {
    for (const registry::Component* component : report.registry.components(*plugin)) {
      if (component->kind != OPH_PILLAR || !component->deterministic()) continue;
      registry::DeterminismResult determinism = registry::check_determinism(*component);
      result.violations.insert(result.violations.end(), determinism.violations.begin(), determinism.violations.end());
      result.determinism.emplace_back(component->label(), std::move(determinism));
    }
  }
  return result;
}

void print_checked(Console& console, const std::string& file, const Checked& checked) {
  if (checked.violations.empty()) {
    for (const registry::Plugin* plugin : checked.plugins) console.out << fmt::format("{}: fine: {} {}\n", file, plugin->id, plugin->version);
  }
  for (const auto& [label, result] : checked.determinism) {
    if (result.violations.empty()) console.out << fmt::format("  {}: {}\n", label, reporting::printable(result.note));
  }
  console.out.flush();
  console.report(guests::to_diagnostics(checked.violations));
}

int check(Console& console, const SetOptions& options) {
  bool fine = true;
  records::JsonArray files;
  // Components and plugins of a report live as long as it does.
  std::vector<registry::LoadReport> reports(options.files.size());
  for (std::size_t i = 0; i < options.files.size(); ++i) {
    const Checked checked = check_one(options.files[i], reports[i]);
    fine = fine && checked.violations.empty();
    if (!options.json) {
      print_checked(console, options.files[i], checked);
      continue;
    }
    records::JsonObject object{{"file", options.files[i]}, {"ok", checked.violations.empty()}};
    if (!checked.plugins.empty())
      object.set("plugin", plugin_json(*checked.plugins.front(), reports[i].registry.components(*checked.plugins.front())));
    object.set("errors", errors_json(guests::to_diagnostics(checked.violations)));
    files.push_back(std::move(object));
  }
  if (options.json) console.print_json(fine, {{"files", std::move(files)}});
  return fine ? 0 : 3;
}

int lock(Console& console, const SetOptions& options) {
  // The lock file that the manifest names may be the one to write.
  const registry::LoadReport plugins = load(options, UseLock::kNo);
  // A lock that leaves out what was refused would pin a set that nobody chose.
  if (plugins.failed()) throw diagnostics::Error(guests::to_diagnostics(plugins.violations));
  const registry::LockFile made = registry::make_lock(plugins.registry);
  try {
    registry::write_lock(options.out, made);
  } catch (const std::system_error& error) {
    throw diagnostics::Error({.code = ErrorCode::kFileUnwritable,
                              .message = fmt::format("the lock file cannot be written: {}", error.what()),
                              .mend = "name a file in a folder that exists and that you may write",
                              .place = {.file = options.out}});
  }
  if (options.json) {
    console.print_json(true, {{"lock", options.out}, {"plugins", made.plugins.size()}});
  } else {
    console.out << fmt::format("{}: {} pinned\n", options.out, counted(made.plugins.size(), "plugin"));
  }
  return 0;
}

void add_manifest(CLI::App& command, SetOptions& options) {
  command.add_option("--manifest", options.manifest, "with the [plugins] of this manifest")->option_text("FILE");
}

}  // namespace

void add_plugin_commands(Program& program) {
  CLI::App* group = add_command(program.app, "plugin", "Plugins: what is loaded, from where, and what is wrong with it.");
  group->require_subcommand(1);
  group->footer("Examples:\n  ophamin-host plugin list --trace\n  ophamin-host plugin check ./my_plugin.so");

  auto lists = std::make_shared<SetOptions>();
  CLI::App* list_command = add_command(*group, "list", "Every plugin that is loaded. Refused ones are said on stderr, exit code 3.");
  add_plugins(*list_command, lists->plugins);
  add_manifest(*list_command, *lists);
  list_command->add_flag("--trace", lists->trace, "every place searched and every file found, and why it does or does not count");
  list_command->add_flag("--names", lists->names, "the ids alone, one a line");
  add_json(*list_command, lists->json);
  list_command->footer("Examples:\n  ophamin-host plugin list\n  ophamin-host plugin list --plugins ./plugins --trace");
  on_call(program, *list_command, [&program, lists] { return list(program.console, *lists); });

  auto shows = std::make_shared<SetOptions>();
  CLI::App* show_command = add_command(*group, "show", "One plugin: version, licence, file, digest, components.");
  show_command->add_option("ID", shows->name, "its id, as 'plugin list' shows it")->required();
  add_plugins(*show_command, shows->plugins);
  add_manifest(*show_command, *shows);
  add_json(*show_command, shows->json);
  show_command->footer("Examples:\n  ophamin-host plugin show ophamin.spc\n  ophamin-host plugin show ophamin.spc --json");
  on_call(program, *show_command, [&program, shows] { return show(program.console, *shows); });

  auto checks = std::make_shared<SetOptions>();
  CLI::App* check_command =
      add_command(*group, "check",
                  "Everything that is wrong with plugin files: rule, expected, found, how to mend it. Pillars that say they are "
                  "deterministic are run twice and compared.");
  check_command->add_option("FILE", checks->files, "shared objects")->required();
  add_json(*check_command, checks->json);
  check_command->footer("Examples:\n  ophamin-host plugin check ./my_plugin.so\n  ophamin-host plugin check --json plugins/*.so");
  on_call(program, *check_command, [&program, checks] { return check(program.console, *checks); });

  auto locks = std::make_shared<SetOptions>();
  CLI::App* lock_command = add_command(*group, "lock", "Pins id, version and SHA-256 of every loaded plugin, for 'run --locked'.");
  lock_command->add_option("--out", locks->out, "the lock file to write")->option_text("FILE")->required();
  add_plugins(*lock_command, locks->plugins);
  add_manifest(*lock_command, *locks);
  add_json(*lock_command, locks->json);
  lock_command->footer("Examples:\n  ophamin-host plugin lock --manifest campaign.toml --out plugins.lock");
  on_call(program, *lock_command, [&program, locks] { return lock(program.console, *locks); });
}

}  // namespace ophamin::cli
