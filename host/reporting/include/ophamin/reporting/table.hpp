// SPDX-License-Identifier: Apache-2.0
//
// Plain text tables that fit a terminal.
//
//   Table table({{"scenario"}, {"n", Align::kRight, Fit::kKeep}});
//   table.add_row({"round-trip-fidelity", "400"});
//   std::cout << table.render(80);
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ophamin::reporting {

/// Columns that a text takes on a terminal: 0 for combining marks, 2 for East Asian wide characters and emoji, 1 for all
/// others; a byte that is no UTF-8 counts 1.
std::size_t display_width(std::string_view text) noexcept;

/// The text in at most `width` columns; what is cut off is replaced by an ellipsis.
std::string truncate(std::string_view text, std::size_t width);

/// One line without control characters (they become spaces) and without bytes that are no UTF-8 (U+FFFD): safe to print
/// whoever wrote it.
std::string printable(std::string_view text);

enum class Align : std::uint8_t { kLeft, kRight };
enum class Fit : std::uint8_t {
  kShrink,  ///< cut when the table is too wide, the widest column first
  kKeep     ///< never cut as long as another column can be
};

struct Column {
  std::string title;
  Align align = Align::kLeft;
  Fit fit = Fit::kShrink;
  std::size_t smallest = 6;  ///< columns that a shrinking column keeps
};

class Table {
 public:
  explicit Table(std::vector<Column> columns);

  /// Missing cells are empty, further ones are ignored. Cells are made printable.
  void add_row(std::vector<std::string> cells);
  /// A line across all columns, such as a heading.
  void add_line(std::string text);

  bool empty() const noexcept { return rows_.empty(); }
  /// Title line, rule, rows; every line at most `width` columns and without trailing blanks, and ends in a newline.
  /// Columns in which no row has anything are left out.
  std::string render(std::size_t width) const;

 private:
  struct Row {
    std::vector<std::string> cells;
    bool across = false;
  };
  std::vector<std::size_t> widths(std::size_t width, const std::vector<bool>& shown) const;

  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace ophamin::reporting
