// SPDX-License-Identifier: Apache-2.0
#include "labels.hpp"

#include <bit>
#include <charconv>
#include <string_view>
#include <unordered_map>

namespace ophamin::pillars {
namespace {

template <class Key, class KeyOf>
Labels number(const sdk::Column& column, KeyOf key_of) {
  Labels labels;
  labels.of_row.assign(column.size(), Labels::kNone);
  std::unordered_map<Key, std::uint32_t> numbers;
  std::uint32_t current = Labels::kNone;
  Key last{};
  for (std::size_t row = 0; row < column.size(); ++row) {
    if (!column.has(row)) continue;
    const Key key = key_of(row);
    if (current == Labels::kNone || key != last) {  // equal labels mostly lie together: the map is asked once for each
      if (labels.count() == Labels::kNone) throw sdk::Failure(OPH_LIMIT, "more than 2^32 - 2 different labels");
      const auto [at, is_new] = numbers.try_emplace(key, static_cast<std::uint32_t>(labels.count()));
      if (is_new) labels.first_rows.push_back(row);
      current = at->second;
      last = key;
    }
    labels.of_row[row] = current;
  }
  return labels;
}

}  // namespace

Labels number_labels(const sdk::Column& column) {
  switch (column.type()) {
    case OPH_TEXT:
    case OPH_JSON: return number<std::string_view>(column, [&](std::size_t row) { return column.text(row); });
    case OPH_FLOAT:
      return number<std::uint64_t>(column, [cells = column.doubles()](std::size_t row) { return std::bit_cast<std::uint64_t>(cells[row] + 0.0); });
    case OPH_INT: return number<std::int64_t>(column, [cells = column.integers()](std::size_t row) { return cells[row]; });
    default: return number<std::uint8_t>(column, [cells = column.booleans()](std::size_t row) { return cells[row]; });
  }
}

std::string label_text(const sdk::Column& column, std::size_t row) {
  switch (column.type()) {
    case OPH_TEXT:
    case OPH_JSON: return std::string(column.text(row));
    case OPH_FLOAT: return number_text(column.doubles()[row]);
    case OPH_INT: return std::to_string(column.integers()[row]);
    default: return column.booleans()[row] != 0 ? "true" : "false";
  }
}

std::string number_text(double number) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, number).ptr};
}

}  // namespace ophamin::pillars
