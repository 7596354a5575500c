// SPDX-License-Identifier: Apache-2.0
//
// What the Markdown renderers share.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <ophamin/records/proof.hpp>

namespace ophamin::records {

inline constexpr std::string_view kDash = "\u2014";
inline constexpr std::string_view kEllipsis = "\u2026";

/// A text on one line, for a bullet or a quote: what a guest wrote must not begin a heading of ours.
inline std::string one_line(std::string_view text) {
  std::string line(text);
  for (char& character : line) {
    if (character == '\n' || character == '\r') character = ' ';
  }
  return line;
}

/// A text as inline code: in one more backtick than it holds in a row.
inline std::string code(std::string_view text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char character : text) {
    run = character == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  const std::string_view space = longest > 0 ? " " : "";
  return fmt::format("{}{}{}{}{}", fence, space, one_line(text), space, fence);
}

/// A block of code, fenced by more backticks than any run inside it.
inline std::string code_block(std::string_view text) {
  std::string fence = "```";
  while (text.find(fence) != std::string_view::npos) fence += '`';
  return fmt::format("{}\n{}\n{}", fence, text, fence);
}

/// At most so many bytes, no character cut in two.
inline std::string_view first_characters(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0u) == 0x80u) --most;
  return text.substr(0, most);
}

inline std::string first_of_hash(std::string_view hash) { return fmt::format("`{}{}`", first_characters(hash, 16), kEllipsis); }

/// "name @ commit", with "(no commit)" for an empty one.
inline std::string versioned(std::string_view name, std::string_view commit) {
  return fmt::format("{} @ {}", one_line(name), commit.empty() ? "(no commit)" : one_line(commit));
}

/// One dataset as a bullet.
std::string dataset_line(const DatasetRef& dataset);

}  // namespace ophamin::records
