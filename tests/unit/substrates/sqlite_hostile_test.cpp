// SPDX-License-Identifier: Apache-2.0
//
// Statements and files that mean harm, or are broken.
#include <doctest/doctest.h>

#include <chrono>

#include "sqlite_kit.hpp"

using namespace ophamin::test;

namespace {

constexpr const char* kEndless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT ";

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void write(const std::filesystem::path& path, std::string_view bytes) { std::ofstream(path, std::ios::binary) << bytes; }

}  // namespace

TEST_CASE("statements without an end are stopped, and the next cycle runs") {
  Session session("sqlite", {{"timeout_seconds", 0.2}, {"max_rows", 1000}});
  const auto begin = std::chrono::steady_clock::now();
  const auto result = session.run({std::string(kEndless) + "sum(i) FROM n", "SELECT 1", std::string(kEndless) + "i FROM n"});
  CHECK(seconds_since(begin) < 10);
  CHECK(result.failures[0] == "timeout: the statements did not end within timeout_seconds");
  CHECK(result.success[1]);
  CHECK(integer(result, "rows", 2) == 1000);
  CHECK(result.cells.at("truncated")[2] == json::value(true));
  CHECK(result.raw[2].at("values").as_array().size() == 100);
}

TEST_CASE("a run ends when the host wants it to") {
  Session session("sqlite", {{"timeout_seconds", 1e6}});
  session.host().cancel = true;
  CHECK(status_of([&] { session.run({std::string(kEndless) + "sum(i) FROM n"}); }) == OPH_CANCELLED);
}

