// SPDX-License-Identifier: Apache-2.0
#include "statement_runner.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/json/object.hpp>

#include <ophamin/failure.hpp>
#include <ophamin/text.hpp>

#include "binding.hpp"

namespace ophamin::sqlite {
namespace {

namespace json = boost::json;

constexpr std::size_t kKeptTextBytes = 4096;
constexpr std::size_t kKeptBlobBytes = 256;

std::string_view bytes_of(sqlite3_stmt* statement, int column) {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement, column));
  return data == nullptr ? std::string_view() : std::string_view(data, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
}

std::string hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const char each : bytes) {
    const auto byte = static_cast<unsigned char>(each);
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

// The size without a conversion: asking an integer for its bytes would make it a text.
std::int64_t size_of(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL: return 0;
    case SQLITE_INTEGER:
    case SQLITE_FLOAT: return 8;
    default: return sqlite3_column_bytes(statement, column);
  }
}

json::value cell(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL: return nullptr;
    case SQLITE_INTEGER: return static_cast<std::int64_t>(sqlite3_column_int64(statement, column));
    case SQLITE_FLOAT: {
      const double number = sqlite3_column_double(statement, column);
      if (std::isfinite(number)) return number;
      return number > 0 ? "Infinity" : "-Infinity";  // the engine knows no NaN
    }
    case SQLITE_TEXT: {
      std::string text;
      sdk::to_utf8(sdk::cut(bytes_of(statement, column), kKeptTextBytes), text);
      return json::value(json::string(text));
    }
    default: {
      const auto blob = bytes_of(statement, column);
      return json::object{{"blob", hex(blob.substr(0, kKeptBlobBytes))}, {"bytes", blob.size()}};
    }
  }
}

// What stands before the first word of a statement: blanks, comments, ends of statements that held nothing.
std::string_view from_first_word(std::string_view sql) {
  for (;;) {
    sql.remove_prefix(std::min(sql.find_first_not_of(" \t\n\f\r;"), sql.size()));
    if (sql.starts_with("--")) {
      sql.remove_prefix(std::min(sql.find('\n'), sql.size()));
    } else if (sql.starts_with("/*")) {
      const auto end = sql.find("*/", 2);
      sql.remove_prefix(end == std::string_view::npos ? sql.size() : end + 2);
    } else {
      return sql;
    }
  }
}

}  // namespace

Outcome StatementRunner::run(std::string_view sql, const sdk::Record& record, const Options& options) {
  if (const auto nul = sql.find('\0'); nul != std::string_view::npos) {
    throw sdk::CycleFailure("expected statements, found a NUL character at byte " + std::to_string(nul) +
                            ", behind which the engine would read nothing");
  }
  if (sql.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) throw sdk::CycleFailure("statements of more than 2 GiB");

  Outcome outcome;
  const auto changes_before = sqlite3_total_changes64(connection_->raw());
  std::string_view rest = sql;
  try {
    while (!rest.empty()) {
      gate_->begin();
      sqlite3_stmt* raw = nullptr;
      const char* tail = nullptr;
      const auto begin = host_.monotonic_ns();
      const int code = sqlite3_prepare_v3(connection_->raw(), rest.data(), static_cast<int>(rest.size()), 0, &raw, &tail);
      const auto spent = host_.monotonic_ns() - begin;
      const Statement statement(raw);
      outcome.prepare_ns += spent;
      outcome.duration_ns += spent;
      if (code != SQLITE_OK) {
        std::string where = gate_->refusal();
        if (!where.empty()) where = ": " + where;
        if (const int offset = sqlite3_error_offset(connection_->raw()); offset >= 0) {
          where += ", at byte " + std::to_string(static_cast<std::size_t>(rest.data() - sql.data()) + static_cast<std::size_t>(offset));
        }
        throw EngineFault::of(connection_->raw(), code, where);
      }
      const auto taken = rest.substr(0, static_cast<std::size_t>(tail - rest.data()));
      rest.remove_prefix(taken.size());
      if (statement == nullptr) continue;  // blank or a comment
      if (options.plan && !gate_->is_pragma() && sqlite3_stmt_isexplain(raw) == 0) add_plan(taken, outcome);
      bind(raw, record);
      run_one(raw, options, outcome);
      ++outcome.statements;
    }
  } catch (const EngineFault& fault) {
    outcome.error_code = fault.code();
    outcome.error = fault.what();
    if (outcome.statements != 0) outcome.error += ", in statement " + std::to_string(outcome.statements + 1);
  }
  outcome.changes = sqlite3_total_changes64(connection_->raw()) - changes_before;
  return outcome;
}

void StatementRunner::run_one(sqlite3_stmt* statement, const Options& options, Outcome& outcome) {
  const int columns = sqlite3_column_count(statement);
  if (columns > 0) {
    outcome.columns = columns;
    outcome.names.clear();
    outcome.values.clear();
    for (int i = 0; options.kept_rows > 0 && i < columns; ++i) {
      std::string name;
      sdk::to_utf8(sqlite3_column_name(statement, i), name);
      outcome.names.push_back(json::value(json::string(name)));
    }
  }
  const auto begin = host_.monotonic_ns();
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
    if (outcome.rows == options.max_rows) {
      outcome.truncated = true;
      break;
    }
    ++outcome.rows;
    for (int i = 0; i < columns; ++i) outcome.result_bytes += size_of(statement, i);
    if (static_cast<std::int64_t>(outcome.values.size()) < options.kept_rows) {
      json::array row;
      for (int i = 0; i < columns; ++i) row.push_back(cell(statement, i));
      outcome.values.push_back(std::move(row));
    }
  }
  outcome.duration_ns += host_.monotonic_ns() - begin;
  outcome.vm_steps += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 0);
  outcome.full_scan_steps += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0);
  outcome.sorts += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_SORT, 0);
  if (code != SQLITE_DONE && code != SQLITE_ROW) throw EngineFault::of(connection_->raw(), code);
}

void StatementRunner::add_plan(std::string_view sql, Outcome& outcome) {
  const std::string question = "EXPLAIN QUERY PLAN " + std::string(from_first_word(sql));
  sqlite3_stmt* raw = nullptr;
  sqlite3_prepare_v2(connection_->raw(), question.c_str(), -1, &raw, nullptr);
  const Statement statement(raw);  // null: the engine explains no such statement
  while (sqlite3_step(raw) == SQLITE_ROW) {
    std::string detail;
    sdk::to_utf8(bytes_of(raw, 3), detail);
    outcome.plan.push_back(json::object{{"statement", outcome.statements},
                                        {"id", static_cast<std::int64_t>(sqlite3_column_int64(raw, 0))},
                                        {"parent", static_cast<std::int64_t>(sqlite3_column_int64(raw, 1))},
                                        {"detail", detail}});
  }
}

}  // namespace ophamin::sqlite
