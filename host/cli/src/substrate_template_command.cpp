// SPDX-License-Identifier: Apache-2.0
//
// substrate template: files that a substrate offers to start from.
#include <filesystem>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ophamin/guests/abilities.hpp>
#include <ophamin/reporting/table.hpp>
#include <ophamin/storage/files.hpp>

#include "commands.hpp"
#include "components.hpp"
#include "options.hpp"

namespace ophamin::cli {
namespace {

namespace fs = std::filesystem;

struct TemplateOptions {
  std::string name{};
  std::string language{};
  std::string out{};
  std::vector<std::string> plugins{};
  bool force = false;
  bool list = false;
  bool json = false;
};

std::vector<std::string> variants(const std::vector<guests::Template>& templates) {
  std::vector<std::string> names;
  for (const guests::Template& each : templates) names.push_back(each.variant);
  return names;
}

const guests::Template& chosen(const registry::Component& component, const std::vector<guests::Template>& templates,
                               const std::string& language) {
  if (language.empty() && templates.size() == 1) return templates.front();
  for (const guests::Template& each : templates) {
    if (!language.empty() && each.variant == language) return each;
  }
  const bool only = templates.size() == 1 && templates.front().variant.empty();
  throw diagnostics::Error(
      {.code = diagnostics::ErrorCode::kUsageError,
       .message = language.empty() ? fmt::format("{} has several templates", component.label())
                                   : fmt::format("{} has no template '{}'", component.label(), language),
       .expected = only ? "no --language" : fmt::format("--language, one of {}", fmt::join(variants(templates), ", "))});
}

int list(Console& console, const std::vector<guests::Template>& templates, bool json) {
  if (json) {
    records::JsonArray array;
    for (const guests::Template& each : templates)
      array.push_back(records::JsonObject{{"language", each.variant}, {"file", each.file}, {"summary", each.summary}});
    console.print_json(true, {{"templates", std::move(array)}});
    return 0;
  }
  using reporting::Align;
  using reporting::Fit;
  reporting::Table table({{"language", Align::kLeft, Fit::kKeep}, {"file", Align::kLeft, Fit::kKeep}, {"summary", Align::kLeft, Fit::kShrink, 20}});
  for (const guests::Template& each : templates) table.add_row({each.variant, each.file, each.summary});
  console.out << table.render(console.width);
  return 0;
}

void write_file(const fs::path& file, const guests::Template& made, bool force) {
  if (!force && fs::exists(fs::symlink_status(file)))
    throw diagnostics::Error({.code = diagnostics::ErrorCode::kUsageError,
                              .message = fmt::format("{} is there already", file.string()),
                              .mend = "choose another name, or --force to replace it"});
  storage::write_file_atomic(file, made.text);
  if (!made.executable) return;
  using fs::perms;
  // Whoever may read it may run it.
  const perms readers = fs::status(file).permissions() & (perms::owner_read | perms::group_read | perms::others_read);
  fs::permissions(file, static_cast<perms>(static_cast<unsigned>(readers) >> 2), fs::perm_options::add);
}

int write_template(Console& console, const TemplateOptions& options) {
  const registry::LoadReport plugins = load_plugins_to_show(options.plugins);
  const registry::Component& component = named_component(plugins, OPH_SUBSTRATE, options.name);
  const std::vector<guests::Template> templates = guests::templates_of(component);
  if (templates.empty())
    throw diagnostics::Error({.code = diagnostics::ErrorCode::kUsageError, .message = fmt::format("{} has no templates", component.label())});
  if (options.list) return list(console, templates, options.json);
  const guests::Template& made = chosen(component, templates, options.language);
  if (options.out.empty()) {
    if (options.json) {
      console.print_json(true, {{"language", made.variant}, {"file", made.file}, {"text", made.text}});
    } else {
      console.out << made.text;
    }
    return 0;
  }
  const fs::path given(options.out);
  const fs::path file = fs::is_directory(given) ? given / made.file : given;
  write_file(file, made, options.force);
  if (options.json) {
    console.print_json(true, {{"language", made.variant}, {"file", file.string()}});
  } else {
    console.note(fmt::format("written: {}", reporting::printable(file.string())));
  }
  return 0;
}

}  // namespace

void add_substrate_template_command(Program& program, CLI::App& substrate) {
  auto options = std::make_shared<TemplateOptions>();
  CLI::App* command = add_command(substrate, "template", "Writes a file to start from: the program that a substrate is to run.");
  command->add_option("NAME", options->name, "the substrate, as 'substrate list' shows it")->required();
  command->add_option("--language", options->language, "which, if there are several")->option_text("LANGUAGE");
  command->add_option("--out", options->out, "the file, or the folder for it; else stdout")->option_text("PATH");
  command->add_flag("--force", options->force, "replace a file that is there");
  command->add_flag("--list", options->list, "say which there are");
  add_plugins(*command, options->plugins);
  add_json(*command, options->json);
  command->footer(
      "Examples:\n"
      "  ophamin-host substrate template process --list\n"
      "  ophamin-host substrate template process --language python --out model.py");
  on_call(program, *command, [&program, options] { return write_template(program.console, *options); });
}

}  // namespace ophamin::cli
