// SPDX-License-Identifier: Apache-2.0
//
// UTF-8, byte by byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ophamin::records {

inline constexpr std::uint32_t kInvalidCodePoint = 0xFFFFFFFF;

/// Decodes the character at `at` (which must be inside) and moves `at` behind it. kInvalidCodePoint, with `at` left
/// where it is, when the bytes are no shortest-form UTF-8. Surrogates (three bytes) are decoded.
std::uint32_t decode_utf8(std::string_view text, std::size_t& at) noexcept;

/// Appends a code point up to 0x10FFFF; a surrogate becomes three bytes.
void append_utf8(std::string& out, std::uint32_t code_point);

inline bool is_surrogate(std::uint32_t code_point) noexcept { return code_point >= 0xD800 && code_point <= 0xDFFF; }

}  // namespace ophamin::records
