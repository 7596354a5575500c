// SPDX-License-Identifier: Apache-2.0
#include "completion.hpp"

#include <memory>
#include <set>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "commands.hpp"
#include "help.hpp"
#include "options.hpp"

namespace ophamin::cli {
namespace {

bool is_shown(const CLI::App* command) { return !command->get_group().empty(); }

std::vector<const CLI::App*> commands_of(const CLI::App& app) { return app.get_subcommands(is_shown); }

// "pillar list"; empty for the root.
std::string path_of(const CLI::App& app) {
  if (app.get_parent() == nullptr) return {};
  const std::string parent = path_of(*app.get_parent());
  return parent.empty() ? app.get_name() : parent + " " + app.get_name();
}

std::vector<std::string> option_words(const CLI::App& app) {
  std::vector<std::string> words;
  for (const CLI::App* level = &app; level != nullptr; level = level->get_parent())
    for (const CLI::Option* option : level->get_options())
      if (!option->get_positional() && (level == &app || option != level->get_help_ptr()))
        for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
  return words;
}

void collect(const CLI::App& app, std::vector<const CLI::App*>& all) {
  all.push_back(&app);
  for (const CLI::App* sub : commands_of(app)) collect(*sub, all);
}

// What completes a positional argument.
std::string argument_words(const CLI::App& app) {
  const std::string parent = app.get_parent() == nullptr ? "" : app.get_parent()->get_name();
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_positional()) continue;
    const std::string name = option->get_name(true, false);
    if (name == "NAME" || name == "ID") return fmt::format("$(ophamin-host {} list --names 2>/dev/null)", parent);
    if (name == "SHELL") return "bash zsh";
  }
  return {};
}

}  // namespace

std::string bash_completion(const CLI::App& app) {
  std::vector<const CLI::App*> all;
  collect(app, all);
  std::set<std::string> with_values, folders;
  for (const CLI::App* command : all) {
    for (const CLI::Option* option : command->get_options()) {
      if (option->get_positional() || option->get_option_text().empty()) continue;
      for (const std::string& name : option->get_lnames()) (option->get_option_text() == "DIR" ? folders : with_values).insert("--" + name);
    }
  }
  std::vector<std::string> paths;
  std::string words, arguments;
  for (const CLI::App* command : all) {
    const std::string path = path_of(*command);
    if (!path.empty()) paths.push_back(fmt::format("\"{}\"", path));
    std::vector<std::string> names;
    for (const CLI::App* sub : commands_of(*command)) names.push_back(sub->get_name());
    words += fmt::format("    \"{}\") commands=\"{}\"; options=\"{}\" ;;\n", path, fmt::join(names, " "), fmt::join(option_words(*command), " "));
    if (const std::string complete = argument_words(*command); !complete.empty())
      arguments += fmt::format("    \"{}\") COMPREPLY=($(compgen -W \"{}\" -- \"$current\")); return ;;\n", path, complete);
  }
  for (const char* chosen : {"--color", "--format"}) with_values.erase(chosen);
  return fmt::format(
      "# Completion of ophamin-host for bash:  source <(ophamin-host completion bash)\n"
      "_ophamin_host() {{\n"
      "  local current=\"${{COMP_WORDS[COMP_CWORD]}}\" previous=\"${{COMP_WORDS[COMP_CWORD-1]}}\"\n"
      "  local path=\"\" longer commands=\"\" options=\"\" i\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    longer=\"${{path:+$path }}${{COMP_WORDS[i]}}\"\n"
      "    case \"$longer\" in\n"
      "      {}) path=\"$longer\" ;;\n"
      "    esac\n"
      "  done\n"
      "  case \"$previous\" in\n"
      "    --color) COMPREPLY=($(compgen -W \"auto always never\" -- \"$current\")); return ;;\n"
      "    --format) COMPREPLY=($(compgen -W \"csv json\" -- \"$current\")); return ;;\n"
      "    {}) COMPREPLY=($(compgen -d -- \"$current\")); return ;;\n"
      "    {}) COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n"
      "  esac\n"
      "  case \"$path\" in\n"
      "{}"
      "  esac\n"
      "  if [[ \"$current\" == -* ]]; then COMPREPLY=($(compgen -W \"$options\" -- \"$current\")); return; fi\n"
      "  if [[ -n \"$commands\" ]]; then COMPREPLY=($(compgen -W \"$commands\" -- \"$current\")); return; fi\n"
      "  case \"$path\" in\n"
      "{}"
      "  esac\n"
      "  COMPREPLY=($(compgen -f -- \"$current\"))\n"
      "}}\n"
      "complete -o filenames -F _ophamin_host ophamin-host\n",
      fmt::join(paths, "|"), fmt::join(folders, "|"), fmt::join(with_values, "|"), words, arguments);
}

std::string zsh_completion(const CLI::App& app) {
  return "# Completion of ophamin-host for zsh:  source <(ophamin-host completion zsh)\n"
         "autoload -U +X compinit && compinit\n"
         "autoload -U +X bashcompinit && bashcompinit\n" +
         bash_completion(app);
}

void add_completion_command(Program& program) {
  auto shell = std::make_shared<std::string>();
  CLI::App* command = add_command(program.app, "completion", "Prints a script that completes commands, options and names in a shell.");
  command->add_option("SHELL", *shell, "bash or zsh")->required()->check(CLI::IsMember({"bash", "zsh"}));
  command->footer("Examples:\n  source <(ophamin-host completion bash)\n  ophamin-host completion zsh > ~/.zfunc/ophamin-host.zsh");
  on_call(program, *command, [&program, shell] {
    program.console.out << (*shell == "bash" ? bash_completion(program.app) : zsh_completion(program.app));
    return 0;
  });
}

}  // namespace ophamin::cli
