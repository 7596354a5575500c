// SPDX-License-Identifier: Apache-2.0
//
// Columns from text that people have lying around: CSV (RFC 4180) or JSON. The way to use a pillar without a campaign.
//
//   TableFile table = read_table(text, TableFormat::kCsv, "latency.csv");
//   table.assign_roles({{"value", "latency"}}, pillar);
//   session.compute(table.view());
//
// CSV: the first line names the columns. Fields are separated by commas, lines end in LF or CRLF, a field in double quotes
// may hold commas, line ends and doubled quotes; blanks are part of a field. An empty field is a missing cell. A column is
// bool if all its cells are true or false, int if all are integers of 64 bits, float if all are numbers (nan and inf
// count), otherwise text.
// JSON: an object of arrays of equal length, {"value": [1, 2]}, or an array of objects, [{"value": 1}, {"value": 2}]; null,
// and a member that a row lacks, is a missing cell. A column of integers and other numbers is float.
#pragma once

#include <ophamin/abi.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ophamin/registry/plugin.hpp>

namespace ophamin::seeing {

enum class TableFormat : std::uint8_t { kCsv, kJson };

/// By the extension of `file` (.csv, .json); otherwise by the first character of the text.
TableFormat guess_format(std::string_view file, std::string_view text) noexcept;

/// One column. The vector of its type holds one entry per row, a missing cell too.
struct FileColumn {
  std::string name{};
  oph_type_t type = OPH_FLOAT;  ///< OPH_BOOL, OPH_INT, OPH_FLOAT or OPH_TEXT
  std::vector<std::uint8_t> bools{};
  std::vector<std::int64_t> ints{};
  std::vector<double> floats{};
  std::vector<std::uint64_t> offsets{};  ///< OPH_TEXT: rows + 1
  std::string bytes{};
  std::vector<std::uint8_t> validity{};  ///< empty if no cell is missing
};

/// Owns its cells. Movable; a view is valid until the table is changed or moved.
class TableFile {
 public:
  TableFile(std::vector<FileColumn> columns, std::uint64_t rows) : columns_(std::move(columns)), rows_(rows) {}

  std::uint64_t rows() const noexcept { return rows_; }
  const std::vector<FileColumn>& columns() const noexcept { return columns_; }

  /// Gives columns their roles: as `mapping` says (role to column), and for the others their own name if the pillar has
  /// such a role. Columns that no role takes are left out; their names are returned. Throws kUnknownName, with near names,
  /// every mistake at once, for a role that the pillar does not have and a column that the table does not have.
  std::vector<std::string> assign_roles(const std::vector<std::pair<std::string, std::string>>& mapping,
                                        const registry::Component& pillar);

  /// The columns that have a role.
  const oph_table_t& view();

 private:
  std::vector<FileColumn> columns_;
  std::vector<std::pair<std::string, std::size_t>> taken_{};  ///< role and column, in order
  std::vector<oph_column_t> views_{};
  oph_table_t table_{};
  std::uint64_t rows_;
};

/// Throws diagnostics::Error (kInputInvalid, kJsonSyntax: exit code 2) with line and column in `file`; of a kind of mistake
/// that comes up in many places, the first ones and a count.
TableFile read_table(std::string_view text, TableFormat format, const std::string& file);

}  // namespace ophamin::seeing
