// SPDX-License-Identifier: Apache-2.0
#include "usage_error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ophamin/registry/near_names.hpp>

namespace ophamin::cli {
namespace {

using diagnostics::Diagnostic;

std::vector<std::string> command_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* sub : command.get_subcommands([](const CLI::App* candidate) { return !candidate->get_group().empty(); }))
    names.push_back(sub->get_name());
  return names;
}

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* level = &command; level != nullptr; level = level->get_parent()) {
    for (const CLI::Option* option : level->get_options())
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

}  // namespace

const CLI::App& given_command(const CLI::App& app) {
  const CLI::App* command = &app;
  while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
  return *command;
}

std::string full_name(const CLI::App& command) {
  return command.get_parent() == nullptr ? command.get_name() : full_name(*command.get_parent()) + " " + command.get_name();
}

Diagnostic usage_error(const CLI::App& app, const CLI::Error& error) {
  const CLI::App& command = given_command(app);
  const std::string name = full_name(command);
  Diagnostic result{.code = diagnostics::ErrorCode::kUsageError,
                    .message = error.what(),
                    .mend = fmt::format("see '{} --help'", name)};
  const std::vector<std::string> commands = command_names(command);
  const std::vector<std::string> unknown = app.remaining(true);
  if (unknown.empty()) {
    if (!commands.empty()) {
      result.message = fmt::format("'{}' needs a command", name);
      result.expected = fmt::format("one of {}", fmt::join(commands, ", "));
    }
    return result;
  }
  const std::string& word = unknown.front();
  if (word.size() > 1 && word.front() == '-') {
    const std::string option = word.substr(0, word.find('='));
    result.message = fmt::format("'{}' has no option '{}'", name, option);
    result.suggestions = registry::near_names(option, option_names(command));
  } else if (!commands.empty()) {
    result.message = fmt::format("'{}' has no command '{}'", name, word);
    result.expected = fmt::format("one of {}", fmt::join(commands, ", "));
    result.suggestions = registry::near_names(word, commands);
  } else {
    result.message = fmt::format("the argument '{}' is one too many for '{}'", word, name);
  }
  return result;
}

}  // namespace ophamin::cli
