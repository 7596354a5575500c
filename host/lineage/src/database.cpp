// SPDX-License-Identifier: Apache-2.0
#include "database.hpp"

#include <iterator>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

namespace ophamin::lineage {

using diagnostics::Error;
using diagnostics::ErrorCode;

namespace {

constexpr int kPrimaryCode = 0xFF;

std::string_view mend_of(int code) noexcept {
  switch (code & kPrimaryCode) {
    case SQLITE_FULL:
    case SQLITE_IOERR: return "make room on the disk, or name a file on another one with --lineage FILE";
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "try again once no other program holds the file";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "move the file away, and the next run makes a new one; the records are in the folders of their campaigns";
    default: return "check the path and its permissions, or name another file (run: --lineage FILE, lineage: --db FILE)";
  }
}

/// As the part of a URI that names a file.
std::string uri_of(const std::filesystem::path& file) {
  const auto path = std::filesystem::absolute(file);
  std::string uri = "file:";
  for (const char byte : path.native()) {
    const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
                       byte == '/' || byte == '.' || byte == '-' || byte == '_';
    if (plain) {
      uri += byte;
    } else {
      fmt::format_to(std::back_inserter(uri), "%{:02X}", static_cast<unsigned char>(byte));
    }
  }
  return uri + "?immutable=1";
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }

void Statement::check(int code) {
  if (code != SQLITE_OK) database_->fail(code);
}

Statement& Statement::bind(int parameter, std::string_view text) {
  // A null pointer would bind NULL.
  const char* data = text.data() == nullptr ? "" : text.data();
  check(sqlite3_bind_text64(statement_.get(), parameter, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind(int parameter, std::int64_t value) {
  check(sqlite3_bind_int64(statement_.get(), parameter, value));
  return *this;
}

Statement& Statement::bind(int parameter, double value) {
  check(sqlite3_bind_double(statement_.get(), parameter, value));
  return *this;
}

Statement& Statement::bind_null(int parameter) {
  check(sqlite3_bind_null(statement_.get(), parameter));
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_->fail(code);
  return false;
}

void Statement::run() {
  while (step()) {
  }
  check(sqlite3_reset(statement_.get()));
}

bool Statement::is_null(int column) const noexcept { return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL; }

std::string Statement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

std::int64_t Statement::integer(int column) const noexcept { return sqlite3_column_int64(statement_.get(), column); }

double Statement::real(int column) const noexcept { return sqlite3_column_double(statement_.get(), column); }

std::optional<std::int64_t> Statement::optional_integer(int column) const {
  return is_null(column) ? std::nullopt : std::optional(integer(column));
}

std::optional<double> Statement::optional_real(int column) const {
  return is_null(column) ? std::nullopt : std::optional(real(column));
}

void Database::Close::operator()(sqlite3* connection) const noexcept { sqlite3_close_v2(connection); }

Database::Database(const std::filesystem::path& file, const std::string& name, int flags, Access access)
    : file_(file), access_(access) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  connection_.reset(opened);
  if (code != SQLITE_OK) fail(code);
  // What a file says of itself is not believed, and nothing in it is run.
  sqlite3_db_config(opened, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(opened, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
}

Database::Database(const std::filesystem::path& file, Access access, std::chrono::milliseconds patience)
    // An absolute name cannot be taken for one with a meaning of its own, such as ":memory:".
    : Database(file, std::filesystem::absolute(file).string(),
               access == Access::kWrite ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE, access) {
  sqlite3_busy_timeout(connection_.get(), static_cast<int>(patience.count()));
  execute("PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON");
  // A reader opens the file for writing so that it can tidy up after a host that was killed; it changes nothing in it.
  execute(access == Access::kRead ? "PRAGMA query_only = ON" : "PRAGMA synchronous = FULL");
}

Database Database::unchanging(const std::filesystem::path& file) {
  return {file, uri_of(file), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, Access::kRead};
}

Database Database::in_memory() {
  return {{}, ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY, Access::kWrite};
}

void Database::use_write_ahead_log(std::chrono::milliseconds patience) {
  // The library's own patience does not cover this change.
  const auto until = std::chrono::steady_clock::now() + patience;
  while (true) {
    try {
      execute("PRAGMA journal_mode = WAL");
      return;
    } catch (const Error&) {
      const bool is_held = (sqlite3_errcode(connection_.get()) & kPrimaryCode) == SQLITE_BUSY;
      if (!is_held || std::chrono::steady_clock::now() >= until) throw;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

Statement Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(connection_.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  if (code != SQLITE_OK) fail(code);
  return {*this, statement};
}

void Database::execute(std::string_view sql) {
  const int code = sqlite3_exec(connection_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code);
}

std::int64_t Database::number(std::string_view sql) {
  auto statement = prepare(sql);
  return statement.step() ? statement.integer(0) : 0;
}

std::string Database::text(std::string_view sql) {
  auto statement = prepare(sql);
  return statement.step() ? statement.text(0) : std::string{};
}

std::int64_t Database::last_id() const noexcept { return sqlite3_last_insert_rowid(connection_.get()); }

ErrorCode Database::fault_code() const noexcept {
  return access_ == Access::kWrite ? ErrorCode::kFileUnwritable : ErrorCode::kFileUnreadable;
}

void Database::fail(int code) const {
  const char* said = connection_ ? sqlite3_errmsg(connection_.get()) : sqlite3_errstr(code);
  throw Error({.code = fault_code(),
               .message = fmt::format("the lineage store cannot be used: {}", said),
               .mend = std::string(mend_of(code)),
               .place = {.file = file_.string()}});
}

Snapshot::Snapshot(Database& database) : database_(database) { database_.execute("SAVEPOINT snapshot"); }

Snapshot::~Snapshot() {
  try {
    database_.execute("RELEASE snapshot");
  } catch (const Error&) {  // Nothing was written that could be lost, and what comes next meets the fault itself.
  }
}

Transaction::Transaction(Database& database) : database_(database) { database_.execute("BEGIN IMMEDIATE"); }

Transaction::~Transaction() {
  if (!is_open_) return;
  try {
    database_.execute("ROLLBACK");
  } catch (const Error&) {  // The library has undone it already, as it does when a disk is full.
  }
}

void Transaction::commit() {
  database_.execute("COMMIT");
  is_open_ = false;
}

}  // namespace ophamin::lineage
