// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>

#include "engine_fault.hpp"
#include "watch.hpp"

namespace ophamin::sqlite {

/// An open database. Everything throws EngineFault.
class Connection {
 public:
  Connection() noexcept = default;
  /// A database that is nowhere but in memory.
  static Connection memory(Watch& watch);
  /// A database of its own that the engine keeps in memory while it is small, else in a file that nobody sees.
  static Connection scratch(Watch& watch);
  /// An existing file.
  static Connection file(const std::string& path, bool read_only, Watch& watch);

  explicit operator bool() const noexcept { return raw_ != nullptr; }
  sqlite3* raw() const noexcept { return raw_.get(); }

  /// No value, and no statement, is longer than `bytes`.
  void limit_values(std::int64_t bytes) noexcept;
  /// Runs a script and drops its results.
  void run_script(const std::string& sql);
  /// Becomes a copy of what `source` holds.
  void copy_from(const Connection& source);
  /// The result of a statement that gives one cell.
  std::int64_t integer(const char* sql) const;
  std::string text(const char* sql) const;

 private:
  Connection(const std::string& name, int flags, Watch& watch);
  struct Close {
    void operator()(sqlite3* raw) const noexcept { sqlite3_close_v2(raw); }
  };
  std::unique_ptr<sqlite3, Close> raw_;
};

/// A prepared statement. `get()` is null for a text that holds none.
struct Finalize {
  void operator()(sqlite3_stmt* raw) const noexcept { sqlite3_finalize(raw); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

}  // namespace ophamin::sqlite
