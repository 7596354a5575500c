// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "sqlite_kit.hpp"

using namespace ophamin::test;

namespace {

constexpr const char* kTable = "CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT NOT NULL); INSERT INTO t VALUES (1, 'x'), (2, 'y'), (3, 'z');";

Session in_memory(json::object params = {}) {
  if (!params.contains("init_sql")) params["init_sql"] = kTable;
  return Session("sqlite", params);
}

}  // namespace

TEST_CASE("a statement runs to its end and is measured") {
  auto session = in_memory();
  const auto result = session.run({"SELECT a, b FROM t"});
  REQUIRE(result.success[0]);
  CHECK(integer(result, "statements") == 1);
  CHECK(integer(result, "rows") == 3);
  CHECK(integer(result, "columns") == 2);
  CHECK(integer(result, "result_bytes") == 3 * (8 + 1));
  CHECK(integer(result, "changes") == 0);
  CHECK(integer(result, "error_code") == 0);
  CHECK(result.cells.at("error")[0].is_null());
  CHECK(result.cells.at("truncated")[0] == json::value(false));
  CHECK(integer(result, "duration_ns") > 0);
  CHECK(integer(result, "prepare_ns") > 0);
  CHECK(integer(result, "prepare_ns") <= integer(result, "duration_ns"));
  CHECK(integer(result, "vm_steps") > 3);
  CHECK(integer(result, "full_scan_steps") == 2);
  CHECK(integer(result, "sorts") == 0);
  CHECK(result.marks.size() == 1);
  CHECK(result.raw[0].at("columns") == json::value({"a", "b"}));
  CHECK(result.raw[0].at("values") == json::value({{1, "x"}, {2, "y"}, {3, "z"}}));
}

TEST_CASE("the plan says how a statement is carried out") {
  auto session = in_memory();
  const auto result = session.run({"SELECT b FROM t WHERE a = 2; SELECT b FROM t ORDER BY b", "PRAGMA page_count", "EXPLAIN SELECT 1"});
  const auto plan = json::parse(result.cells.at("plan")[0].as_string()).as_array();
  REQUIRE(plan.size() == 3);
  CHECK(plan[0].at("statement") == json::value(0));
  CHECK(plan[0].at("detail") == json::value("SEARCH t USING INTEGER PRIMARY KEY (rowid=?)"));
  CHECK(plan[1].at("statement") == json::value(1));
  CHECK(plan[1].at("detail") == json::value("SCAN t"));
  CHECK(plan[2].at("detail") == json::value("USE TEMP B-TREE FOR ORDER BY"));
  CHECK(integer(result, "sorts") == 1);
  CHECK(result.cells.at("plan")[1] == json::value("[]"));
  CHECK(result.success[2]);
}

TEST_CASE("several statements of one stimulus count together") {
  auto session = in_memory();
  const auto result = session.run({"-- a comment\nINSERT INTO t VALUES (4, 'v'), (5, 'w'); ;\n UPDATE t SET b = 'q' WHERE a > 3; SELECT b FROM t WHERE a > 3;\n",
                                   "", "-- nothing\n"});
  CHECK(integer(result, "statements") == 3);
  CHECK(integer(result, "changes") == 4);
  CHECK(integer(result, "rows") == 2);
  CHECK(integer(result, "columns") == 1);
  CHECK(result.raw[0].at("values") == json::value(json::array{json::array{"q"}, json::array{"q"}}));
  CHECK(integer(result, "statements", 1) == 0);
  CHECK(integer(result, "statements", 2) == 0);
}

