// SPDX-License-Identifier: Apache-2.0
//
// Whether a text is UTF-8, at the speed at which records pass.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace ophamin::guests {

namespace detail {
/// From the first byte on that is not ASCII.
bool is_utf8_from(std::string_view text, std::size_t at) noexcept;
}  // namespace detail

/// Strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF. Short ASCII costs a few cycles.
inline bool is_utf8(std::string_view text) noexcept {
  constexpr std::uint64_t kHigh = 0x8080808080808080u;
  constexpr std::size_t kWord = 8, kBlock = 32;
  const auto word = [&](std::size_t at) {
    std::uint64_t value = 0;
    std::memcpy(&value, text.data() + at, kWord);
    return value;
  };
  const std::size_t size = text.size();
  if (size < kWord) {
    if (size >= 4) {
      std::uint32_t first = 0, last = 0;
      std::memcpy(&first, text.data(), 4);
      std::memcpy(&last, text.data() + size - 4, 4);
      return ((first | last) & 0x80808080u) == 0 || detail::is_utf8_from(text, 0);
    }
    unsigned char all = 0;
    for (const char byte : text) all = static_cast<unsigned char>(all | static_cast<unsigned char>(byte));
    return all < 0x80 || detail::is_utf8_from(text, 0);
  }
  std::size_t at = 0;
  for (; size - at >= kBlock; at += kBlock) {
    if (((word(at) | word(at + 8) | word(at + 16) | word(at + 24)) & kHigh) != 0) return detail::is_utf8_from(text, at);
  }
  for (; size - at > kWord; at += kWord) {
    if ((word(at) & kHigh) != 0) return detail::is_utf8_from(text, at);
  }
  // The last word may overlap what was looked at.
  return (word(size - kWord) & kHigh) == 0 || detail::is_utf8_from(text, at);
}

}  // namespace ophamin::guests
