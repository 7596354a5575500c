// SPDX-License-Identifier: Apache-2.0
#include "csv.hpp"

#include <utility>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>

namespace ophamin::seeing {
namespace {

using diagnostics::Diagnostic;
using diagnostics::ErrorCode;

constexpr std::size_t kMostComplaints = 10;
constexpr std::size_t kLongestLine = 400;

std::string line_of(std::string_view text, std::uint32_t line) {
  std::size_t begin = 0;
  for (std::uint32_t at = 1; at < line; ++at) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string_view::npos) return {};
    begin = end + 1;
  }
  std::string_view found = text.substr(begin, text.find('\n', begin) - begin);
  if (found.ends_with('\r')) found.remove_suffix(1);
  return found.size() > kLongestLine ? std::string{} : std::string(found);
}

Diagnostic complaint(std::string_view text, const std::string& file, std::uint32_t line, std::uint32_t column, std::string message,
                     std::string mend) {
  return {.code = ErrorCode::kInputInvalid,
          .message = std::move(message),
          .mend = std::move(mend),
          .place = {.file = file, .line = line, .column = column, .line_text = line_of(text, line)}};
}

class CsvReader {
 public:
  CsvReader(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  std::vector<CsvRow> run() {
    std::vector<CsvRow> rows;
    while (at_ < text_.size()) rows.push_back(row());
    return rows;
  }

 private:
  [[noreturn]] void fail(std::string message, std::string mend) const {
    complain_csv(text_, file_, line_, column_, std::move(message), std::move(mend));
  }

  void advance() {
    const auto byte = static_cast<unsigned char>(text_[at_++]);
    if (byte == '\n') {
      ++line_;
      column_ = 1;
    } else if ((byte & 0xC0u) != 0x80u) {
      ++column_;
    }
  }

  // A line end at the present place; a lone carriage return is none.
  bool at_line_end() const { return at_ < text_.size() && (text_[at_] == '\n' || text_.substr(at_, 2) == "\r\n"); }

  CsvRow row() {
    CsvRow row;
    while (true) {
      row.push_back(field());
      if (at_ < text_.size() && text_[at_] == ',') {
        advance();
        continue;
      }
      if (at_line_end()) {
        if (text_[at_] == '\r') advance();
        advance();
      }
      return row;
    }
  }

  CsvField field() {
    CsvField field{.text = {}, .line = line_, .column = column_};
    if (at_ < text_.size() && text_[at_] == '"') {
      quoted(field);
      return field;
    }
    while (at_ < text_.size() && text_[at_] != ',' && !at_line_end()) {
      if (text_[at_] == '"') fail("a quote inside a field that does not begin with one", "put the whole field in quotes, and double the quotes inside");
      if (text_[at_] == '\r') fail("a carriage return that ends no line", "end lines with LF or CRLF, or put the field in quotes");
      field.text += text_[at_];
      advance();
    }
    return field;
  }

  void quoted(CsvField& field) {
    advance();
    while (true) {
      if (at_ == text_.size())
        complain_csv(text_, file_, field.line, field.column, "a quoted field has no end", "close it with a quote; quotes inside are doubled");
      if (text_[at_] == '"') {
        advance();
        if (at_ == text_.size() || text_[at_] != '"') break;
      }
      field.text += text_[at_];
      advance();
    }
    if (at_ < text_.size() && text_[at_] != ',' && !at_line_end())
      fail("text after the closing quote of a field", "double the quotes inside a quoted field");
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  std::uint32_t column_ = 1;
};

void check_text(std::string_view text, const std::string& file) {
  const std::size_t bad = std::min(records::find_invalid_utf8(text), text.find('\0'));
  if (bad == std::string_view::npos) return;
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  for (const char character : text.substr(0, bad)) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte == '\n') {
      ++line;
      column = 1;
    } else if ((byte & 0xC0u) != 0x80u) {
      ++column;
    }
  }
  throw diagnostics::Error({.code = ErrorCode::kInputInvalid,
                            .message = text[bad] == '\0' ? "a NUL byte, which no table holds" : "a byte that is not UTF-8",
                            .mend = "save the file as UTF-8 text",
                            .place = {.file = file, .line = line, .column = column}});
}

}  // namespace

void complain_csv(std::string_view text, const std::string& file, std::uint32_t line, std::uint32_t column, std::string message,
                  std::string mend) {
  throw diagnostics::Error(complaint(text, file, line, column, std::move(message), std::move(mend)));
}

std::vector<CsvRow> parse_csv(std::string_view text, const std::string& file) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  check_text(text, file);
  std::vector<CsvRow> rows = CsvReader(text, file).run();
  if (rows.empty()) complain_csv(text, file, 1, 1, "the table is empty", "name the columns in the first line");
  std::vector<Diagnostic> complaints;
  std::size_t count = 0;
  for (const CsvRow& row : rows) {
    if (row.size() == rows.front().size() || ++count > kMostComplaints) continue;
    // The first field that is too much, or the end of the row.
    const CsvField& place = row.size() > rows.front().size() ? row[rows.front().size()] : row.back();
    complaints.push_back(complaint(text, file, place.line, place.column, "the row does not have as many fields as the first one", {}));
    complaints.back().expected = fmt::format("{} fields", rows.front().size());
    complaints.back().found = fmt::format("{}", row.size());
  }
  if (count > kMostComplaints)
    complaints.push_back({.code = ErrorCode::kInputInvalid,
                          .message = fmt::format("and {} more such rows", count - kMostComplaints),
                          .place = {.file = file}});
  if (!complaints.empty()) throw diagnostics::Error(std::move(complaints));
  return rows;
}

}  // namespace ophamin::seeing
