// SPDX-License-Identifier: Apache-2.0
//
// Database files for tests of the substrate sqlite.
#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include <support/temporary_directory.hpp>

#include "substrate_kit.hpp"

namespace ophamin::test {

/// A connection of the test's own.
class Database {
 public:
  explicit Database(const std::filesystem::path& path) {
    if (sqlite3_open(path.c_str(), &raw_) != SQLITE_OK) throw std::runtime_error("cannot open " + path.string());
  }
  ~Database() { sqlite3_close(raw_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Database& run(const std::string& sql) {
    if (sqlite3_exec(raw_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(raw_));
    return *this;
  }
  std::int64_t integer(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(raw_, sql.c_str(), -1, &statement, nullptr);
    if (sqlite3_step(statement) != SQLITE_ROW) throw std::runtime_error(sqlite3_errmsg(raw_));
    const auto value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return value;
  }

 private:
  sqlite3* raw_ = nullptr;
};

/// A file with a table `words` of three rows.
inline std::string words_database(const TemporaryDirectory& folder) {
  const auto path = folder / "words.db";
  Database(path).run("CREATE TABLE words(id INTEGER PRIMARY KEY, word TEXT UNIQUE, size INTEGER);"
                     "INSERT INTO words(word, size) VALUES ('one', 3), ('three', 5), ('seven', 5);");
  return path.string();
}

inline std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace ophamin::test
