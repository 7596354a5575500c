// SPDX-License-Identifier: Apache-2.0
//
// Text as it crosses the line: pointer and length, UTF-8.
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/text.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/abi.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace ophamin::sdk {

/// The text of `raw`, borrowed. An empty one may have a null pointer.
constexpr std::string_view view(oph_str_t raw) noexcept {
  return raw.size == 0 ? std::string_view{} : std::string_view{raw.data, static_cast<std::size_t>(raw.size)};
}

/// `text` as the ABI wants it, borrowed.
constexpr oph_str_t str(std::string_view text) noexcept { return oph_str_t{text.data(), text.size()}; }

/// Bytes, borrowed; as characters, because that is what parsers take.
inline std::string_view view(oph_bytes_t raw) noexcept {
  return raw.size == 0 ? std::string_view{}
                       : std::string_view{reinterpret_cast<const char*>(raw.data), static_cast<std::size_t>(raw.size)};
}

/// `bytes` as the ABI wants them, borrowed.
inline oph_bytes_t bytes(std::string_view bytes) noexcept {
  return oph_bytes_t{reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

namespace detail {

constexpr bool is_continuation(unsigned char byte) noexcept { return (byte & 0xc0u) == 0x80u; }

struct Utf8Step {
  std::size_t size = 1;  // bytes taken: the character, or the longest prefix of one that could have been (Unicode's practice)
  bool valid = false;
};

// The character at `at`, which is not ASCII. Table 3-7 of the Unicode standard.
constexpr Utf8Step utf8_step(std::string_view text, std::size_t at) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  std::size_t length = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xbf;
  if (lead >= 0xc2 && lead <= 0xdf) {
    length = 2;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    length = 3;
    if (lead == 0xe0) low = 0xa0;
    if (lead == 0xed) high = 0x9f;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    length = 4;
    if (lead == 0xf0) low = 0x90;
    if (lead == 0xf4) high = 0x8f;
  } else {
    return {};
  }
  for (std::size_t i = 1; i < length; ++i) {
    if (at + i >= text.size() || byte(at + i) < low || byte(at + i) > high) return {i, false};
    low = 0x80;
    high = 0xbf;
  }
  return {length, true};
}

// Where the ASCII from `at` on ends.
inline std::size_t skip_ascii(std::string_view text, std::size_t at) noexcept {
  constexpr std::uint64_t kHighBits = 0x8080808080808080u;
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  constexpr std::size_t kBlock = 8 * kWord;
  for (; text.size() - at >= kBlock; at += kBlock) {
    std::uint64_t words[kBlock / kWord];
    std::memcpy(words, text.data() + at, kBlock);
    std::uint64_t any = 0;
    for (const auto word : words) any |= word;
    if ((any & kHighBits) != 0) break;
  }
  for (; text.size() - at >= kWord; at += kWord) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, kWord);
    if (const auto high = word & kHighBits; high != 0) {
      const auto zeros = std::endian::native == std::endian::little ? std::countr_zero(high) : std::countl_zero(high);
      return at + static_cast<std::size_t>(zeros) / 8;
    }
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

}  // namespace detail

/// True if every byte is below 0x80. Several bytes a cycle.
inline bool is_ascii(std::string_view text) noexcept { return detail::skip_ascii(text, 0) == text.size(); }

/// Strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF. ASCII passes at several bytes a cycle.
inline bool is_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; (at = detail::skip_ascii(text, at)) < text.size();) {
    // Runs of other scripts are stepped through here, without going back to the search for ASCII blocks.
    do {
      const auto step = detail::utf8_step(text, at);
      if (!step.valid) return false;
      at += step.size;
    } while (at < text.size() && static_cast<unsigned char>(text[at]) >= 0x80);
  }
  return true;
}

/// Replaces `out` by `text` with U+FFFD for each maximal part that is no UTF-8. True if there was none.
inline bool to_utf8(std::string_view text, std::string& out) {
  out.clear();
  bool clean = true;
  std::size_t kept = 0;
  for (std::size_t at = 0; (at = detail::skip_ascii(text, at)) < text.size();) {
    const auto step = detail::utf8_step(text, at);
    if (!step.valid) {
      clean = false;
      out.append(text, kept, at - kept).append("\xef\xbf\xbd");
      kept = at + step.size;
    }
    at += step.size;
  }
  out.append(text, kept);
  return clean;
}

/// Bytes at the end of `text` that may begin a character which goes on: 0 to 3.
constexpr std::size_t unfinished(std::string_view text) noexcept {
  for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if (detail::is_continuation(byte)) continue;
    const std::size_t length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

/// The longest beginning of `text`, at most `limit` bytes, that does not cut a character in two.
constexpr std::string_view cut(std::string_view text, std::size_t limit) noexcept {
  if (text.size() <= limit) return text;
  while (limit > 0 && detail::is_continuation(static_cast<unsigned char>(text[limit]))) --limit;
  return text.substr(0, limit);
}

}  // namespace ophamin::sdk
