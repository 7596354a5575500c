// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/table_file.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/guests/text.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/registry/near_names.hpp>

#include "csv.hpp"

namespace ophamin::seeing {
namespace {

using diagnostics::Diagnostic;
using diagnostics::ErrorCode;
using records::Json;

/// A cell before its column's type is known.
struct Cell {
  oph_type_t type = OPH_NULL;  ///< OPH_NULL: missing
  std::int64_t integer = 0;
  double number = 0.0;
  std::string_view text{};
};

[[noreturn]] void refuse(const std::string& file, std::string message, std::string path = {}) {
  throw diagnostics::Error({.code = ErrorCode::kInputInvalid,
                            .message = std::move(message),
                            .mend = "see 'ophamin-host pillar compute --help' for the forms a table may have",
                            .place = {.file = file, .path = std::move(path)}});
}

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(), [](char left, char right) {
    return (left >= 'A' && left <= 'Z' ? static_cast<char>(left - 'A' + 'a') : left) == right;
  });
}

Cell csv_cell(std::string_view text) {
  if (text.empty()) return {};
  Cell cell{.type = OPH_TEXT, .text = text};
  if (equals_ignoring_case(text, "true") || equals_ignoring_case(text, "false")) {
    cell.type = OPH_BOOL;
    cell.integer = text.size() == 4 ? 1 : 0;
    return cell;
  }
  std::string_view digits = text.front() == '+' ? text.substr(1) : text;
  if (digits.empty() || (text.front() == '+' && digits.front() == '-')) return cell;
  const char* end = digits.data() + digits.size();
  if (const auto read = std::from_chars(digits.data(), end, cell.integer); read.ec == std::errc{} && read.ptr == end) {
    cell.type = OPH_INT;
    cell.number = static_cast<double>(cell.integer);
    return cell;
  }
  // from_chars also takes nan(...), which is no number that people write.
  const auto read = std::from_chars(digits.data(), end, cell.number);
  if (read.ptr != end || digits.find('(') != std::string_view::npos) return cell;
  if (read.ec == std::errc::result_out_of_range) {
    const bool negative = digits.front() == '-';
    const std::size_t exponent = digits.find_first_of("eE");
    const bool tiny = exponent != std::string_view::npos && digits.find('-', exponent) != std::string_view::npos;
    cell.number = tiny ? 0.0 : std::numeric_limits<double>::infinity();
    if (negative) cell.number = -cell.number;
  } else if (read.ec != std::errc{}) {
    return cell;
  }
  cell.type = OPH_FLOAT;
  return cell;
}

/// The one type of a column that holds all of its cells, or OPH_NULL.
oph_type_t common_type(const std::vector<Cell>& cells) {
  oph_type_t type = OPH_NULL;
  for (const Cell& cell : cells) {
    if (cell.type == OPH_NULL || cell.type == type) continue;
    if (type == OPH_NULL) {
      type = cell.type;
    } else if ((type == OPH_INT || type == OPH_FLOAT) && (cell.type == OPH_INT || cell.type == OPH_FLOAT)) {
      type = OPH_FLOAT;
    } else {
      return OPH_NULL;
    }
  }
  return type == OPH_NULL ? oph_type_t{OPH_FLOAT} : type;  // nothing but missing cells
}

FileColumn make_column(std::string name, oph_type_t type, const std::vector<Cell>& cells) {
  FileColumn column{.name = std::move(name), .type = type};
  if (type == OPH_TEXT) column.offsets.push_back(0);
  bool missing = false;
  for (const Cell& cell : cells) {
    switch (type) {
      case OPH_BOOL: column.bools.push_back(cell.integer != 0 ? 1 : 0); break;
      case OPH_INT: column.ints.push_back(cell.integer); break;
      case OPH_FLOAT: column.floats.push_back(cell.type == OPH_NULL ? std::numeric_limits<double>::quiet_NaN() : cell.number); break;
      default:
        column.bytes += cell.text;
        column.offsets.push_back(column.bytes.size());
    }
    column.validity.push_back(cell.type == OPH_NULL ? 0 : 1);
    missing = missing || cell.type == OPH_NULL;
  }
  if (!missing) column.validity.clear();
  return column;
}

