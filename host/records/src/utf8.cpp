// SPDX-License-Identifier: Apache-2.0
#include "utf8.hpp"

#include <cstring>

#include <ophamin/records/canonical.hpp>

namespace ophamin::records {

std::uint32_t decode_utf8(std::string_view text, std::size_t& at) noexcept {
  const auto byte = [&](std::size_t offset) -> std::uint32_t {
    return at + offset < text.size() ? static_cast<unsigned char>(text[at + offset]) : 0u;
  };
  const auto continues = [&](std::size_t offset) { return (byte(offset) & 0xC0u) == 0x80u; };
  const std::uint32_t lead = byte(0);
  if (lead < 0x80) {
    at += 1;
    return lead;
  }
  if (lead >= 0xC2 && lead <= 0xDF && continues(1)) {
    const std::uint32_t code_point = (lead & 0x1Fu) << 6 | (byte(1) & 0x3Fu);
    at += 2;
    return code_point;
  }
  if (lead >= 0xE0 && lead <= 0xEF && continues(1) && continues(2)) {
    const std::uint32_t code_point = (lead & 0x0Fu) << 12 | (byte(1) & 0x3Fu) << 6 | (byte(2) & 0x3Fu);
    if (code_point < 0x800) return kInvalidCodePoint;
    at += 3;
    return code_point;
  }
  if (lead >= 0xF0 && lead <= 0xF4 && continues(1) && continues(2) && continues(3)) {
    const std::uint32_t code_point =
        (lead & 0x07u) << 18 | (byte(1) & 0x3Fu) << 12 | (byte(2) & 0x3Fu) << 6 | (byte(3) & 0x3Fu);
    if (code_point < 0x10000 || code_point > 0x10FFFF) return kInvalidCodePoint;
    at += 4;
    return code_point;
  }
  return kInvalidCodePoint;
}

void append_utf8(std::string& out, std::uint32_t code_point) {
  const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0u | code_point >> 6);
    put(0x80u | (code_point & 0x3Fu));
  } else if (code_point < 0x10000) {
    put(0xE0u | code_point >> 12);
    put(0x80u | (code_point >> 6 & 0x3Fu));
    put(0x80u | (code_point & 0x3Fu));
  } else {
    put(0xF0u | code_point >> 18);
    put(0x80u | (code_point >> 12 & 0x3Fu));
    put(0x80u | (code_point >> 6 & 0x3Fu));
    put(0x80u | (code_point & 0x3Fu));
  }
}

namespace {

/// The first byte from `at` on that is not ASCII, or the end: eight bytes at a time, for most text is ASCII.
std::size_t skip_ascii(std::string_view text, std::size_t at) noexcept {
  constexpr std::uint64_t kHighBits = 0x8080808080808080u;
  for (; text.size() - at >= 8; at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, 8);
    if ((word & kHighBits) != 0) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

}  // namespace

std::size_t find_invalid_utf8(std::string_view text, bool allow_surrogates) noexcept {
  std::size_t at = 0;
  while (at < text.size()) {
    at = skip_ascii(text, at);
    if (at == text.size()) break;
    const std::size_t start = at;
    const std::uint32_t code_point = decode_utf8(text, at);
    if (code_point == kInvalidCodePoint || (!allow_surrogates && is_surrogate(code_point))) return start;
  }
  return std::string_view::npos;
}

}  // namespace ophamin::records
