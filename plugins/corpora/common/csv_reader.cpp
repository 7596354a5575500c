// SPDX-License-Identifier: Apache-2.0
#include "csv_reader.hpp"

#include <algorithm>
#include <cstring>

namespace ophamin::files {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

std::string_view without_return(std::string_view line) noexcept {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::uint64_t lines_in(std::string_view text) noexcept {
  return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

void CsvReader::restart() noexcept {
  next_line_ = 1;
  row_line_ = 0;
  scanned_ = 0;
  started_ = false;
}

// A row without quotes, which most are.
void CsvReader::split(std::string_view row, std::vector<std::string_view>& fields) const {
  for (;;) {
    const auto end = row.find(delimiter_);
    fields.push_back(row.substr(0, end));
    if (end == std::string_view::npos) return;
    row.remove_prefix(end + 1);
  }
}

std::string_view CsvReader::without_doubled(std::string_view text) {
  auto& out = unquoted_.emplace_back();
  out.reserve(text.size());
  while (!text.empty()) {
    const auto end = std::min(text.find(quote_), text.size() - 1) + 1;
    out += text.substr(0, end);
    text.remove_prefix(end);
    if (out.back() == quote_ && text.starts_with(quote_)) text.remove_prefix(1);
  }
  return out;
}

// The row ends with the line in which it went wrong.
CsvReader::Row CsvReader::broken(std::string_view what, std::string_view text, std::size_t at,
                                 std::size_t& size) {
  const auto before = text.substr(0, at);
  const auto line_begin = before.rfind('\n');
  fault_ = {what, row_line_ + lines_in(before),
            at - (line_begin == std::string_view::npos ? 0 : line_begin + 1) + 1};
  size = std::min(text.find('\n', at), text.size() - 1) + 1;
  return Row::kBroken;
}

// `size` becomes that of the row with its end. kCutOff where more bytes may change what it is.
CsvReader::Row CsvReader::read_quoted(std::string_view text, bool is_last,
                                      std::vector<std::string_view>& fields, std::size_t& size) {
  std::size_t at = 0;
  for (;;) {
    if (at < text.size() && text[at] == quote_) {
      const auto begin = at + 1;
      bool doubled = false;
      for (at = text.find(quote_, begin); at != std::string_view::npos; at = text.find(quote_, at + 2)) {
        if (at + 1 >= text.size() || text[at + 1] != quote_) break;
        doubled = true;
      }
      if (at == std::string_view::npos || (at + 1 >= text.size() && !is_last)) {
        return is_last ? broken("a quote that is never closed", text, begin - 1, size) : Row::kCutOff;
      }
      const auto content = text.substr(begin, at - begin);
      fields.push_back(doubled ? without_doubled(content) : content);
      ++at;
      if (at < text.size() && text[at] == '\r' && at + 1 >= text.size() && !is_last) return Row::kCutOff;
      if (at < text.size() && text[at] == '\r' && (at + 1 >= text.size() || text[at + 1] == '\n')) ++at;
      if (at < text.size() && text[at] != delimiter_ && text[at] != '\n')
        return broken("text behind a closing quote", text, at, size);
    } else {
      const auto begin = at;
      while (at < text.size() && text[at] != delimiter_ && text[at] != '\n' && text[at] != quote_) ++at;
      if (at >= text.size() && !is_last) return Row::kCutOff;
      if (at < text.size() && text[at] == quote_)
        return broken("a quote in a field that does not begin with one", text, at, size);
      const auto field = text.substr(begin, at - begin);
      fields.push_back(at < text.size() && text[at] == delimiter_ ? field : without_return(field));
    }
    if (at >= text.size() || text[at] == '\n') {
      size = std::min(at + 1, text.size());
      return Row::kWhole;
    }
    ++at;  // behind the delimiter; what follows may be an empty field at the end of the row
    if (at >= text.size() && !is_last) return Row::kCutOff;
  }
}

CsvReader::Step CsvReader::next(ByteSource& source, std::vector<std::string_view>& fields) {
  fields.clear();
  const auto kept = unquoted_.size();
  for (;;) {
    auto text = source.unread();
    if (!started_) {
      if (text.size() < kByteOrderMark.size() && !source.at_end()) return Step::kNeedsBytes;
      if (text.starts_with(kByteOrderMark)) source.take(kByteOrderMark.size());
      text = source.unread();
      started_ = true;
    }
    if (text.empty() && source.at_end()) return Step::kEnd;
    const auto* newline =
        scanned_ < text.size()
            ? static_cast<const char*>(std::memchr(text.data() + scanned_, '\n', text.size() - scanned_))
            : nullptr;
    if (newline == nullptr && !source.at_end()) {
      scanned_ = text.size();
      return Step::kNeedsBytes;
    }
    const auto line =
        text.substr(0, newline == nullptr ? text.size() : static_cast<std::size_t>(newline - text.data()));
    row_line_ = next_line_;
    if (line.find(quote_) == std::string_view::npos) [[likely]] {
      source.take(line.size() + (newline == nullptr ? 0 : 1));
      scanned_ = 0;
      ++next_line_;
      const auto row = without_return(line);
      if (row.empty()) continue;
      split(row, fields);
      return Step::kRow;
    }
    std::size_t size = 0;
    const auto row = read_quoted(text, source.at_end(), fields, size);
    if (row == Row::kCutOff) {
      // Read again from its beginning, once there is twice as much: otherwise a long row would be read over
      // and over.
      scanned_ = text.size();
      fields.clear();
      unquoted_.resize(kept);
      return Step::kNeedsBytes;
    }
    next_line_ += lines_in(text.substr(0, size));
    source.take(size);
    scanned_ = 0;
    return row == Row::kWhole ? Step::kRow : Step::kBroken;
  }
}

}  // namespace ophamin::files