TableFile from_csv(std::string_view text, const std::string& file) {
  const std::vector<CsvRow> rows = parse_csv(text, file);
  std::set<std::string_view> names;
  std::vector<FileColumn> columns;
  for (std::size_t i = 0; i < rows.front().size(); ++i) {
    const CsvField& head = rows.front()[i];
    if (head.text.empty()) complain_csv(text, file, head.line, head.column, "a column has no name", "name every column in the first line");
    if (!names.insert(head.text).second)
      complain_csv(text, file, head.line, head.column, fmt::format("a second column is called '{}'", head.text), "give each column a name of its own");
    std::vector<Cell> cells;
    cells.reserve(rows.size() - 1);
    for (std::size_t row = 1; row < rows.size(); ++row) cells.push_back(csv_cell(rows[row][i].text));
    const oph_type_t type = common_type(cells);
    columns.push_back(make_column(head.text, type == OPH_NULL ? oph_type_t{OPH_TEXT} : type, cells));
  }
  return {std::move(columns), rows.size() - 1};
}

Cell json_cell(const Json& value, const std::string& file, const std::string& column, std::size_t row) {
  switch (value.kind()) {
    case Json::Kind::kNull: return {};
    case Json::Kind::kBool: return {.type = OPH_BOOL, .integer = value.as_bool() ? 1 : 0};
    case Json::Kind::kInt: return {.type = OPH_INT, .integer = value.as_int(), .number = value.to_double()};
    case Json::Kind::kBigInt:
    case Json::Kind::kDouble: return {.type = OPH_FLOAT, .number = value.to_double()};
    case Json::Kind::kString:
      // JSON allows half a character as an escape; a plugin is promised UTF-8 (OPH-ABI-6).
      if (records::find_invalid_utf8(value.as_string()) != std::string_view::npos)
        refuse(file, "a string holds a lone surrogate, which is not UTF-8", fmt::format("{}.{}", column, row));
      return {.type = OPH_TEXT, .text = value.as_string()};
    default:
      refuse(file, fmt::format("a cell is {}, not a boolean, a number, a string or null", records::kind_name(value.kind())),
             fmt::format("{}.{}", column, row));
  }
}

FileColumn json_column(const std::string& name, const std::vector<Cell>& cells, const std::string& file) {
  const oph_type_t type = common_type(cells);
  if (type != OPH_NULL) return make_column(name, type, cells);
  std::set<std::string_view> found;
  for (const Cell& cell : cells)
    if (cell.type != OPH_NULL) found.insert(guests::type_name(cell.type));
  refuse(file, fmt::format("the cells of a column have types that do not go together: {}", fmt::join(found, ", ")), name);
}

void check_name(const std::string& name, const std::string& file) {
  if (name.empty()) refuse(file, "a column has no name");
  if (records::find_invalid_utf8(name) != std::string_view::npos) refuse(file, "the name of a column is not UTF-8");
}

TableFile from_columns(const records::JsonObject& object, const std::string& file) {
  std::vector<FileColumn> columns;
  std::optional<std::size_t> rows;
  for (const records::Member& member : object) {
    check_name(member.key, file);
    if (!member.value.is_array()) refuse(file, fmt::format("a column is {}, not an array", records::kind_name(member.value.kind())), member.key);
    const records::JsonArray& array = member.value.as_array();
    if (!rows) rows = array.size();
    if (*rows != array.size())
      refuse(file, fmt::format("the column has {} cells, but '{}' has {}", array.size(), object.begin()->key, *rows), member.key);
    std::vector<Cell> cells;
    for (std::size_t row = 0; row < array.size(); ++row) cells.push_back(json_cell(array[row], file, member.key, row));
    columns.push_back(json_column(member.key, cells, file));
  }
  return {std::move(columns), rows.value_or(0)};
}

