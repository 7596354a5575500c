// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ophamin::records {

enum class HexCase { kLowerOnly, kAny };

/// The bytes of a text of exactly 2 * `size` hexadecimal digits, or nothing.
inline std::optional<std::string> from_hex(std::string_view text, std::size_t size, HexCase which = HexCase::kLowerOnly) {
  if (text.size() != 2 * size) return std::nullopt;
  const auto digit = [which](char character) {
    if (character >= '0' && character <= '9') return character - '0';
    if (character >= 'a' && character <= 'f') return character - 'a' + 10;
    if (which == HexCase::kAny && character >= 'A' && character <= 'F') return character - 'A' + 10;
    return -1;
  };
  std::string bytes(size, '\0');
  for (std::size_t at = 0; at < size; ++at) {
    const int high = digit(text[2 * at]);
    const int low = digit(text[2 * at + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes[at] = static_cast<char>(high << 4 | low);
  }
  return bytes;
}

/// Lower-case hexadecimal digits.
inline std::string to_hex_text(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char character : bytes) {
    const auto byte = static_cast<unsigned char>(character);
    text += kDigits[byte >> 4];
    text += kDigits[byte & 0xFu];
  }
  return text;
}

}  // namespace ophamin::records
