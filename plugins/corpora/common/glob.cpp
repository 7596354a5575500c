// SPDX-License-Identifier: Apache-2.0
#include "glob.hpp"

#include <algorithm>

namespace ophamin::files {
namespace {

constexpr auto kNone = std::string_view::npos;

// The set at the beginning of `pattern` ("[...]"): its size, or 0 if it is not closed, which makes `[` an ordinary character.
std::size_t set_size(std::string_view pattern) noexcept {
  std::size_t at = 1;
  if (at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^')) ++at;
  if (at < pattern.size() && pattern[at] == ']') ++at;  // first in the set, it is a member
  const auto end = pattern.find(']', at);
  return end == kNone ? 0 : end + 1;
}

bool set_contains(std::string_view set, char c) noexcept {
  set = set.substr(1, set.size() - 2);
  const bool inverted = set.starts_with('!') || set.starts_with('^');
  if (inverted) set.remove_prefix(1);
  const auto byte = [](char x) { return static_cast<unsigned char>(x); };
  bool found = false;
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (i + 2 < set.size() && set[i + 1] == '-') {
      found = found || (byte(set[i]) <= byte(c) && byte(c) <= byte(set[i + 2]));
      i += 2;
    } else {
      found = found || set[i] == c;
    }
  }
  return found != inverted;
}

// One part against one part, no `/` in either. Goes back to the last `*` only: linear in the product of the sizes.
bool part_matches(std::string_view pattern, std::string_view part) noexcept {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = kNone;
  std::size_t star_text = 0;
  while (t < part.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_text = t;
      continue;
    }
    if (p < pattern.size()) {
      const auto set = pattern[p] == '[' ? set_size(pattern.substr(p)) : 0;
      if (set != 0 ? set_contains(pattern.substr(p, set), part[t]) : pattern[p] == '?' || pattern[p] == part[t]) {
        p += set != 0 ? set : 1;
        ++t;
        continue;
      }
    }
    if (star == kNone) return false;
    p = star + 1;
    t = ++star_text;
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

struct Parts {
  std::string_view head, tail;
  bool last;
};
Parts cut(std::string_view text) noexcept {
  const auto slash = text.find('/');
  if (slash == kNone) return {text, {}, true};
  return {text.substr(0, slash), text.substr(slash + 1), false};
}

// `path` has at least one part, or `ended` says that all of them were matched.
bool parts_match(std::string_view pattern, std::string_view path, bool ended) noexcept {
  for (;;) {
    const auto want = cut(pattern);
    if (want.head == "**") {
      if (want.last) return !ended;  // something below, not the directory itself
      for (;;) {
        if (parts_match(want.tail, path, ended)) return true;
        if (ended) return false;
        const auto skipped = cut(path);
        path = skipped.tail;
        ended = skipped.last;
      }
    }
    if (ended) return false;
    const auto have = cut(path);
    if (!part_matches(want.head, have.head)) return false;
    if (want.last || have.last) {
      if (want.last) return have.last;
      ended = true;
    }
    pattern = want.tail;
    path = have.tail;
  }
}

bool may_match_below(std::string_view pattern, std::string_view directory) noexcept {
  for (;;) {
    const auto want = cut(pattern);
    if (want.head == "**") return true;
    const auto have = cut(directory);
    if (want.last || !part_matches(want.head, have.head)) return false;
    if (have.last) return true;
    pattern = want.tail;
    directory = have.tail;
  }
}

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view path) noexcept { return parts_match(pattern, path, false); }

bool GlobList::matches(std::string_view path) const noexcept {
  return std::any_of(patterns_.begin(), patterns_.end(), [&](const std::string& p) { return glob_matches(p, path); });
}

bool GlobList::covers(std::string_view directory) const noexcept {
  return std::any_of(patterns_.begin(), patterns_.end(), [&](std::string_view p) {
    if (!p.ends_with("/**")) return p == "**";
    return glob_matches(p.substr(0, p.size() - 3), directory);
  });
}

bool GlobList::may_match_below(std::string_view directory) const noexcept {
  return std::any_of(patterns_.begin(), patterns_.end(),
                     [&](const std::string& p) { return files::may_match_below(p, directory); });
}

}  // namespace ophamin::files
