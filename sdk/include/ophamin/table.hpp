// SPDX-License-Identifier: Apache-2.0
//
// Tables: borrowed read-only columns, with typed cells and cells that are missing.
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/table.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <ophamin/abi.h>
#include <ophamin/failure.hpp>
#include <ophamin/text.hpp>
#include <ophamin/value.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ophamin::sdk {

/// One column; a view that lives as long as its table.
class Column {
 public:
  Column(const oph_column_t& raw, std::size_t rows) noexcept : raw_(&raw), rows_(rows) {}

  std::string_view name() const noexcept { return view(raw_->name); }
  std::string_view role() const noexcept { return view(raw_->role); }
  std::string_view unit() const noexcept { return view(raw_->unit); }
  oph_type_t type() const noexcept { return raw_->type; }
  std::size_t size() const noexcept { return rows_; }

  /// False for a missing cell. Read no cell that is missing: its value means nothing.
  bool has(std::size_t row) const noexcept { return raw_->validity == nullptr || raw_->validity[row] != 0; }
  std::size_t missing() const noexcept {
    if (raw_->validity == nullptr) return 0;
    return static_cast<std::size_t>(std::count(raw_->validity, raw_->validity + rows_, std::uint8_t{0}));
  }

  /// All cells, missing ones included. Each throws OPH_INVALID_ARGUMENT if the column is of another type.
  std::span<const std::uint8_t> booleans() const { return {cells<std::uint8_t>(OPH_BOOL), rows_}; }
  std::span<const std::int64_t> integers() const { return {cells<std::int64_t>(OPH_INT), rows_}; }
  std::span<const double> doubles() const { return {cells<double>(OPH_FLOAT), rows_}; }

  /// A cell of a text or JSON column.
  std::string_view text(std::size_t row) const {
    const auto* bytes = raw_->type == OPH_JSON ? cells<char>(OPH_JSON) : cells<char>(OPH_TEXT);
    const auto begin = raw_->offsets[row];
    const auto size = raw_->offsets[row + 1] - begin;
    return size == 0 ? std::string_view{} : std::string_view{bytes + begin, static_cast<std::size_t>(size)};
  }
  /// A cell of a boolean, integer or number column.
  double number(std::size_t row) const {
    switch (raw_->type) {
      case OPH_BOOL: return booleans()[row] != 0 ? 1.0 : 0.0;
      case OPH_INT: return static_cast<double>(integers()[row]);
      default: return doubles()[row];
    }
  }

  const oph_column_t& raw() const noexcept { return *raw_; }

 private:
  template <class T>
  const T* cells(oph_type_t wanted) const {
    if (raw_->type != wanted) {
      throw invalid_argument("column `" + std::string(name()) + "`: expected " + std::string(type_name(wanted)) + ", found " +
                             std::string(type_name(raw_->type)));
    }
    return static_cast<const T*>(raw_->values);
  }

  const oph_column_t* raw_;
  std::size_t rows_;
};

/// The cells of a column that have a value, as doubles. Borrows them where they lie if it can, else holds a copy.
class Numbers {
 public:
  explicit Numbers(const Column& column) : missing_(column.missing()) {
    if (missing_ == 0 && column.type() == OPH_FLOAT) {
      borrowed_ = column.doubles();
      return;
    }
    copy_.reserve(column.size() - missing_);
    for (std::size_t row = 0; row < column.size(); ++row) {
      if (column.has(row)) copy_.push_back(column.number(row));
    }
    is_copy_ = true;
  }

  std::span<const double> span() const noexcept { return is_copy_ ? std::span<const double>(copy_) : borrowed_; }
  operator std::span<const double>() const noexcept { return span(); }
  std::size_t size() const noexcept { return span().size(); }
  bool empty() const noexcept { return span().empty(); }
  double operator[](std::size_t index) const noexcept { return span()[index]; }
  auto begin() const noexcept { return span().begin(); }
  auto end() const noexcept { return span().end(); }
  /// Cells that had no value and are left out.
  std::size_t missing() const noexcept { return missing_; }

 private:
  std::size_t missing_;
  std::span<const double> borrowed_;
  std::vector<double> copy_;
  bool is_copy_ = false;
};

/// A table; a view that lives as long as the call that received it.
class Table {
 public:
  explicit Table(const oph_table_t& raw) noexcept : raw_(&raw) {}

  std::size_t rows() const noexcept { return static_cast<std::size_t>(raw_->row_count); }
  std::size_t columns() const noexcept { return static_cast<std::size_t>(raw_->column_count); }
  Column column(std::size_t index) const noexcept { return Column(raw_->columns[index], rows()); }

