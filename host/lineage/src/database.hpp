// SPDX-License-Identifier: Apache-2.0
//
// SQLite with errors as data. The one place, with schema.cpp, that knows the library.
//
// Everything throws diagnostics::Error (Database::fault_code) with the file, the library's reason and how to mend it.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <ophamin/diagnostics/diagnostic.hpp>

struct sqlite3;
struct sqlite3_stmt;

namespace ophamin::lineage {

class Database;

/// A prepared statement. One thread; must not outlive its database. Parameters count from 1, columns from 0.
class Statement {
 public:
  Statement(Statement&&) noexcept = default;
  Statement& operator=(Statement&&) noexcept = default;

  Statement& bind(int parameter, std::string_view text);
  Statement& bind(int parameter, std::int64_t value);
  Statement& bind(int parameter, double value);
  Statement& bind_null(int parameter);
  template <typename T>
  Statement& bind(int parameter, const std::optional<T>& value) {
    return value ? bind(parameter, *value) : bind_null(parameter);
  }
  /// NULL for an empty text.
  Statement& bind_or_null(int parameter, std::string_view text) { return text.empty() ? bind_null(parameter) : bind(parameter, text); }

  /// True if there is a row.
  bool step();
  /// Steps to the end, and is ready to be bound again.
  void run();

  bool is_null(int column) const noexcept;
  std::string text(int column) const;  ///< empty for NULL
  std::int64_t integer(int column) const noexcept;
  double real(int column) const noexcept;
  std::optional<std::int64_t> optional_integer(int column) const;
  std::optional<double> optional_real(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };
  Statement(Database& database, sqlite3_stmt* statement) : database_(&database), statement_(statement) {}
  void check(int code);

  Database* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// One connection. One thread.
class Database {
 public:
  enum class Access { kRead, kWrite };

  /// Opens the file, which must be there for kRead. `patience`: how long a call waits for others that hold the file.
  Database(const std::filesystem::path& file, Access access, std::chrono::milliseconds patience);
  /// For kRead, where SQLite can make no files beside the database, and no process may write to it.
  static Database unchanging(const std::filesystem::path& file);
  /// One that is in memory, and empty.
  static Database in_memory();
  Database(Database&&) noexcept = default;
  Database& operator=(Database&&) noexcept = default;

  Statement prepare(std::string_view sql);
  /// One or several statements without parameters; rows are passed over.
  void execute(std::string_view sql);
  /// The first column of the first row; 0 if there is none.
  std::int64_t number(std::string_view sql);
  std::string text(std::string_view sql);
  /// Of the last insertion.
  std::int64_t last_id() const noexcept;
  /// Makes readers and a writer get along, for good. Goes on without where the file system cannot.
  void use_write_ahead_log(std::chrono::milliseconds patience);

  const std::filesystem::path& file() const noexcept { return file_; }
  /// kFileUnwritable where the file was opened to be written, else kFileUnreadable.
  diagnostics::ErrorCode fault_code() const noexcept;
  [[noreturn]] void fail(int code) const;

 private:
  struct Close {
    void operator()(sqlite3* connection) const noexcept;
  };
  Database(const std::filesystem::path& file, const std::string& name, int flags, Access access);

  std::filesystem::path file_;
  Access access_;
  std::unique_ptr<sqlite3, Close> connection_;
};

/// While it lives, everything is read as it stood when it was first read, whatever others write. May lie in a transaction.
class Snapshot {
 public:
  explicit Snapshot(Database& database);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

 private:
  Database& database_;
};

/// A write transaction, undone unless it is committed.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool is_open_ = true;
};

}  // namespace ophamin::lineage
