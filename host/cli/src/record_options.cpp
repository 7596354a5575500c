// SPDX-License-Identifier: Apache-2.0
#include "record_options.hpp"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <CLI/CLI.hpp>

#include <ophamin/records/record_kind.hpp>

#include "options.hpp"

namespace ophamin::cli {
namespace {

constexpr std::string_view kDefault = "default";

records::SigningKey published(records::RecordKind kind) {
  return records::SigningKey::from_bytes(records::traits(kind).default_key);
}

}  // namespace

void add_record_key(CLI::App& command, RecordKeyOptions& options) {
  CLI::Option* text = command.add_option("--key", options.text,
                                         "the signing key as text, which others on this machine can see; 'default' is the published one")
                          ->option_text("TEXT");
  add_key_file(command, options.file);
  command.get_option("--key-file")->excludes(text);
}

records::SigningKey choose_record_key(Console& console, const RecordKeyOptions& options, records::RecordKind kind) {
  if (options.text == kDefault) return published(kind);
  if (!options.text.empty()) return records::SigningKey::from_bytes(options.text);
  return choose_key(console, options.file, std::nullopt, published(kind));
}

std::optional<records::SigningKey> chosen_record_key(Console& console, const RecordKeyOptions& options) {
  if (options.text == kDefault) return std::nullopt;
  const bool is_chosen = options.given() || std::getenv("OPHAMIN_SIGN_KEY_FILE") != nullptr;
  if (!is_chosen) return std::nullopt;
  return choose_record_key(console, options, records::RecordKind::kProof);
}

void add_max_bytes(CLI::App& command, std::uint64_t& max_bytes) {
  command.add_option("--max-bytes", max_bytes, "refuse larger files; 64 MiB without this option, and units such as 'MiB' are understood")
      ->option_text("SIZE")
      ->transform(CLI::AsSizeValue(false));
}

records::RecordFile read_record_input(const std::string& file, std::uint64_t max_bytes) {
  std::string path = file;
  std::error_code ignored;
  if (file != "-" && std::filesystem::is_directory(file, ignored)) path = (std::filesystem::path(file) / "proof.json").string();
  return records::parse_record_file(read_input(path, max_bytes), input_name(path), max_bytes);
}

}  // namespace ophamin::cli
