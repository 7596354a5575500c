// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ophamin::files {

/// True if `pattern` matches the whole relative `path`, with `/` between its parts. `*` and `?` stay within a part, `[a-z]`
/// and `[!a-z]` are one character of it, a part `**` is any number of parts, none included. Bytes, case-sensitive.
bool glob_matches(std::string_view pattern, std::string_view path) noexcept;

/// A list of patterns, one of which has to match.
class GlobList {
 public:
  explicit GlobList(std::vector<std::string> patterns) : patterns_(std::move(patterns)) {}

  bool matches(std::string_view path) const noexcept;
  /// True if every path below `directory` is sure to match, so that it need not be entered.
  bool covers(std::string_view directory) const noexcept;
  /// True if a path below `directory` may match, so that it has to be entered.
  bool may_match_below(std::string_view directory) const noexcept;

 private:
  std::vector<std::string> patterns_;
};

}  // namespace ophamin::files
