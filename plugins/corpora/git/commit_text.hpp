// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ophamin::git {

/// The subject of a commit's message, as `git log --format=%s` shows it: the lines of its first paragraph,
/// joined by blanks.
struct MessageParts {
  std::string subject;
  std::string_view body;  ///< what follows, without blank lines before it; as `%b`
};
MessageParts split_message(std::string_view message);

/// Subject, blank line, body, without white space around it.
std::string text_of(const MessageParts& parts);

/// A moment as `git log --date=iso-strict` shows it: `2024-02-29T23:59:59+01:00`. `seconds` since 1970,
/// `offset` in minutes. A year beyond four digits is shown as `@SECONDS`.
std::string iso_date(std::int64_t seconds, int offset);

/// `bytes` in UTF-8, if they are in `encoding` and that is known; else as they are.
std::string to_utf8_from(std::string_view encoding, std::string_view bytes);

}  // namespace ophamin::git
