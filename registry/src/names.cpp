// SPDX-License-Identifier: Apache-2.0
#include "names.hpp"

#include <algorithm>

#include "violation_json.hpp"

namespace ophamin::registry {
namespace {

constexpr std::size_t kLongestName = 128;

constexpr bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_alphanumeric(char c) noexcept { return is_lower(c) || (c >= 'A' && c <= 'Z') || is_digit(c); }

// Calls `accept` for each part between separators; false as soon as one is refused.
template <typename Accept>
bool all_parts(std::string_view text, char separator, Accept accept) {
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    if (!accept(text.substr(begin, end - begin))) return false;
    begin = end + 1;
  }
  return true;
}

bool is_number(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit) && (text.size() == 1 || text.front() != '0');
}

bool is_identifier(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return is_alphanumeric(c) || c == '-'; });
}

}  // namespace

bool is_dotted_name(std::string_view text) noexcept {
  return !text.empty() && text.size() <= kLongestName && is_alphanumeric(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alphanumeric(c) || c == '_' || c == '.' || c == '-'; });
}

bool is_kebab_name(std::string_view text) noexcept {
  return !text.empty() && text.size() <= kLongestName && is_lower(text.front()) &&
         all_parts(text, '-', [](std::string_view part) {
           return !part.empty() &&
                  std::all_of(part.begin(), part.end(), [](char c) { return is_lower(c) || is_digit(c); });
         });
}

bool is_semantic_version(std::string_view text) noexcept {
  if (text.size() > kLongestName) return false;
  if (const std::size_t plus = text.find('+'); plus != std::string_view::npos) {
    if (!all_parts(text.substr(plus + 1), '.', is_identifier)) return false;
    text = text.substr(0, plus);
  }
  if (const std::size_t dash = text.find('-'); dash != std::string_view::npos) {
    const bool fine = all_parts(text.substr(dash + 1), '.', [](std::string_view part) {
      return is_identifier(part) && (!std::all_of(part.begin(), part.end(), is_digit) || is_number(part));
    });
    if (!fine) return false;
    text = text.substr(0, dash);
  }
  return std::count(text.begin(), text.end(), '.') == 2 && all_parts(text, '.', is_number);
}

bool is_license_expression(std::string_view text) noexcept {
  int open = 0;
  bool word = false;
  for (const char c : text) {
    if (c == '(') ++open;
    if (c == ')' && --open < 0) return false;
    if (is_alphanumeric(c)) word = true;
    if (!is_alphanumeric(c) && std::string_view(" ().-+:").find(c) == std::string_view::npos) return false;
  }
  return word && open == 0;
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kShown = 80;
  if (text.size() <= kShown) return '`' + printable(text) + '`';
  return '`' + printable(text.substr(0, kShown)) + "...`";
}

}  // namespace ophamin::registry
