// SPDX-License-Identifier: Apache-2.0
#include <ophamin/guests/role_binding.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/guests/text.hpp>
#include <ophamin/registry/near_names.hpp>

namespace ophamin::guests {

using diagnostics::Diagnostic;
using diagnostics::Error;
using diagnostics::ErrorCode;

namespace {

/// Why a column cannot be read; empty if it can.
std::string column_fault(const oph_column_t& column, std::uint64_t rows) {
  for (const auto text : {column.name, column.role, column.unit}) {
    if (auto fault = text_fault(text); !fault.empty()) return fault;
  }
  switch (column.type) {
    case OPH_BOOL:
    case OPH_INT:
    case OPH_FLOAT:
      return rows != 0 && column.values == nullptr ? "null values" : "";
    case OPH_TEXT:
    case OPH_JSON: {
      if (rows == 0) return "";
      if (column.offsets == nullptr) return "null offsets";
      const std::span offsets(column.offsets, rows + 1);
      if (!std::is_sorted(offsets.begin(), offsets.end())) return "offsets that run backwards";
      return offsets.back() != offsets.front() && column.values == nullptr ? "null values" : "";
    }
    default: return fmt::format("the type {}, which no column has", column.type);
  }
}

std::string accepted_types(std::uint32_t types) {
  std::vector<std::string_view> names;
  for (oph_type_t type = OPH_BOOL; type <= OPH_JSON; ++type) {
    if ((types & OPH_TYPE_BIT(type)) != 0) names.push_back(type_name(type));
  }
  return fmt::format("{}", fmt::join(names, " or "));
}

std::vector<double> to_doubles(const oph_column_t& column, std::uint64_t rows) {
  std::vector<double> numbers(rows);
  if (column.type == OPH_BOOL) {
    const auto* values = static_cast<const std::uint8_t*>(column.values);
    std::transform(values, values + rows, numbers.begin(), [](std::uint8_t v) { return v != 0 ? 1.0 : 0.0; });
  } else {
    const auto* values = static_cast<const std::int64_t*>(column.values);
    std::transform(values, values + rows, numbers.begin(), [](std::int64_t v) { return static_cast<double>(v); });
  }
  return numbers;
}

std::string describe_roles(const registry::Component& pillar) {
  std::vector<std::string> texts;
  for (const auto& role : pillar.roles) {
    texts.push_back(fmt::format("{}{}{}: {}", role.name, role.takes_several() ? "..." : "", role.is_required() ? "" : " (optional)",
                                accepted_types(role.types)));
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}

}  // namespace

BoundTable::BoundTable(const registry::Component& pillar, const oph_table_t& table) {
  const auto where = pillar.label();
  if (!OPH_HAS(&table, oph_table_t, columns) || (table.column_count != 0 && table.columns == nullptr)) {
    throw Error(Diagnostic{.code = ErrorCode::kGuestError, .message = where + ": the table is malformed: null columns"});
  }
  const std::span given(table.columns, table.column_count);
  std::vector<std::string> faults;
  std::vector<std::string> names;
  for (const auto& role : pillar.roles) names.push_back(role.name);
  std::vector<std::size_t> counts(pillar.roles.size(), 0);
  std::vector<std::string> suggestions;

  for (const auto& column : given) {
    if (auto fault = column_fault(column, table.row_count); !fault.empty()) {
      throw Error(Diagnostic{.code = ErrorCode::kGuestError,
                             .message = fmt::format("{}: the column '{}' is malformed: {}", where,
                                                    printable(view(column.name), 60), fault)});
    }
    const auto found = std::find(names.begin(), names.end(), view(column.role));
    if (found == names.end()) {
      faults.push_back(fmt::format("the role '{}' of column '{}' is not known", view(column.role), view(column.name)));
      for (auto& near : registry::near_names(view(column.role), names)) suggestions.push_back(std::move(near));
      continue;
    }
    const auto index = static_cast<std::size_t>(found - names.begin());
    const auto& role = pillar.roles[index];
    ++counts[index];
    if ((role.types & OPH_TYPE_BIT(column.type)) != 0) {
      columns_.push_back(column);
    } else if ((role.types & OPH_TYPE_BIT(OPH_FLOAT)) != 0 && (column.type == OPH_BOOL || column.type == OPH_INT)) {
      auto copy = column;
      copy.type = OPH_FLOAT;
      copy.values = converted_.emplace_back(to_doubles(column, table.row_count)).data();
      columns_.push_back(copy);
    } else {
      faults.push_back(fmt::format("the column '{}' for the role '{}' is {}, not {}", view(column.name), role.name,
                                   type_name(column.type), accepted_types(role.types)));
    }
  }
  for (std::size_t i = 0; i < pillar.roles.size(); ++i) {
    const auto& role = pillar.roles[i];
    if (counts[i] == 0 && role.is_required()) faults.push_back(fmt::format("the role '{}' is missing", role.name));
    if (counts[i] > 1 && !role.takes_several()) {
      faults.push_back(fmt::format("the role '{}' is given {} times", role.name, counts[i]));
    }
  }
  if (!faults.empty()) {
    throw Error(Diagnostic{.code = ErrorCode::kNonUniformComputeError,
                           .message = fmt::format("{} cannot compute this table: {}", where, fmt::join(faults, "; ")),
                           .expected = describe_roles(pillar),
                           .found = given.empty() ? "no column" : fmt::format("{} columns", given.size()),
                           .mend = fmt::format("give the columns these roles; see 'ophamin-host pillar show {}'", pillar.name),
                           .place = {.path = where},
                           .suggestions = std::move(suggestions)});
  }
  table_.struct_size = OPH_SIZEOF(oph_table_t, columns);
  table_.row_count = table.row_count;
  table_.column_count = columns_.size();
  table_.columns = columns_.data();
}

}  // namespace ophamin::guests
