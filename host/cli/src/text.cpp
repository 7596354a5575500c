// SPDX-License-Identifier: Apache-2.0
#include "text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <ophamin/reporting/table.hpp>

namespace ophamin::cli {
namespace {

constexpr std::string_view kSafeInShell = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+@%";

}  // namespace

std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
  std::string result;
  while (!text.empty()) {
    const std::size_t line_end = std::min(text.find('\n'), text.size());
    std::string_view rest = text.substr(0, line_end);
    text.remove_prefix(std::min(line_end + 1, text.size()));
    std::string line;
    std::size_t columns = indent;
    while (true) {
      rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
      if (rest.empty()) break;
      const std::string_view word = rest.substr(0, rest.find(' '));
      rest.remove_prefix(word.size());
      const std::size_t needed = reporting::display_width(word);
      if (!line.empty() && columns + 1 + needed > width) {
        result += line + "\n";
        line.clear();
        columns = indent;
      }
      if (line.empty()) {
        line.assign(indent, ' ');
      } else {
        line += ' ';
        ++columns;
      }
      line += word;
      columns += needed;
    }
    result += line + "\n";
  }
  return result;
}

std::string hanging(std::string_view label, std::string_view text, std::size_t column, std::size_t width) {
  const std::string body = wrapped(text, column, width);
  const std::size_t used = reporting::display_width(label);
  if (body.empty()) return std::string(label) + "\n";
  if (used + 1 > column) return fmt::format("{}\n{}", label, body);
  return std::string(label) + body.substr(used);
}

std::string first_sentence(std::string_view text) {
  const std::size_t end = std::min({text.find(". "), text.find(".\n"), text.ends_with('.') ? text.size() - 1 : text.size()});
  return std::string(text.substr(0, end));
}

std::string counted(std::size_t count, std::string_view noun) { return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s"); }

std::string shell_quoted(std::string_view word) {
  if (!word.empty() && word.find_first_not_of(kSafeInShell) == std::string_view::npos) return std::string(word);
  std::string quoted = "'";
  for (const char character : word) {
    if (character == '\'') {
      quoted += "'\\''";
    } else {
      quoted += character;
    }
  }
  return quoted + "'";
}

}  // namespace ophamin::cli