TEST_CASE("what the engine refuses fails its cycle, or is its outcome") {
  const std::vector<std::string> stimuli = {"SELEC 1", "INSERT INTO t VALUES (9, 'ok'); INSERT INTO t VALUES (1, 'again')", "SELECT c FROM t",
                                            "INSERT INTO t VALUES (7, NULL)", "SELECT count(*) FROM t"};
  auto failing = in_memory();
  const auto failed = failing.run(stimuli);
  CHECK(failed.success == std::vector<bool>{false, false, false, false, true});
  CHECK(failed.failures[0] == "SQLite error 1 (SQL logic error): near \"SELEC\": syntax error, at byte 0");
  CHECK(failed.failures[1] == "SQLite error 1555 (constraint failed): UNIQUE constraint failed: t.a, in statement 2");
  CHECK(failed.failures[2] == "SQLite error 1 (SQL logic error): no such column: c, at byte 7");
  CHECK(failed.raw[1].at("error_code") == json::value(1555));
  CHECK(failed.raw[4].at("values") == json::value(json::array{json::array{4}}));

  auto observing = in_memory({{"on_error", "observe"}});
  const auto observed = observing.run(stimuli);
  CHECK(observed.success == std::vector<bool>(5, true));
  CHECK(integer(observed, "error_code", 0) == 1);
  CHECK(integer(observed, "error_code", 1) == 1555);
  CHECK(integer(observed, "statements", 1) == 1);
  CHECK(integer(observed, "changes", 1) == 1);
  CHECK(integer(observed, "error_code", 3) == 1299);
  CHECK(observed.cells.at("error")[3] == json::value("SQLite error 1299 (constraint failed): NOT NULL constraint failed: t.b"));
  CHECK(integer(observed, "error_code", 4) == 0);
}

TEST_CASE("records fill the parameters of a statement") {
  auto session = in_memory({{"statement", "SELECT :id, :text, :raw, :flag, @whole, $part, :gone, :list"}});
  const auto result = session.run({"h\xc3\xa9"}, json::object{{"flag", true}, {"whole", 42}, {"part", 0.5}, {"gone", nullptr}, {"list", {1, "b"}}});
  REQUIRE(result.failures[0] == "");
  CHECK(result.raw[0].at("values") ==
        json::value(json::array{json::array{"r0", "h\xc3\xa9", json::object{{"blob", "68c3a9"}, {"bytes", 3}}, 1, 42, 0.5, nullptr, "[1,\"b\"]"}}));

  const auto unknown = session.run({"x"}, json::object{{"flag", 1}});
  CHECK(unknown.failures[0] == "the record has no value for the parameter @whole of the statement; expected one of :id, :text, :raw, :flag");
  auto nameless = in_memory({{"statement", "SELECT ?"}});
  CHECK(nameless.run({"x"}).failures[0] == "parameter 1 of the statement has no name; expected one of :id, :text, :raw");
}

TEST_CASE("values of every kind reach the raw output") {
  auto session = in_memory({{"raw_rows", 2}});
  const auto result = session.run({"SELECT NULL, 9e999, -9e999, x'00ff', 9223372036854775807 UNION ALL SELECT 1,2,3,4,5 UNION ALL SELECT 1,2,3,4,5",
                                   "SELECT CAST(x'6180' AS TEXT)", "SELECT zeroblob(1000)"});
  CHECK(integer(result, "rows") == 3);
  CHECK(result.raw[0].at("values").as_array().size() == 2);
  CHECK(result.raw[0].at("values").at(0) ==
        json::value({nullptr, "Infinity", "-Infinity", json::object{{"blob", "00ff"}, {"bytes", 2}}, 9223372036854775807}));
  CHECK(result.raw[1].at("values").at(0).at(0) == json::value("a\xef\xbf\xbd"));
  CHECK(result.raw[2].at("values").at(0).at(0).at("bytes") == json::value(1000));
  CHECK(integer(result, "result_bytes", 2) == 1000);
}

TEST_CASE("with copy the file stays as it is, and a reset gives a fresh copy") {
  const TemporaryDirectory folder;
  const auto path = words_database(folder);
  const auto before = content(path);
  Session session("sqlite", {{"database", path}, {"init_sql", "INSERT INTO words(word, size) VALUES ('init', 4)"}});
  const std::vector<std::string> count = {"SELECT count(*) FROM words"};
  CHECK(session.run(count).raw[0].at("values").at(0).at(0) == json::value(4));
  CHECK(session.run({"DELETE FROM words"}).success[0]);
  CHECK(session.run(count).raw[0].at("values").at(0).at(0) == json::value(0));
  session->reset();
  CHECK(session.run(count).raw[0].at("values").at(0).at(0) == json::value(4));
  CHECK(content(path) == before);
}