  /// The first column with this role, or none.
  std::optional<Column> find(std::string_view role) const noexcept {
    for (std::size_t i = 0; i < columns(); ++i) {
      if (column(i).role() == role) return column(i);
    }
    return std::nullopt;
  }
  /// The first column with this role; throws OPH_MISSING_ROLE.
  Column role(std::string_view name) const {
    if (const auto found = find(name)) return *found;
    throw missing_role("the table has no column with the role `" + std::string(name) + "`; give it one");
  }
  /// Every column with this role, in the order of the table.
  std::vector<Column> all(std::string_view role) const {
    std::vector<Column> found;
    for (std::size_t i = 0; i < columns(); ++i) {
      if (column(i).role() == role) found.push_back(column(i));
    }
    return found;
  }
  /// The numbers of the column with this role, without missing cells; throws OPH_MISSING_ROLE.
  Numbers numbers(std::string_view name) const { return Numbers(role(name)); }

  /// The column of this name, or none.
  std::optional<Column> find_named(std::string_view name) const noexcept {
    for (std::size_t i = 0; i < columns(); ++i) {
      if (column(i).name() == name) return column(i);
    }
    return std::nullopt;
  }
  /// The column of this name; throws OPH_INVALID_ARGUMENT.
  Column named(std::string_view name) const {
    if (const auto found = find_named(name)) return *found;
    throw invalid_argument("the table has no column named `" + std::string(name) + "`");
  }

  const oph_table_t& raw() const noexcept { return *raw_; }

 private:
  const oph_table_t* raw_;
};

/// A table that a plugin makes for Host::compute. Columns are borrowed: they must outlive it. The name of a column is its
/// role unless said otherwise.
class TableBuilder {
 public:
  explicit TableBuilder(std::size_t rows) noexcept : rows_(rows) {}
  TableBuilder(const TableBuilder&) = delete;  // columns point into the names held beside them
  TableBuilder& operator=(const TableBuilder&) = delete;
  TableBuilder(TableBuilder&&) noexcept = default;
  TableBuilder& operator=(TableBuilder&&) noexcept = default;

  TableBuilder& add(std::string_view role, std::span<const double> cells) { return add(role, OPH_FLOAT, cells.data(), cells.size()); }
  TableBuilder& add(std::string_view role, std::span<const std::int64_t> cells) {
    return add(role, OPH_INT, cells.data(), cells.size());
  }
  /// Booleans, 0 or 1.
  TableBuilder& add(std::string_view role, std::span<const std::uint8_t> cells) {
    return add(role, OPH_BOOL, cells.data(), cells.size());
  }
  /// Texts; copied.
  TableBuilder& add(std::string_view role, const std::vector<std::string>& cells) {
    auto& bytes = names_.emplace_back();
    auto& offsets = offsets_.emplace_back(1, 0u);
    for (const auto& cell : cells) {
      bytes += cell;
      offsets.push_back(bytes.size());
    }
    add(role, OPH_TEXT, bytes.data(), cells.size());
    columns_.back().offsets = offsets.data();
    return *this;
  }
  /// A column of another table under a role of this one, missing cells included.
  TableBuilder& add(std::string_view role, const Column& column) {
    add(role, column.type(), column.raw().values, column.size());
    columns_.back().unit = column.raw().unit;
    columns_.back().offsets = column.raw().offsets;
    columns_.back().validity = column.raw().validity;
    return *this;
  }

  /// Valid until this object is changed or destroyed.
  oph_table_t raw() const noexcept {
    return oph_table_t{OPH_SIZEOF(oph_table_t, columns), rows_, columns_.size(), columns_.data()};
  }

 private:
  TableBuilder& add(std::string_view role, oph_type_t type, const void* cells, std::size_t size) {
    if (size != rows_) {
      throw Failure(OPH_INTERNAL, "the column `" + std::string(role) + "` has " + std::to_string(size) + " cells in a table of " +
                                      std::to_string(rows_) + " rows");
    }
    const std::string_view name = names_.emplace_back(role);
    columns_.push_back(oph_column_t{str(name), str(name), {nullptr, 0}, type, 0, cells, nullptr, nullptr});
    // A name is unique within its table, a role need not be.
    const auto twins = std::count_if(columns_.begin(), columns_.end(), [&](const auto& c) { return view(c.role) == name; });
    if (twins > 1) columns_.back().name = str(names_.emplace_back(std::string(name) + "." + std::to_string(twins)));
    return *this;
  }

  std::size_t rows_;
  std::vector<oph_column_t> columns_;
  std::deque<std::string> names_;  // and the bytes of texts
  std::deque<std::vector<std::uint64_t>> offsets_;
};

}  // namespace ophamin::sdk
