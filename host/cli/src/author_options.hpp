// SPDX-License-Identifier: Apache-2.0
//
// Whose key: the options that commands about attestations share, and how such a key is printed.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <CLI/App.hpp>

#include <ophamin/cli/console.hpp>
#include <ophamin/keys/attester.hpp>

namespace ophamin::cli {

struct AuthorOptions {
  std::string author{};
  std::string keystore{};
  CLI::Option* author_option = nullptr;  ///< "" is a blank author; not given is none

  keys::AttesterRequest request() const;
  /// The author of --author, or else the default one. Throws kAuthorInvalid.
  std::string name() const;
  /// The folder of --keystore, or else the default one.
  std::filesystem::path folder() const;
};

/// --author and --keystore.
void add_author(CLI::App& command, AuthorOptions& options);

/// Where a key came from: its file, or the variable that holds it.
std::string origin_of(const std::filesystem::path& file);

/// The first 16 digits: enough to tell keys apart by eye.
std::string short_key(std::string_view public_key);

/// Says on stderr that a key was made, for it is worth a copy.
void note_created(Console& console, const keys::Attester& attester);

}  // namespace ophamin::cli
