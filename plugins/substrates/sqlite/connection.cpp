// SPDX-License-Identifier: Apache-2.0
#include "connection.hpp"

#include <algorithm>
#include <limits>

#include <ophamin/text.hpp>

namespace ophamin::sqlite {
namespace {

// About a tenth of a millisecond: often enough to end in time, too seldom to be felt.
constexpr int kOperationsPerQuestion = 10'000;
constexpr int kPagesPerStep = 4096;

Statement prepare(sqlite3* connection, const char* sql) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v2(connection, sql, -1, &raw, nullptr);
  if (code != SQLITE_OK) throw EngineFault::of(connection, code);
  return Statement(raw);
}

}  // namespace

EngineFault EngineFault::of(sqlite3* connection, int code, const std::string& where) {
  std::string words;
  sdk::to_utf8(connection != nullptr ? sqlite3_errmsg(connection) : sqlite3_errstr(code), words);
  const std::string generic = sqlite3_errstr(code);
  std::string text = "SQLite error " + std::to_string(code);
  if (words != generic) text += " (" + generic + ")";
  return {code, text + ": " + words + where};
}

Connection::Connection(const std::string& name, int flags, Watch& watch) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  raw_.reset(raw);
  if (code != SQLITE_OK) throw EngineFault::of(raw, code);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_progress_handler(
      raw, kOperationsPerQuestion, [](void* asked) noexcept { return static_cast<Watch*>(asked)->is_over() ? 1 : 0; }, &watch);
  sqlite3_busy_handler(
      raw,
      [](void* asked, int) noexcept {
        if (static_cast<Watch*>(asked)->is_over()) return 0;
        sqlite3_sleep(1);
        return 1;
      },
      &watch);
}

Connection Connection::memory(Watch& watch) { return {":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, watch}; }
Connection Connection::scratch(Watch& watch) { return {"", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, watch}; }
Connection Connection::file(const std::string& path, bool read_only, Watch& watch) {
  Connection opened(path, read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE, watch);
  opened.integer("SELECT count(*) FROM sqlite_schema");  // nothing of the file has been read before
  return opened;
}

void Connection::limit_values(std::int64_t bytes) noexcept {
  const auto limit = static_cast<int>(std::min<std::int64_t>(bytes, std::numeric_limits<int>::max()));
  sqlite3_limit(raw(), SQLITE_LIMIT_LENGTH, limit);
  sqlite3_limit(raw(), SQLITE_LIMIT_SQL_LENGTH, limit);
}

void Connection::run_script(const std::string& sql) {
  const int code = sqlite3_exec(raw(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw EngineFault::of(raw(), code);
}

void Connection::copy_from(const Connection& source) {
  struct Finish {
    void operator()(sqlite3_backup* copy) const noexcept { sqlite3_backup_finish(copy); }
  };
  std::unique_ptr<sqlite3_backup, Finish> copy(sqlite3_backup_init(raw(), "main", source.raw(), "main"));
  if (copy == nullptr) throw EngineFault::of(raw(), sqlite3_extended_errcode(raw()));
  int code = SQLITE_OK;
  while (code == SQLITE_OK) code = sqlite3_backup_step(copy.get(), kPagesPerStep);
  copy.reset();
  if (code != SQLITE_DONE) throw EngineFault::of(nullptr, code);
}

std::int64_t Connection::integer(const char* sql) const {
  const auto statement = prepare(raw(), sql);
  if (const int code = sqlite3_step(statement.get()); code != SQLITE_ROW) throw EngineFault::of(raw(), code);
  return sqlite3_column_int64(statement.get(), 0);
}

std::string Connection::text(const char* sql) const {
  const auto statement = prepare(raw(), sql);
  if (const int code = sqlite3_step(statement.get()); code != SQLITE_ROW) throw EngineFault::of(raw(), code);
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), 0));
  return bytes == nullptr ? std::string() : std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement.get(), 0)));
}

}  // namespace ophamin::sqlite
