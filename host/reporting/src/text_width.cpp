// SPDX-License-Identifier: Apache-2.0
#include <ophamin/reporting/table.hpp>

#include <algorithm>
#include <array>

namespace ophamin::reporting {
namespace {

constexpr std::string_view kEllipsis = "\xE2\x80\xA6";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct Range {
  char32_t first;
  char32_t last;
};

// Blocks rather than single characters: enough for alignment, and it does not age with each Unicode version.
constexpr std::array kZeroWidth{Range{0x0300, 0x036F}, Range{0x0483, 0x0489}, Range{0x0591, 0x05BD}, Range{0x0610, 0x061A},
                                Range{0x064B, 0x065F}, Range{0x06D6, 0x06DC}, Range{0x0E31, 0x0E31}, Range{0x0E34, 0x0E3A},
                                Range{0x0E47, 0x0E4E}, Range{0x1AB0, 0x1AFF}, Range{0x1DC0, 0x1DFF}, Range{0x200B, 0x200F},
                                Range{0x202A, 0x202E}, Range{0x2060, 0x2064}, Range{0x20D0, 0x20FF}, Range{0xFE00, 0xFE0F},
                                Range{0xFE20, 0xFE2F}, Range{0xFEFF, 0xFEFF}, Range{0xE0100, 0xE01EF}};
constexpr std::array kWide{Range{0x1100, 0x115F},   Range{0x2E80, 0x303E},   Range{0x3041, 0x33FF},   Range{0x3400, 0x4DBF},
                           Range{0x4E00, 0x9FFF},   Range{0xA000, 0xA4CF},   Range{0xA960, 0xA97F},   Range{0xAC00, 0xD7A3},
                           Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},
                           Range{0x1F300, 0x1F64F}, Range{0x1F680, 0x1F6FF}, Range{0x1F900, 0x1F9FF}, Range{0x20000, 0x3FFFD}};

bool lies_in(char32_t point, const auto& ranges) noexcept {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const Range& range) { return point >= range.first && point <= range.last; });
}

struct Character {
  char32_t point = 0;
  std::size_t size = 1;
  bool valid = false;
};

// One character off the front; what is no UTF-8 is taken byte by byte.
Character take(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80U) return {.point = lead, .size = 1, .valid = true};
  const std::size_t size = lead >= 0xF0U ? 4 : lead >= 0xE0U ? 3 : 2;
  if (lead < 0xC2U || lead > 0xF4U || text.size() < size) return {};
  char32_t point = lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {};
    point = point << 6U | (byte(i) & 0x3FU);
  }
  const bool overlong = (size == 3 && point < 0x800U) || (size == 4 && point < 0x10000U);
  if (overlong || point > 0x10FFFFU || (point >= 0xD800U && point <= 0xDFFFU)) return {};
  return {.point = point, .size = size, .valid = true};
}

std::size_t width_of(const Character& character) noexcept {
  if (!character.valid) return 1;
  if (lies_in(character.point, kZeroWidth)) return 0;
  return lies_in(character.point, kWide) ? 2 : 1;
}

bool is_control(char32_t point) noexcept {
  const bool redirects = (point >= 0x202AU && point <= 0x202EU) || (point >= 0x2066U && point <= 0x2069U);
  return point < 0x20U || (point >= 0x7FU && point < 0xA0U) || point == 0x2028U || point == 0x2029U || redirects;
}

}  // namespace

std::size_t display_width(std::string_view text) noexcept {
  std::size_t width = 0;
  while (!text.empty()) {
    const Character character = take(text);
    width += width_of(character);
    text.remove_prefix(character.size);
  }
  return width;
}

std::string truncate(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  if (width == 0) return {};
  std::size_t used = 0;
  std::size_t end = 0;
  while (true) {
    const Character character = take(text.substr(end));
    if (used + width_of(character) > width - 1) break;
    used += width_of(character);
    end += character.size;
  }
  return std::string(text.substr(0, end)).append(kEllipsis);
}

std::string printable(std::string_view text) {
  std::string line;
  line.reserve(text.size());
  while (!text.empty()) {
    const Character character = take(text);
    if (!character.valid) line += kReplacement;
    else if (is_control(character.point)) line += ' ';
    else line += text.substr(0, character.size);
    text.remove_prefix(character.size);
  }
  return line;
}

}  // namespace ophamin::reporting
