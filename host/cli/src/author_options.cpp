// SPDX-License-Identifier: Apache-2.0
#include "author_options.hpp"

#include <fmt/format.h>

#include <ophamin/keys/author.hpp>
#include <ophamin/keys/keystore.hpp>
#include <ophamin/reporting/table.hpp>

namespace ophamin::cli {

keys::AttesterRequest AuthorOptions::request() const {
  keys::AttesterRequest request;
  if (author_option != nullptr && author_option->count() > 0) request.author = author;
  request.keystore = keystore;
  return request;
}

std::string AuthorOptions::name() const {
  const keys::AttesterRequest asked = request();
  return asked.author ? keys::checked_author(*asked.author) : keys::default_author();
}

std::filesystem::path AuthorOptions::folder() const { return keystore.empty() ? keys::default_keystore() : std::filesystem::path(keystore); }

void add_author(CLI::App& command, AuthorOptions& options) {
  options.author_option =
      command
          .add_option("--author", options.author,
                      "who attests; else OPHAMIN_AUTHOR, else git's user.email or user.name, else the login name")
          ->option_text("NAME");
  command.add_option("--keystore", options.keystore, "the folder of the keys; else OPHAMIN_KEYSTORE, else ~/.ophamin/keys")
      ->option_text("DIR");
}

std::string origin_of(const std::filesystem::path& file) { return file.empty() ? "OPHAMIN_SIGNING_KEY" : file.string(); }

std::string short_key(std::string_view public_key) { return std::string(public_key.substr(0, 16)); }

void note_created(Console& console, const keys::Attester& attester) {
  if (!attester.created) return;
  console.note(fmt::format("made a key for {}: {}; keep a copy of it, and let nobody read it", reporting::printable(attester.author),
                           attester.file.string()));
}

}  // namespace ophamin::cli
