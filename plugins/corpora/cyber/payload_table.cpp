// SPDX-License-Identifier: Apache-2.0
#include "payload_table.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

#include "blank.hpp"

namespace ophamin::cyber {
namespace {

constexpr std::array<std::string_view, 5> kTextColumns{"text", "prompt", "Prompt", "sentence", "content"};
constexpr std::array<std::string_view, 5> kLabelColumns{"label", "type", "Type", "class", "jailbreak"};
constexpr std::size_t kMostColumns = 10'000;

template <class Names>
std::optional<std::size_t> first_of(const Names& wanted, const std::vector<std::string_view>& header) {
  for (const std::string_view name : wanted) {
    const auto found = std::find(header.begin(), header.end(), name);
    if (found != header.end()) return static_cast<std::size_t>(found - header.begin());
  }
  return std::nullopt;
}

// As a reader of tables takes it that gives columns types: nothing, a number, a truth value.
bool is_text(std::string_view cell) noexcept {
  if (is_blank(cell) || cell == "True" || cell == "False" || cell == "true" || cell == "false" ||
      cell == "nan" || cell == "NaN")
    return false;
  double number = 0;
  if (cell.starts_with('+')) cell.remove_prefix(1);
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
  return error == std::errc::invalid_argument || end != cell.data() + cell.size();
}

}  // namespace

PayloadTable::PayloadTable(const std::string& path, std::size_t most, const sdk::Host& host)
    : host_(host), path_(path), source_(most) {
  start();
  if (!read(cells_))
    throw sdk::invalid_argument(path_ + ": expected a table with a header, found an empty file");
  columns_ = cells_.size();
  if (columns_ > kMostColumns)
    throw sdk::invalid_argument(path_ + ": expected a table, found a header of " + std::to_string(columns_) +
                                " columns");
  label_ = first_of(kLabelColumns, cells_);
  const auto named = first_of(kTextColumns, cells_);
  std::vector<bool> texts(columns_);
  while (read(cells_)) {
    for (std::size_t i = 0; i < columns_; ++i) texts[i] = texts[i] || is_text(cells_[i]);
  }
  const auto first = std::find(texts.begin(), texts.end(), true);
  if (!named && first == texts.end())
    throw sdk::invalid_argument(path_ + ": expected a column of texts, found none");
  text_ = named ? *named : static_cast<std::size_t>(first - texts.begin());
  start();
  (void)read(cells_);
}

void PayloadTable::start() {
  source_.close();
  source_.open(std::make_unique<files::FileStream>(path_), path_);
  reader_.restart();
}

bool PayloadTable::read(std::vector<std::string_view>& cells) {
  reader_.release();
  for (;;) {
    switch (reader_.next(source_, cells)) {
      case files::CsvReader::Step::kRow:
        if (columns_ != 0 && cells.size() != columns_) {
          throw sdk::invalid_argument(at(reader_.line()) + ": expected " + std::to_string(columns_) +
                                      " fields as in the header, found " + std::to_string(cells.size()));
        }
        return true;
      case files::CsvReader::Step::kNeedsBytes:
        host_.check_cancelled();
        source_.fill(true);
        break;
      case files::CsvReader::Step::kBroken: {
        const auto& fault = reader_.fault();
        throw sdk::invalid_argument(at(fault.line) + ":" + std::to_string(fault.column) + ": " +
                                    std::string(fault.what));
      }
      case files::CsvReader::Step::kEnd:
        return false;
    }
  }
}

bool PayloadTable::next(Row& row) {
  while (read(cells_)) {
    const auto index = index_++;
    if (is_blank(cells_[text_])) continue;
    row.index = index;
    row.text = cells_[text_];
    row.label = label_ ? std::optional(cells_[*label_]) : std::nullopt;
    return true;
  }
  return false;
}

}  // namespace ophamin::cyber
