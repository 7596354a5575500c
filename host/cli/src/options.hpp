// SPDX-License-Identifier: Apache-2.0
//
// Options that several commands share, and what they stand for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <CLI/App.hpp>

#include <ophamin/campaign/manifest_reader.hpp>
#include <ophamin/cli/program.hpp>
#include <ophamin/records/signing_key.hpp>
#include <ophamin/registry/load.hpp>
#include <ophamin/storage/files.hpp>

namespace ophamin::cli {

/// A command of the group `parent`, with its own help; `act` runs when it was given.
CLI::App* add_command(CLI::App& parent, const std::string& name, const std::string& description);
void on_call(Program& program, CLI::App& command, std::function<int()> act);

/// Repeatable, one value each time, so that an argument may follow.
CLI::Option* add_list(CLI::App& command, const std::string& name, std::vector<std::string>& values, const std::string& text,
                      const std::string& description);

void add_plugins(CLI::App& command, std::vector<std::string>& folders);
void add_json(CLI::App& command, bool& json);
void add_key_file(CLI::App& command, std::string& key_file);

/// Searches, probes and loads; throws as campaign::load_plugins.
registry::LoadReport load_plugins(const std::vector<std::string>& folders, const campaign::Manifest* manifest = nullptr,
                                  bool locked = false);

/// For a manifest that could not be read whole: throws the reader's complaints, and those of the plugins' schemas about
/// what could be read, all at once.
[[noreturn]] void refuse_manifest(campaign::ManifestReading reading, const std::vector<std::string>& folders);

/// The same without the plugins' digests, which cost as much as loading: for commands that print none.
registry::LoadReport load_plugins_to_show(const std::vector<std::string>& folders);

/// Refused plugins as warnings on stderr, for commands that go on with the others.
void warn_of_refused(Console& console, const registry::LoadReport& plugins);

/// From here on until the end no other process of this user can look into this one, and a crash leaves no core file. To
/// be called before a private key is read. Programs that are started afterwards are not affected.
void guard_memory();

/// The key of --key-file, else of OPHAMIN_SIGN_KEY_FILE, else of the manifest, else `fallback`, a published one. Before a
/// private key is read, guard_memory() is called. Warnings go to stderr.
records::SigningKey choose_key(Console& console, const std::string& key_file,
                               const std::optional<std::filesystem::path>& of_manifest, records::SigningKey fallback);

/// The text of a file, or of stdin for "-". Throws diagnostics::Error with exit code 2 (kInputInvalid), for what is larger
/// than `max_bytes`, too.
std::string read_input(const std::string& file, std::uint64_t max_bytes = storage::kDefaultReadLimit);

/// "<stdin>" for "-".
std::string input_name(const std::string& file);

}  // namespace ophamin::cli