TableFile from_rows(const records::JsonArray& rows, const std::string& file) {
  std::vector<std::string> names;
  std::set<std::string_view> known;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (!rows[row].is_object()) refuse(file, fmt::format("a row is {}, not an object", records::kind_name(rows[row].kind())), fmt::format("{}", row));
    for (const records::Member& member : rows[row].as_object())
      if (known.insert(member.key).second) names.push_back(member.key);
  }
  std::vector<FileColumn> columns;
  for (const std::string& name : names) {
    check_name(name, file);
    std::vector<Cell> cells;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const Json* value = rows[row].find(name);
      cells.push_back(value == nullptr ? Cell{} : json_cell(*value, file, name, row));
    }
    columns.push_back(json_column(name, cells, file));
  }
  return {std::move(columns), rows.size()};
}

oph_column_t view_of(const FileColumn& column, const std::string& role) {
  oph_column_t view{};
  view.name = guests::lend(column.name);
  view.role = guests::lend(role);
  view.type = column.type;
  switch (column.type) {
    case OPH_BOOL: view.values = column.bools.data(); break;
    case OPH_INT: view.values = column.ints.data(); break;
    case OPH_FLOAT: view.values = column.floats.data(); break;
    default:
      view.values = column.bytes.data();
      view.offsets = column.offsets.data();
  }
  view.validity = column.validity.empty() ? nullptr : column.validity.data();
  return view;
}

}  // namespace

TableFormat guess_format(std::string_view file, std::string_view text) noexcept {
  if (file.ends_with(".csv")) return TableFormat::kCsv;
  if (file.ends_with(".json")) return TableFormat::kJson;
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[') ? TableFormat::kJson : TableFormat::kCsv;
}

TableFile read_table(std::string_view text, TableFormat format, const std::string& file) {
  if (format == TableFormat::kCsv) return from_csv(text, file);
  records::ParseOptions options;
  options.file = file;
  const Json json = records::parse_json(text, options);
  if (json.is_object()) return from_columns(json.as_object(), file);
  if (json.is_array()) return from_rows(json.as_array(), file);
  refuse(file, fmt::format("the table is {}, not an object of columns or an array of rows", records::kind_name(json.kind())));
}

std::vector<std::string> TableFile::assign_roles(const std::vector<std::pair<std::string, std::string>>& mapping,
                                                 const registry::Component& pillar) {
  std::vector<std::string> roles;
  for (const registry::Role& role : pillar.roles) roles.push_back(role.name);
  std::vector<std::string> names;
  for (const FileColumn& column : columns_) names.push_back(column.name);

  std::vector<Diagnostic> mistakes;
  std::vector<bool> mapped(columns_.size(), false);
  taken_.clear();
  const auto check = [&](std::string_view what, const std::string& name, const std::vector<std::string>& known) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end())
      mistakes.push_back({.code = ErrorCode::kUnknownName,
                          .message = fmt::format("{} '{}'", what, name),
                          .expected = known.empty() ? "" : fmt::format("one of {}", fmt::join(known, ", ")),
                          .suggestions = registry::near_names(name, known)});
    return static_cast<std::size_t>(found - known.begin());
  };
  for (const auto& [role, column] : mapping) {
    const bool role_known = check(fmt::format("{} has no role", pillar.label()), role, roles) < roles.size();
    const std::size_t index = check("the table has no column", column, names);
    if (!role_known || index == names.size()) continue;
    mapped[index] = true;
    taken_.emplace_back(role, index);
  }
  if (!mistakes.empty()) throw diagnostics::Error(std::move(mistakes));
  std::vector<std::string> left;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (mapped[i]) continue;
    const std::string& name = columns_[i].name;
    // A role that the command line filled is not filled again by a column that happens to have its name.
    const bool filled = std::any_of(mapping.begin(), mapping.end(), [&](const auto& pair) { return pair.first == name; });
    if (!filled && std::find(roles.begin(), roles.end(), name) != roles.end()) {
      taken_.emplace_back(name, i);
    } else {
      left.push_back(name);
    }
  }
  return left;
}

const oph_table_t& TableFile::view() {
  views_.clear();
  for (const auto& [role, index] : taken_) views_.push_back(view_of(columns_[index], role));
  table_ = {.struct_size = OPH_SIZEOF(oph_table_t, columns), .row_count = rows_, .column_count = views_.size(), .columns = views_.data()};
  return table_;
}

}  // namespace ophamin::seeing
