// SPDX-License-Identifier: Apache-2.0
#include <ophamin/cli/program.hpp>

#include <algorithm>
#include <exception>
#include <map>

#include <CLI/CLI.hpp>  // App.hpp alone leaves functions undefined
#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/registry/violation.hpp>
#include <ophamin/version.hpp>

#include "commands.hpp"
#include "help.hpp"
#include "usage_error.hpp"

namespace ophamin::cli {
namespace {

using diagnostics::Diagnostic;
using diagnostics::ErrorCode;

int fail(Console& console, std::vector<Diagnostic> problems) {
  if (console.json) {
    console.print_json(false, {{"errors", errors_json(problems)}});
  } else {
    console.report(problems);
  }
  return std::max(diagnostics::exit_code(problems), 1);
}

int act(Console& console, const std::function<int()>& action) {
  try {
    const int code = action();
    console.out.flush();
    if (console.out.good()) return code;
    return fail(console, {{.code = ErrorCode::kFileUnwritable, .message = "the output could not be written to the end"}});
  } catch (const diagnostics::Error& error) {
    return fail(console, error.diagnostics());
  } catch (const std::exception& error) {
    return fail(console, {{.code = ErrorCode::kInternalError,
                           .message = error.what(),
                           .mend = "this is a defect of the host: please report it with the command and its input"}});
  }
}

}  // namespace

Program::Program(Console& where) : console(where), app("Runs measurement campaigns: falsifiable questions, real data, signed answers.", "ophamin-host") {
  app.formatter(std::make_shared<HelpFormatter>());
  app.fallthrough();
  app.require_subcommand(1);
  app.set_help_flag("-h,--help", "say how a command is used");
  app.set_version_flag("--version", fmt::format("ophamin-host {}", kVersion), "print the version and end");
  app.add_option_function<std::string>(
         "--color",
         [this](const std::string& when) {
           console.colour = when == "always" ? ColourWhen::kAlways : when == "never" ? ColourWhen::kNever : ColourWhen::kAuto;
         },
         "colour: auto, always or never")
      ->option_text("WHEN")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  app.add_flag_function(
      "--no-color", [this](std::int64_t) { console.colour = ColourWhen::kNever; }, "no colour, as with NO_COLOR");
  app.footer(
      "Examples:\n"
      "  ophamin-host run manifests/quickstart.toml\n"
      "  ophamin-host pillar list\n"
      "  ophamin-host proof verify PROOF.json\n"
      "\n"
      "'ophamin-host COMMAND --help' says more about a command.");

  add_run_command(*this);
  add_check_command(*this);
  add_component_commands(*this);
  add_field_commands(*this);
  add_plugin_commands(*this);
  add_proof_commands(*this);
  add_audit_record_commands(*this);
  add_record_commands(*this);
  add_keys_commands(*this);
  add_lineage_commands(*this);
  add_version_command(*this);
  add_completion_command(*this);
  add_reference_command(*this);
  add_worker_command(*this);
}

int run_program(Console& console, std::span<const std::string> arguments) {
  console.json = std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
  Program program(console);
  try {
    // CLI11 takes them from the back.
    program.app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    console.out << program.app.help() << std::flush;
    return 0;
  } catch (const CLI::CallForVersion& version) {
    console.out << version.what() << '\n' << std::flush;
    return 0;
  } catch (const CLI::Error& error) {
    return fail(console, {usage_error(program.app, error)});
  } catch (const std::exception& error) {
    return fail(console, {{.code = ErrorCode::kInternalError, .message = error.what()}});
  }
  return act(console, program.action);
}

}  // namespace ophamin::cli
