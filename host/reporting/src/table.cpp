// SPDX-License-Identifier: Apache-2.0
#include <ophamin/reporting/table.hpp>

#include <algorithm>
#include <utility>

namespace ophamin::reporting {
namespace {

constexpr std::size_t kGap = 2;

std::size_t total_width(const std::vector<std::size_t>& widths, const std::vector<bool>& shown) {
  std::size_t total = 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (!shown[i]) continue;
    total += widths[i];
    ++count;
  }
  return count == 0 ? 0 : total + kGap * (count - 1);
}

void append_cell(std::string& line, const std::string& text, std::size_t width, Align align) {
  const std::string cell = truncate(text, width);
  const std::string padding(width - std::min(width, display_width(cell)), ' ');
  line += align == Align::kRight ? padding + cell : cell + padding;
}

void append_line(std::string& text, std::string line, std::size_t width) {
  line = truncate(line, width);
  line.erase(line.find_last_not_of(' ') + 1);
  text += line;
  text += '\n';
}

}  // namespace

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

void Table::add_row(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  for (std::string& cell : cells) cell = printable(cell);
  rows_.push_back({.cells = std::move(cells), .across = false});
}

void Table::add_line(std::string text) { rows_.push_back({.cells = {printable(text)}, .across = true}); }

std::vector<std::size_t> Table::widths(std::size_t width, const std::vector<bool>& shown) const {
  std::vector<std::size_t> widths(columns_.size(), 0);
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (!shown[i]) continue;
    widths[i] = display_width(columns_[i].title);
    for (const Row& row : rows_)
      if (!row.across) widths[i] = std::max(widths[i], display_width(row.cells[i]));
  }
  // First the columns that may shrink down to what they keep, then, if that is not enough, all of them.
  for (const bool anything : {false, true}) {
    while (total_width(widths, shown) > width) {
      std::size_t widest = columns_.size();
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        const std::size_t floor = anything ? 1 : columns_[i].smallest;
        const bool may_shrink = shown[i] && (anything || columns_[i].fit == Fit::kShrink) && widths[i] > floor;
        if (may_shrink && (widest == columns_.size() || widths[i] > widths[widest])) widest = i;
      }
      if (widest == columns_.size()) break;
      --widths[widest];
    }
  }
  return widths;
}

std::string Table::render(std::size_t width) const {
  std::vector<bool> shown(columns_.size(), false);
  for (const Row& row : rows_)
    for (std::size_t i = 0; !row.across && i < columns_.size(); ++i)
      if (!row.cells[i].empty()) shown[i] = true;
  const std::vector<std::size_t> widths = this->widths(width, shown);

  const auto render_row = [&](const auto& cell_of) {
    std::string line;
    bool first = true;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (!shown[i]) continue;
      if (!std::exchange(first, false)) line.append(kGap, ' ');
      append_cell(line, cell_of(i), widths[i], columns_[i].align);
    }
    return line;
  };
  std::string text;
  append_line(text, render_row([&](std::size_t i) { return columns_[i].title; }), width);
  append_line(text, std::string(std::min(width, total_width(widths, shown)), '-'), width);
  for (const Row& row : rows_)
    append_line(text, row.across ? row.cells.front() : render_row([&](std::size_t i) { return row.cells[i]; }), width);
  return text;
}

}  // namespace ophamin::reporting
