// SPDX-License-Identifier: Apache-2.0
//
// The texts of a JSON value: the canonical one, which is hashed and signed, and the pretty one, which is on disk.
//
// Canonical: one line, 7-bit ASCII, keys ascending by code point, integers as digits, doubles as the shortest text that
// reads back the same in the layout of number_text.hpp, NaN and infinities as bare words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/records/json.hpp>

namespace ophamin::records {

class TextBuffer;

/// Between items and after keys: "," and ":" (every kind of record but one), or ", " and ": " (audit records).
enum class Separators : std::uint8_t { kCompact, kSpaced };

/// Writes one value after another into memory it keeps: once warm, it allocates nothing. One thread at a time.
/// Throws diagnostics::Error (kTextNotUnicode) when a string is not UTF-8.
class CanonicalWriter {
 public:
  CanonicalWriter();
  ~CanonicalWriter();
  CanonicalWriter(CanonicalWriter&&) noexcept;
  CanonicalWriter& operator=(CanonicalWriter&&) noexcept;

  /// The view is valid until the next call or the end of the writer.
  std::string_view write(const Json& value, Separators separators = Separators::kCompact);
  /// The same without some members of the outermost object.
  std::string_view write_without(const Json& value, std::span<const std::string_view> excluded,
                                 Separators separators = Separators::kCompact);

 private:
  void append_value(const Json& value);
  void append_object(const JsonObject& object, std::span<const std::string_view> excluded);

  /// A member in the order of its key: the first bytes as one number decide nearly always.
  struct Place {
    std::uint64_t prefix;
    std::uint32_t index;
  };

  std::unique_ptr<TextBuffer> text_;
  std::vector<Place> order_;
  std::string_view item_separator_;
  std::string_view key_separator_;
};

/// The canonical text of a value, with the calling thread's own writer.
std::string canonical(const Json& value, Separators separators = Separators::kCompact);

/// The text on disk: Layout::kIndented of layout.hpp.
std::string pretty(const Json& value);

/// Appends a string with its quotes and escapes, as in both texts. Throws kTextNotUnicode.
void append_quoted(std::string& out, std::string_view text);

/// The position of the first byte that makes a text no UTF-8 (surrogates allowed when told so); npos when fine.
std::size_t find_invalid_utf8(std::string_view text, bool allow_surrogates = false) noexcept;

}  // namespace ophamin::records
