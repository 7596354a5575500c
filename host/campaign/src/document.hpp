// SPDX-License-Identifier: Apache-2.0
//
// A TOML document as a tree that remembers where each key and value was written, in the order of the file. The one
// place of the host that knows the TOML library.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/json/value.hpp>

#include <ophamin/campaign/source_map.hpp>
#include <ophamin/diagnostics/diagnostic.hpp>

namespace ophamin::campaign {

struct Field;

/// One value. Only the member that `kind` names is meaningful.
struct Item {
  enum class Kind : std::uint8_t { kTable, kArray, kText, kInteger, kFloat, kBoolean, kDate };

  Kind kind = Kind::kTable;
  bool boolean = false;
  std::int64_t integer = 0;
  double real = 0.0;
  std::string text{};  ///< kText; kDate as written
  std::vector<Item> items;
  std::vector<Field> members;
  SourcePoint at{};

  const Field* find(std::string_view key) const noexcept;
  Field* find(std::string_view key) noexcept;
};

struct Field {
  std::string key;
  SourcePoint at{};
  Item value{};
};

/// "a table", "an array", "a text", ...
std::string_view kind_name(Item::Kind kind) noexcept;

/// What a complaint shows as found: "the text 'fast'", "the integer 7", "an array", cut to a readable length.
std::string describe_item(const Item& item);

/// A text in single quotes, cut to a readable length.
std::string in_quotes(std::string_view text);

/// Parses TOML 1.0. Throws diagnostics::Error (kManifestSyntax): invalid UTF-8, or the first syntax error. `file` is
/// named in complaints.
Item parse_document(std::string_view text, const std::string& file);

/// Applies "KEY=VALUE" to `root`. Throws diagnostics::Error (kSetOverrideInvalid).
void apply_override(Item& root, const std::string& override_text);

}  // namespace ophamin::campaign
