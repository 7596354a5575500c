// SPDX-License-Identifier: Apache-2.0
#include "options.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sys/prctl.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include <ophamin/campaign/manifest_check.hpp>
#include <ophamin/campaign/plugin_set.hpp>
#include <ophamin/guests/plugin_errors.hpp>
#include <ophamin/storage/files.hpp>

namespace ophamin::cli {
namespace {

using diagnostics::Diagnostic;
using diagnostics::ErrorCode;

std::string read_stdin(std::uint64_t max_bytes) {
  std::string text;
  char buffer[65536];
  while (true) {
    const auto n = ::read(STDIN_FILENO, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      throw diagnostics::Error(
          {.code = ErrorCode::kInputInvalid, .message = fmt::format("stdin cannot be read: {}", std::strerror(errno))});
    }
    if (n == 0) return text;
    text.append(buffer, static_cast<std::size_t>(n));
    if (text.size() > max_bytes) {
      throw diagnostics::Error({.code = ErrorCode::kInputInvalid,
                                .message = fmt::format("stdin holds more than the limit of {} bytes", max_bytes),
                                .mend = "raise the limit if the input is meant to be this large"});
    }
  }
}

}  // namespace

CLI::App* add_command(CLI::App& parent, const std::string& name, const std::string& description) {
  CLI::App* command = parent.add_subcommand(name, description);
  command->footer("");  // CLI11 lets commands inherit the root's
  return command;
}

void on_call(Program& program, CLI::App& command, std::function<int()> act) {
  command.callback([&program, act = std::move(act)] { program.action = act; });
}

CLI::Option* add_list(CLI::App& command, const std::string& name, std::vector<std::string>& values, const std::string& text,
                      const std::string& description) {
  return command.add_option(name, values, description)->option_text(text)->type_size(1)->allow_extra_args(false);
}

void add_plugins(CLI::App& command, std::vector<std::string>& folders) {
  add_list(command, "--plugins", folders, "DIR", "look for plugins here first; a folder or one file (repeatable)");
}

void add_json(CLI::App& command, bool& json) { command.add_flag("--json", json, "print JSON; errors too"); }

void add_key_file(CLI::App& command, std::string& key_file) {
  command.add_option("--key-file", key_file, "the signing key; else OPHAMIN_SIGN_KEY_FILE, else the published default key")
      ->option_text("FILE");
}

registry::LoadReport load_plugins(const std::vector<std::string>& folders, const campaign::Manifest* manifest, bool locked) {
  campaign::PluginRequest request;
  request.command_line.assign(folders.begin(), folders.end());
  request.manifest = manifest;
  request.locked = locked;
  return campaign::load_plugins(request);
}

void refuse_manifest(campaign::ManifestReading reading, const std::vector<std::string>& folders) {
  std::vector<Diagnostic> complaints = std::move(reading.diagnostics);
  if (reading.draft) {
    try {
      const registry::LoadReport plugins = load_plugins(folders, &*reading.draft);
      const std::vector<Diagnostic> further = campaign::check_against(*reading.draft, plugins.registry);
      complaints.insert(complaints.end(), further.begin(), further.end());
    } catch (const diagnostics::Error& error) {
      complaints.insert(complaints.end(), error.diagnostics().begin(), error.diagnostics().end());
    }
    campaign::sort_by_place(complaints);
  }
  throw diagnostics::Error(std::move(complaints));
}

registry::LoadReport load_plugins_to_show(const std::vector<std::string>& folders) {
  campaign::PluginRequest request;
  request.command_line.assign(folders.begin(), folders.end());
  request.digests = false;
  return campaign::load_plugins(request);
}

void warn_of_refused(Console& console, const registry::LoadReport& plugins) {
  std::vector<Diagnostic> warnings = guests::to_diagnostics(plugins.violations);
  for (Diagnostic& warning : warnings) warning.severity = diagnostics::Severity::kWarning;
  console.report(warnings);
}

void guard_memory() {
  // Worker processes run plugins as the same user. A process that is not dumpable can be traced by none of them, and its
  // /proc/<pid>/mem is closed to them.
#ifndef OPHAMIN_SANITIZED  // a leak sanitizer traces its own process at the end
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

records::SigningKey choose_key(Console& console, const std::string& key_file,
                               const std::optional<std::filesystem::path>& of_manifest, records::SigningKey fallback) {
  std::filesystem::path file = key_file;
  if (const char* variable = std::getenv("OPHAMIN_SIGN_KEY_FILE"); file.empty() && variable != nullptr) file = variable;
  if (file.empty() && of_manifest) file = *of_manifest;
  if (file.empty()) return fallback;
  guard_memory();
  std::vector<Diagnostic> warnings;
  records::SigningKey key = records::SigningKey::from_file(file, warnings);
  console.report(warnings);
  return key;
}

std::string read_input(const std::string& file, std::uint64_t max_bytes) {
  if (file == "-") return read_stdin(max_bytes);
  try {
    return storage::read_file(file, max_bytes);
  } catch (const diagnostics::Error& error) {
    std::vector<Diagnostic> problems = error.diagnostics();
    for (Diagnostic& problem : problems) problem.code = ErrorCode::kInputInvalid;
    throw diagnostics::Error(std::move(problems));
  }
}

std::string input_name(const std::string& file) { return file == "-" ? "<stdin>" : file; }

}  // namespace ophamin::cli
