// SPDX-License-Identifier: Apache-2.0
#include <ophamin/campaign/source_map.hpp>

#include <fmt/format.h>

namespace ophamin::campaign {
namespace {

// A longer line would bury the complaint, and one long line quoted for each of its keys would not fit in memory.
constexpr std::size_t kLongestQuotedLine = 240;

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines.emplace_back(line.size() <= kLongestQuotedLine ? line : std::string_view{});
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

bool is_bare_key(std::string_view text) noexcept {
  return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
                              std::string_view::npos;
}

}  // namespace

SourceMap::SourceMap(std::string file, std::string_view text)
    : file_(std::move(file)), lines_(std::make_shared<const std::vector<std::string>>(split_lines(text))) {}

void SourceMap::add(std::string pointer, SourcePoint point) {
  points_.insert_or_assign(std::move(pointer), std::move(point));
}

diagnostics::Place SourceMap::place(const SourcePoint& point) const {
  diagnostics::Place place;
  if (!point.given.empty()) {
    place.file = point.given;
    return place;
  }
  place.file = file_;
  place.line = point.line;
  place.column = point.column;
  if (lines_ && point.line >= 1 && point.line <= lines_->size()) place.line_text = (*lines_)[point.line - 1];
  return place;
}

diagnostics::Place SourceMap::find(std::string_view pointer) const {
  diagnostics::Place place{.file = file_};
  for (std::string_view at = pointer;; at = at.substr(0, at.rfind('/'))) {
    if (const auto found = points_.find(at); found != points_.end()) {
      place = this->place(found->second);
      break;
    }
    if (at.empty() || at.rfind('/') == std::string_view::npos) break;
  }
  place.path = dotted_path(pointer);
  return place;
}

std::string json_pointer(std::string_view base, std::string_view key) {
  std::string pointer(base);
  pointer += '/';
  for (const char c : key) {
    if (c == '~') pointer += "~0";
    else if (c == '/') pointer += "~1";
    else pointer += c;
  }
  return pointer;
}

std::string json_pointer(std::string_view base, std::size_t index) { return fmt::format("{}/{}", base, index); }

std::string dotted_path(std::string_view pointer) {
  std::string dotted;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::size_t end = pointer.find('/');
    const std::string_view part = pointer.substr(0, end);
    std::string key;
    for (std::size_t i = 0; i < part.size(); ++i) {
      if (part[i] == '~' && i + 1 < part.size()) key += part[++i] == '1' ? '/' : '~';
      else key += part[i];
    }
    if (!dotted.empty()) dotted += '.';
    dotted += is_bare_key(key) ? key : fmt::format("\"{}\"", key);
    if (end == std::string_view::npos) break;
    pointer.remove_prefix(end);
  }
  return dotted;
}

}  // namespace ophamin::campaign