TEST_CASE("with rollback each cycle sees the same database, whatever it tries") {
  const TemporaryDirectory folder;
  const auto path = words_database(folder);
  const auto before = content(path);
  Session session("sqlite", {{"database", path}, {"reset", "rollback"}});
  const auto result = session.run({"DELETE FROM words; SELECT count(*) FROM words", "DELETE FROM words; COMMIT", "COMMIT; DELETE FROM words",
                                   "DROP TABLE words; ROLLBACK; DROP TABLE words", "PRAGMA user_version = 7", "PRAGMA table_info(words)",
                                   "CREATE TEMP TABLE mine(a)", "SELECT count(*) FROM words", "BEGIN"});
  CHECK(result.raw[0].at("values").at(0).at(0) == json::value(0));
  CHECK(contains(result.failures[1], "SQLite error 531"));
  CHECK(contains(result.failures[2], "SQLite error 531"));
  CHECK(contains(result.failures[3], "SQLite error 531"));
  CHECK(contains(result.failures[4], "a setting cannot be undone"));
  CHECK(integer(result, "rows", 5) == 3);
  CHECK(result.success[6]);
  CHECK(result.raw[7].at("values").at(0).at(0) == json::value(3));
  CHECK(contains(result.failures[8], "within a transaction"));
  CHECK(content(path) == before);

  auto memory = in_memory({{"reset", "rollback"}});
  CHECK(integer(memory.run({"DELETE FROM t"}), "changes") == 3);
  CHECK(integer(memory.run({"SELECT * FROM t"}), "rows") == 3);
}

TEST_CASE("without a reset changes stay, in the file too") {
  const TemporaryDirectory folder;
  const auto path = words_database(folder);
  {
    Session session("sqlite", {{"database", path}, {"reset", "none"}});
    CHECK(integer(session.run({"DELETE FROM words WHERE size = 5"}), "changes") == 2);
    session->reset();
    CHECK(integer(session.run({"SELECT * FROM words"}), "rows") == 1);
    const auto state = session->state();
    CHECK(state.at("tables") == json::value(1));
    CHECK(state.at("total_changes") == json::value(2));
    CHECK(state.at("in_transaction") == json::value(false));
    CHECK(state.at("page_size").as_int64() >= 512);
  }
  CHECK(Database(path).integer("SELECT count(*) FROM words") == 1);
}

TEST_CASE("read_only keeps statements from writing") {
  const TemporaryDirectory folder;
  const auto path = words_database(folder);
  for (const char* reset : {"copy", "rollback", "none"}) {
    Session session("sqlite", {{"database", path}, {"read_only", true}, {"reset", reset}});
    const auto result = session.run({"DELETE FROM words", "PRAGMA query_only = 0", "SELECT * FROM words"});
    CHECK(contains(result.failures[0], "SQLite error 8"));
    CHECK(contains(result.failures[1], "not authorized"));
    CHECK(integer(result, "rows", 2) == 3);
  }
  auto memory = in_memory({{"read_only", true}});
  CHECK(contains(memory.run({"DELETE FROM t"}).failures[0], "SQLite error 8"));
}

TEST_CASE("the revision names the engine, the schema and the script") {
  auto a = in_memory();
  auto b = in_memory({{"init_sql", std::string(kTable) + " INSERT INTO t VALUES (8, 'more');"}});
  auto c = in_memory({{"init_sql", "CREATE TABLE other(a)"}});
  CHECK(a->revision.find(sqlite3_libversion()) == 0);
  const auto schema = [](const std::string& revision) { return revision.substr(0, revision.find(" init-")); };
  CHECK(schema(a->revision) == schema(b->revision));
  CHECK(a->revision != b->revision);
  CHECK(schema(a->revision) != schema(c->revision));
  CHECK(a->revision == in_memory()->revision);
}

TEST_CASE("equal runs differ in nothing but durations") {
  const std::vector<std::string> stimuli = {"SELECT * FROM t", "INSERT INTO t VALUES (4, 'w')", "SELECT b, count(*) FROM t GROUP BY b", "x"};
  auto one = in_memory();
  auto other = in_memory();
  auto first = one.run(stimuli);
  auto second = other.run(stimuli);
  one->reset();
  auto third = one.run(stimuli);
  for (auto* each : {&first, &second, &third}) {
    each->cells.erase("duration_ns");
    each->cells.erase("prepare_ns");
  }
  CHECK(first.cells == second.cells);
  CHECK(first.cells == third.cells);
  CHECK(first.failures == third.failures);
}
