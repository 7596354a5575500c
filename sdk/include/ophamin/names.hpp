// SPDX-License-Identifier: Apache-2.0
//
// The grammars of names and versions, checked while the plugin compiles.
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/names.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <cstddef>
#include <string_view>

namespace ophamin::sdk::detail {

inline constexpr std::size_t kLongestName = 128;

constexpr bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_alphanumeric(char c) noexcept { return is_lower(c) || (c >= 'A' && c <= 'Z') || is_digit(c); }

/// Pillars, roles, plugin ids: letters, digits, `_`, `.`, `-`, beginning with a letter or digit.
constexpr bool is_dotted_name(std::string_view text) noexcept {
  if (text.empty() || text.size() > kLongestName || !is_alphanumeric(text.front())) return false;
  for (const char c : text) {
    if (!is_alphanumeric(c) && c != '_' && c != '.' && c != '-') return false;
  }
  return true;
}

/// Other components: lower-case words and digits joined by single `-`, beginning with a letter.
constexpr bool is_kebab_name(std::string_view text) noexcept {
  if (text.empty() || text.size() > kLongestName || !is_lower(text.front()) || text.back() == '-') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '-' ? text[i - 1] == '-' : !is_lower(text[i]) && !is_digit(text[i])) return false;
  }
  return true;
}

/// Fields and parameters: letters, digits, `_`, `.`, `-`.
constexpr bool is_field_name(std::string_view text) noexcept { return is_dotted_name(text) && !text.starts_with("host."); }

constexpr bool is_one_line(std::string_view text) noexcept {
  return !text.empty() && text.find_first_of("\r\n") == std::string_view::npos;
}

// Dot-separated identifiers of letters, digits and `-`; numbers without a leading zero where `strict`.
constexpr bool are_identifiers(std::string_view text, bool numbers_only, bool strict) noexcept {
  for (std::size_t begin = 0; begin <= text.size();) {
    std::size_t end = text.find('.', begin);
    if (end == std::string_view::npos) end = text.size();
    const auto part = text.substr(begin, end - begin);
    if (part.empty()) return false;
    bool digits = true;
    for (const char c : part) {
      if (!is_alphanumeric(c) && c != '-') return false;
      digits = digits && is_digit(c);
    }
    if (numbers_only && !digits) return false;
    if (strict && digits && part.size() > 1 && part.front() == '0') return false;
    begin = end + 1;
  }
  return true;
}

/// Semantic version 2.0: `1.2.3-rc.1+build.5`.
constexpr bool is_semantic_version(std::string_view text) noexcept {
  if (const auto plus = text.find('+'); plus != std::string_view::npos) {
    if (!are_identifiers(text.substr(plus + 1), false, false)) return false;
    text = text.substr(0, plus);
  }
  if (const auto dash = text.find('-'); dash != std::string_view::npos) {
    if (!are_identifiers(text.substr(dash + 1), false, true)) return false;
    text = text.substr(0, dash);
  }
  std::size_t dots = 0;
  for (const char c : text) dots += c == '.' ? 1 : 0;
  return dots == 2 && are_identifiers(text, true, true);
}

}  // namespace ophamin::sdk::detail
