// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "utf8.hpp"

namespace ophamin::records {

/// True when nothing is left of a text after trimming Unicode white space.
inline bool is_blank(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const std::uint32_t code_point = decode_utf8(text, at);
    const bool space = (code_point >= 0x09 && code_point <= 0x0D) || (code_point >= 0x1C && code_point <= 0x20) ||
                       code_point == 0x85 || code_point == 0xA0 || code_point == 0x1680 ||
                       (code_point >= 0x2000 && code_point <= 0x200A) || code_point == 0x2028 ||
                       code_point == 0x2029 || code_point == 0x202F || code_point == 0x205F || code_point == 0x3000;
    if (!space) return false;
  }
  return true;
}

}  // namespace ophamin::records
