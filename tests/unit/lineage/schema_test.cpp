// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/lineage/store.hpp>
#include <support/temporary_directory.hpp>

#include "database.hpp"
#include "sample_runs.hpp"
#include "schema.hpp"

using namespace ophamin;
using lineage::Database;
using namespace std::chrono_literals;

namespace {

Database open(const std::filesystem::path& file) { return {file, Database::Access::kWrite, 1s}; }

std::vector<std::string_view> with(std::string_view step) {
  auto steps = lineage::schema_steps();
  steps.push_back(step);
  return steps;
}

}  // namespace

TEST_CASE("a database becomes a store once") {
  const test::TemporaryDirectory folder;
  auto database = open(folder / "a.db");
  const auto steps = lineage::schema_steps();
  CHECK_FALSE(lineage::is_initialised(database, steps));
  lineage::migrate(database, steps);
  CHECK(lineage::is_initialised(database, steps));
  CHECK(database.number("PRAGMA user_version") == static_cast<std::int64_t>(steps.size()));
  CHECK(database.number("PRAGMA application_id") == 1330661452);
  lineage::migrate(database, steps);
  CHECK(database.number("SELECT count(*) FROM run") == 0);
}

TEST_CASE("a store of an older host is taken through the steps, with what it holds") {
  const test::TemporaryDirectory folder;
  const auto file = folder / "a.db";
  lineage::Store::open(file).record(test::sample_run("old"));
  auto database = open(file);
  const auto newer = with("ALTER TABLE run ADD COLUMN host TEXT NOT NULL DEFAULT 'unknown'");
  lineage::migrate(database, newer);
  CHECK(database.text("SELECT host FROM run WHERE run_id = 'old'") == "unknown");
  CHECK(database.number("PRAGMA user_version") == static_cast<std::int64_t>(newer.size()));
  // And the host that knows no such step leaves it alone.
  CHECK_THROWS_AS(lineage::migrate(database, lineage::schema_steps()), diagnostics::Error);
  CHECK_THROWS_AS((void)lineage::Store::open(file), diagnostics::Error);
  CHECK_THROWS_AS((void)lineage::Store::open_to_read(file), diagnostics::Error);
}

TEST_CASE("a step that fails leaves the store as it was") {
  const test::TemporaryDirectory folder;
  const auto file = folder / "a.db";
  lineage::Store::open(file).record(test::sample_run("old"));
  {
    auto database = open(file);
    CHECK_THROWS_AS(lineage::migrate(database, with("DELETE FROM run; ALTER TABLE absent ADD COLUMN x TEXT")), diagnostics::Error);
  }
  CHECK(lineage::Store::open(file).get("old").run_id == "old");
}

TEST_CASE("the schema holds its own promises") {
  const test::TemporaryDirectory folder;
  const auto file = folder / "a.db";
  lineage::Store::open(file).record(test::sample_run("a"));
  auto database = open(file);
  CHECK(database.number("PRAGMA foreign_keys") == 1);
  CHECK_THROWS_AS(database.execute("INSERT INTO run_artifact VALUES (99, 0, 'x')"), diagnostics::Error);
  CHECK_THROWS_AS(database.execute("INSERT INTO run_dataset VALUES (1, 9, 99)"), diagnostics::Error);
  CHECK_THROWS_AS(database.execute("UPDATE run SET observed_value = 'much'"), diagnostics::Error);
  database.execute("DELETE FROM run");
  CHECK(database.number("SELECT count(*) FROM run_artifact") == 0);
  CHECK(database.number("SELECT count(*) FROM run_dataset") == 0);
}
