// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/python_repr.hpp>

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "utf8.hpp"

namespace ophamin::records {
namespace {

struct Range {
  std::uint32_t first, last;
};

// Code points beyond ASCII of the categories that str.isprintable() refuses: Cc, Cf, Co, Zl, Zp, Zs (Unicode 15).
constexpr Range kUnprintable[] = {
    {0x80, 0xA0},       {0xAD, 0xAD},       {0x600, 0x605},     {0x61C, 0x61C},     {0x6DD, 0x6DD},     {0x70F, 0x70F},
    {0x890, 0x891},     {0x8E2, 0x8E2},     {0x1680, 0x1680},   {0x180E, 0x180E},   {0x2000, 0x200F},   {0x2028, 0x202F},
    {0x205F, 0x2064},   {0x2066, 0x206F},   {0x3000, 0x3000},   {0xE000, 0xF8FF},   {0xFEFF, 0xFEFF},   {0xFFF9, 0xFFFB},
    {0x110BD, 0x110BD}, {0x110CD, 0x110CD}, {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0001, 0xE0001},
    {0xE0020, 0xE007F}, {0xF0000, 0xFFFFD}, {0x100000, 0x10FFFD},
};

bool is_printable(std::uint32_t code_point) noexcept {
  if (code_point < 0x80) return code_point >= 0x20 && code_point != 0x7F;
  if (is_surrogate(code_point)) return false;
  const auto* after = std::upper_bound(std::begin(kUnprintable), std::end(kUnprintable), code_point,
                                       [](std::uint32_t value, const Range& range) { return value < range.first; });
  return after == std::begin(kUnprintable) || code_point > std::prev(after)->last;
}

void append_hex(std::string& out, char letter, int digits, std::uint32_t value) {
  out += '\\';
  out += letter;
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) out += "0123456789abcdef"[value >> shift & 0xFu];
}

}  // namespace

void append_python_repr(std::string& out, std::string_view text) {
  const char quote = text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos ? '"' : '\'';
  out += quote;
  for (std::size_t at = 0; at < text.size();) {
    const auto begin = at;
    const auto code_point = decode_utf8(text, at);
    if (code_point == kInvalidCodePoint) {
      // As Python reads names of files: a byte that is no UTF-8 is a surrogate.
      append_hex(out, 'u', 4, 0xDC00u + static_cast<unsigned char>(text[at++]));
    } else if (code_point == static_cast<unsigned char>(quote) || code_point == '\\') {
      out += '\\';
      out += static_cast<char>(code_point);
    } else if (code_point == '\n' || code_point == '\r' || code_point == '\t') {
      out += '\\';
      out += code_point == '\n' ? 'n' : code_point == '\r' ? 'r' : 't';
    } else if (is_printable(code_point)) {
      out += text.substr(begin, at - begin);
    } else if (code_point <= 0xFF) {
      append_hex(out, 'x', 2, code_point);
    } else if (code_point <= 0xFFFF) {
      append_hex(out, 'u', 4, code_point);
    } else {
      append_hex(out, 'U', 8, code_point);
    }
  }
  out += quote;
}

std::string python_repr(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::string out = "[";
  for (const auto& [first, second] : pairs) {
    out += out.size() == 1 ? "(" : ", (";
    append_python_repr(out, first);
    out += ", ";
    append_python_repr(out, second);
    out += ')';
  }
  return out += ']';
}

std::string python_file_name(std::string_view bytes) {
  std::string name;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t start = at;
    const std::uint32_t code_point = decode_utf8(bytes, at);
    if (code_point != kInvalidCodePoint && !is_surrogate(code_point)) {
      name.append(bytes.substr(start, at - start));
      continue;
    }
    append_utf8(name, 0xDC00u + static_cast<unsigned char>(bytes[start]));
    at = start + 1;
  }
  return name;
}

}  // namespace ophamin::records
