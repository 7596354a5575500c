// SPDX-License-Identifier: Apache-2.0
//
// How far a text goes on without anything that needs a closer look, eight bytes at a time.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace ophamin::records {

/// '"', '\\', below 0x20, or at least 0x7F.
inline bool is_special(char character) noexcept {
  const auto byte = static_cast<unsigned char>(character);
  return byte < 0x20 || byte >= 0x7F || byte == '"' || byte == '\\';
}

/// The highest bit of each special byte of a word, as far as the first one: what is marked above it may be wrong.
inline std::uint64_t special_bytes(std::uint64_t word) noexcept {
  static_assert(std::endian::native == std::endian::little, "the lowest byte of a word must be its first");
  constexpr std::uint64_t kOnes = 0x0101010101010101u;
  constexpr std::uint64_t kHighs = 0x8080808080808080u;
  const auto has_zero = [](std::uint64_t value) { return (value - kOnes) & ~value & kHighs; };
  return ((word - kOnes * 0x20) & ~word & kHighs) | (word & kHighs) | has_zero(word ^ (kOnes * '"')) |
         has_zero(word ^ (kOnes * '\\')) | has_zero(word ^ (kOnes * 0x7F));
}

/// The first position in [at, end) whose byte is special; `end` when there is none.
inline const char* end_of_plain_run(const char* at, const char* end) noexcept {
  while (end - at >= 8) {
    std::uint64_t word;
    std::memcpy(&word, at, 8);
    if (const std::uint64_t marks = special_bytes(word); marks != 0) return at + std::countr_zero(marks) / 8;
    at += 8;
  }
  while (at != end && !is_special(*at)) ++at;
  return at;
}

}  // namespace ophamin::records
