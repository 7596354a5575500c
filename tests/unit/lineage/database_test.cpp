// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <string>

#include <doctest/doctest.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <support/temporary_directory.hpp>

#include "database.hpp"

using namespace ophamin;
using lineage::Database;
using lineage::Transaction;
using namespace std::chrono_literals;

TEST_CASE("values come back as they were bound") {
  auto database = Database::in_memory();
  database.execute("CREATE TABLE t (a TEXT, b INTEGER, c REAL, d TEXT)");
  const std::string text("nul\0inside", 10);
  auto insert = database.prepare("INSERT INTO t VALUES (?1, ?2, ?3, ?4)");
  insert.bind(1, text).bind(2, std::numeric_limits<std::int64_t>::min()).bind(3, 0.1).bind_null(4).run();
  insert.bind(1, std::string_view{}).bind(2, std::optional<std::int64_t>{}).bind(3, std::optional(2.5)).bind_or_null(4, "").run();
  auto select = database.prepare("SELECT a, b, c, d FROM t ORDER BY rowid");
  REQUIRE(select.step());
  CHECK(select.text(0) == text);
  CHECK(select.integer(1) == std::numeric_limits<std::int64_t>::min());
  CHECK(select.real(2) == 0.1);
  CHECK(select.is_null(3));
  REQUIRE(select.step());
  CHECK_FALSE(select.is_null(0));  // an empty text is a text
  CHECK_FALSE(select.optional_integer(1).has_value());
  CHECK(select.optional_real(2) == 2.5);
  CHECK(select.is_null(3));
  CHECK_FALSE(select.step());
}

TEST_CASE("a transaction that is not committed has not happened") {
  auto database = Database::in_memory();
  database.execute("CREATE TABLE t (a)");
  {
    Transaction transaction(database);
    database.execute("INSERT INTO t VALUES (1)");
  }
  CHECK(database.number("SELECT count(*) FROM t") == 0);
  {
    Transaction transaction(database);
    database.execute("INSERT INTO t VALUES (1)");
    transaction.commit();
  }
  CHECK(database.number("SELECT count(*) FROM t") == 1);
}

TEST_CASE("a reader changes nothing, and a file that nobody writes is read without others beside it") {
  const test::TemporaryDirectory folder;
  const auto file = folder / "odd name%?#.db";
  {
    Database writer(file, Database::Access::kWrite, 1s);
    writer.use_write_ahead_log(1s);
    writer.execute("CREATE TABLE t (a); INSERT INTO t VALUES (7)");
    Database reader(file, Database::Access::kRead, 1s);
    CHECK(reader.number("SELECT a FROM t") == 7);
    CHECK_THROWS_AS(reader.execute("INSERT INTO t VALUES (8)"), diagnostics::Error);
  }
  auto unchanging = Database::unchanging(file);
  CHECK(unchanging.number("SELECT a FROM t") == 7);
  CHECK_THROWS_AS(unchanging.execute("INSERT INTO t VALUES (8)"), diagnostics::Error);
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), std::filesystem::directory_iterator{}) == 1);
}

TEST_CASE("a file that is not there is no database to a reader, and a name is never more than a name") {
  const test::TemporaryDirectory folder;
  CHECK_THROWS_AS((Database(folder / "absent.db", Database::Access::kRead, 1s)), diagnostics::Error);
  const auto here = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  { Database named(":memory:", Database::Access::kWrite, 1s); named.execute("CREATE TABLE t (a)"); }
  std::filesystem::current_path(here);
  CHECK(std::filesystem::exists(folder / ":memory:"));
}
