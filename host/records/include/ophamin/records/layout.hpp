// SPDX-License-Identifier: Apache-2.0
//
// The layouts in which records are found in files. They are few, and none of them can be turned into another, or into
// itself, by changing, adding or taking one byte without changing the value: a text that has one of them is as it was
// written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <ophamin/records/json.hpp>

namespace ophamin::records {

/// Members stand in their own order, numbers as in number_text.hpp, and no newline follows. "Raw": only what JSON does not
/// allow in a string is escaped; otherwise everything that is not 7-bit ASCII is, and U+007F.
enum class Layout : std::uint8_t {
  kIndented,     ///< two spaces per level, ": " after keys, {} and [] when empty: what this host writes
  kIndentedRaw,
  kSpaced,       ///< one line, ", " and ": "
  kSpacedRaw,
  kCompact,      ///< one line, "," and ":"
  kCompactRaw
};

/// "indented", "indented-raw", "spaced", "spaced-raw", "compact", "compact-raw".
std::string_view to_string(Layout layout) noexcept;

/// The whole text of a value. Throws kTextNotUnicode.
std::string lay_out(const Json& value, Layout layout);

/// Whether a text is laid out, and where it first is not.
struct LayoutMatch {
  std::optional<Layout> layout{};  ///< nothing: none of them
  std::size_t differs_at = 0;      ///< in bytes, against the layout that comes nearest
};

/// Compares a text with the layouts of the value that was parsed from it.
LayoutMatch match_layout(std::string_view text, const Json& value);

}  // namespace ophamin::records
