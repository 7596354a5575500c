// SPDX-License-Identifier: Apache-2.0
//
// Tables for pillars, in memory.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/abi.h>

namespace ophamin::test {

inline oph_str_t str(std::string_view text) { return {text.data(), text.size()}; }

/// Owns its columns. The table is valid until the next add().
class TableMaker {
 public:
  explicit TableMaker(std::uint64_t rows) : rows_(rows) {}
  TableMaker(const TableMaker&) = delete;
  TableMaker& operator=(const TableMaker&) = delete;

  TableMaker& floats(std::string role, std::vector<double> values) {
    auto& kept = floats_.emplace_back(std::move(values));
    return add(std::move(role), OPH_FLOAT, kept.data());
  }
  TableMaker& ints(std::string role, std::vector<std::int64_t> values) {
    auto& kept = ints_.emplace_back(std::move(values));
    return add(std::move(role), OPH_INT, kept.data());
  }
  TableMaker& bools(std::string role, std::vector<std::uint8_t> values) {
    auto& kept = bytes_.emplace_back(std::move(values));
    return add(std::move(role), OPH_BOOL, kept.data());
  }
  TableMaker& texts(std::string role, const std::vector<std::string>& values) {
    auto& bytes = texts_.emplace_back();
    auto& offsets = offsets_.emplace_back(1, 0);
    for (const auto& value : values) {
      bytes += value;
      offsets.push_back(bytes.size());
    }
    add(std::move(role), OPH_TEXT, bytes.data());
    columns_.back().offsets = offsets.data();
    return *this;
  }
  /// For the column just added.
  TableMaker& validity(std::vector<std::uint8_t> values) {
    columns_.back().validity = bytes_.emplace_back(std::move(values)).data();
    return *this;
  }
  oph_column_t& last() { return columns_.back(); }

  oph_table_t table() const {
    oph_table_t table{};
    table.struct_size = OPH_SIZEOF(oph_table_t, columns);
    table.row_count = rows_;
    table.column_count = columns_.size();
    table.columns = columns_.data();
    return table;
  }

 private:
  TableMaker& add(std::string role, oph_type_t type, const void* values) {
    const auto& kept_role = names_.emplace_back(std::move(role));
    const auto& name = names_.emplace_back("column" + std::to_string(columns_.size()));
    oph_column_t column{};
    column.name = str(name);
    column.role = str(kept_role);
    column.type = type;
    column.values = values;
    columns_.push_back(column);
    return *this;
  }

  std::uint64_t rows_;
  std::vector<oph_column_t> columns_;
  std::deque<std::string> names_;
  std::deque<std::string> texts_;
  std::deque<std::vector<double>> floats_;
  std::deque<std::vector<std::int64_t>> ints_;
  std::deque<std::vector<std::uint8_t>> bytes_;
  std::deque<std::vector<std::uint64_t>> offsets_;
};

}  // namespace ophamin::test
