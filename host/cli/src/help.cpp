// SPDX-License-Identifier: Apache-2.0
#include "help.hpp"

#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "text.hpp"
#include "usage_error.hpp"

namespace ophamin::cli {
namespace {

constexpr std::size_t kColumn = 24;

std::string entry(std::string_view label, std::string_view text) {
  return hanging(fmt::format("  {}", label), text, kColumn, kHelpWidth);
}

std::string options_of(const CLI::App& app, std::string_view title) {
  std::string text;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty() || option->get_positional()) continue;
    text += entry(option_label(*option), option->get_description());
  }
  return text.empty() ? text : fmt::format("\n{}:\n{}", title, text);
}

}  // namespace

std::string option_label(const CLI::Option& option) {
  if (option.get_positional()) return option.get_name(true, false);
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  std::string label = fmt::format("{}", fmt::join(names, ", "));
  if (!option.get_option_text().empty()) label += " " + option.get_option_text();
  return label;
}

std::string usage_line(const CLI::App& app) {
  std::string line = fmt::format("Usage: {}", full_name(app));
  if (!app.get_subcommands([](const CLI::App* sub) { return !sub->get_group().empty(); }).empty()) return line + " COMMAND";
  line += " [OPTIONS]";
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_positional()) continue;
    const std::string name = option->get_name(true, false) + (option->get_expected_max() > 1 ? "..." : "");
    line += option->get_required() ? " " + name : fmt::format(" [{}]", name);
  }
  return line;
}

std::string HelpFormatter::make_help(const CLI::App* app, std::string, CLI::AppFormatMode) const {
  std::string text = wrapped(app->get_description(), 0, kHelpWidth) + "\n" + usage_line(*app) + "\n";
  std::string arguments;
  for (const CLI::Option* option : app->get_options()) {
    if (option->get_positional()) arguments += entry(option_label(*option), option->get_description());
  }
  if (!arguments.empty()) text += "\nArguments:\n" + arguments;
  std::string commands;
  for (const CLI::App* sub : app->get_subcommands([](const CLI::App* candidate) { return !candidate->get_group().empty(); }))
    commands += entry(sub->get_name(), first_sentence(sub->get_description()));
  if (!commands.empty()) text += "\nCommands:\n" + commands;
  text += options_of(*app, "Options");
  const CLI::App* root = app;
  while (root->get_parent() != nullptr) root = root->get_parent();
  if (root != app) {
    std::string everywhere;
    for (const CLI::Option* option : root->get_options()) {
      if (option != root->get_help_ptr() && option->get_name(false, true) != "--version")
        everywhere += entry(option_label(*option), option->get_description());
    }
    text += "\nEverywhere:\n" + everywhere;
  }
  if (const std::string footer = app->get_footer(); !footer.empty()) text += "\n" + footer + "\n";
  return text;
}

}  // namespace ophamin::cli
