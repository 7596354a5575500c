// SPDX-License-Identifier: Apache-2.0
//
// Options that the commands on records share: the file, the key, the limit on size.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <CLI/App.hpp>

#include <ophamin/cli/console.hpp>
#include <ophamin/records/codec.hpp>
#include <ophamin/records/signing_key.hpp>

namespace ophamin::cli {

/// `--key TEXT` or `--key-file FILE`.
struct RecordKeyOptions {
  std::string text{};
  std::string file{};

  /// An empty --key is none.
  bool given() const noexcept { return !text.empty() || !file.empty(); }
};

void add_record_key(CLI::App& command, RecordKeyOptions& options);

/// The bytes of --key, where "default" is the published key of the kind; else the file of --key-file or of
/// OPHAMIN_SIGN_KEY_FILE; else the published key. Warnings go to stderr.
records::SigningKey choose_record_key(Console& console, const RecordKeyOptions& options, records::RecordKind kind);

/// The key that was chosen by option or environment; nothing when each record is to be checked with the published key of its
/// kind.
std::optional<records::SigningKey> chosen_record_key(Console& console, const RecordKeyOptions& options);

void add_max_bytes(CLI::App& command, std::uint64_t& max_bytes);

/// Reads and parses a file, stdin for "-"; a folder stands for the bundle in it. Throws with exit code 2.
records::RecordFile read_record_input(const std::string& file, std::uint64_t max_bytes);

}  // namespace ophamin::cli