TEST_CASE("values and statements beyond the limit are refused") {
  Session session("sqlite", {{"max_value_bytes", 1'000'000}});
  const auto result = session.run({"SELECT zeroblob(2000000)", "SELECT '" + std::string(1'100'000, 'x') + "'", "SELECT zeroblob(900000)"});
  CHECK(contains(result.failures[0], "SQLite error 18"));
  CHECK(contains(result.failures[1], "SQLite error 18"));
  CHECK(integer(result, "result_bytes", 2) == 900'000);
}

TEST_CASE("statements do not reach other files or the process") {
  const TemporaryDirectory folder;
  const auto other = (folder / "other.db").string();
  Session session("sqlite", {});
  const auto result = session.run({"ATTACH '" + other + "' AS o", "ATTACH '" + other + "' || '' AS o", "VACUUM INTO '" + other + "'",
                                   "PRAGMA temp_store_directory = '/tmp'", "PRAGMA hard_heap_limit = 1", "SELECT load_extension('x')",
                                   "PRAGMA writable_schema = 1; CREATE TABLE z(a); UPDATE sqlite_schema SET sql = 'x'", "VACUUM",
                                   "ATTACH ':memory:' AS mine"});
  CHECK(contains(result.failures[0], "not authorized: other database files are out of reach"));
  for (std::size_t i = 1; i < 7; ++i) {
    INFO(i);
    CHECK_FALSE(result.success[i]);
  }
  CHECK(result.failures[7] == "");
  CHECK(result.failures[8] == "");
  CHECK_FALSE(std::filesystem::exists(other));
}

TEST_CASE("bytes that are no text are taken as they are, but for the one that hides others") {
  Session session("sqlite", {});
  const auto result = session.run({std::string("SELECT 1;\0SELECT 2", 18), "SELECT length('\xff\xfe')", "\xff\xfe", std::string(100'000, '(')});
  CHECK(result.failures[0] == "expected statements, found a NUL character at byte 9, behind which the engine would read nothing");
  CHECK(result.success[1]);
  CHECK_FALSE(result.success[2]);
  CHECK(contains(result.failures[3], "SQLite error 1"));
}

TEST_CASE("a database that cannot be opened is said to be unavailable") {
  const TemporaryDirectory folder;
  const auto open = [](const std::string& path, const char* reset) {
    return refusal(OPH_UNAVAILABLE, [&] { Session("sqlite", {{"database", path}, {"reset", reset}}); });
  };
  write(folder / "text.db", "this is no database, but a text that is long enough to be read as a header of one, if need be, and more");
  const auto path = words_database(folder);
  const auto whole = content(path);
  auto broken = whole;
  broken.replace(100, 200, 200, '\xff');
  write(folder / "broken.db", broken);
  for (const char* reset : {"copy", "rollback", "none"}) {
    CHECK(contains(open((folder / "absent.db").string(), reset), "absent.db` cannot be made ready: SQLite error 14"));
    CHECK(contains(open((folder / "text.db").string(), reset), "file is not a database"));
    CHECK(contains(open((folder / "broken.db").string(), reset), "malformed"));
    CHECK(contains(open(folder.path().string(), reset), "cannot be made ready"));
  }
  CHECK_FALSE(std::filesystem::exists(folder / "absent.db"));
}

TEST_CASE("a damaged database fails its cycles, not the run") {
  const TemporaryDirectory folder;
  const auto path = words_database(folder);
  Database(path).run("CREATE TABLE big(a); INSERT INTO big SELECT zeroblob(5000) FROM words, words AS w, words AS v");
  auto damaged = content(path);
  damaged.replace(damaged.size() / 2, std::string::npos, damaged.size() - damaged.size() / 2, '\xff');
  write(folder / "damaged.db", damaged);
  Session session("sqlite", {{"database", (folder / "damaged.db").string()}, {"reset", "none"}, {"read_only", true}, {"on_error", "observe"}});
  const auto result = session.run({"SELECT * FROM big", "SELECT 1"});
  CHECK((integer(result, "error_code") & 0xff) == SQLITE_CORRUPT);
  CHECK(integer(result, "error_code", 1) == 0);
}

TEST_CASE("a database that somebody else holds is waited for, and no longer than allowed") {
  const TemporaryDirectory folder;
  const auto path = words_database(folder);
  Session session("sqlite", {{"database", path}, {"reset", "none"}, {"timeout_seconds", 0.2}, {"on_error", "observe"}});
  Database other(path);
  other.run("BEGIN EXCLUSIVE");
  const auto result = session.run({"SELECT * FROM words"});
  CHECK(result.failures[0] == "timeout: the database was locked by others for all of timeout_seconds");
  other.run("COMMIT");
  CHECK(integer(session.run({"SELECT * FROM words"}), "rows") == 3);
}

TEST_CASE("a database that changes between two resets ends the run") {
  const TemporaryDirectory folder;
  const auto path = words_database(folder);
  Session session("sqlite", {{"database", path}});
  CHECK(integer(session.run({"SELECT * FROM words"}), "rows") == 3);
  Database(path).run("DELETE FROM words");
  CHECK(contains(refusal(OPH_UNAVAILABLE, [&] { session->reset(); }), "was changed by somebody else"));
}

TEST_CASE("scripts that fail or are not there are refused") {
  const TemporaryDirectory folder;
  const auto path = words_database(folder);
  CHECK(contains(refusal(OPH_UNAVAILABLE, [] { Session("sqlite", {{"init_sql", "CREATE TABEL t"}}); }), "near \"TABEL\": syntax error"));
  CHECK(contains(refusal(OPH_UNAVAILABLE, [&] { Session("sqlite", {{"init", (folder / "absent.sql").string()}}); }), "expected a script at"));
  CHECK(contains(refusal(OPH_INVALID_ARGUMENT, [] { Session("sqlite", {{"init_sql", json::string("SELECT 1;\0x", 11)}}); }), "NUL character"));
  for (const json::object& params : {json::object{{"reset", "rollback"}}, json::object{{"read_only", true}}}) {
    auto all = params;
    all["database"] = path;
    all["init_sql"] = "SELECT 1";
    CHECK(contains(refusal(OPH_INVALID_ARGUMENT, [&] { Session("sqlite", all); }), "expected none beside a database file"));
  }
}
