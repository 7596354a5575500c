// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/run_table.hpp>

#include <algorithm>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <ophamin/guests/text.hpp>

#include "cycle_filler.hpp"

using namespace ophamin;
using seeing::RunTable;
using test::CycleFiller;
using test::str;

namespace {

/// Rows 0.. of `rows`, in batches of `step`; every row that `fails` names fails.
void append(RunTable& table, std::uint64_t rows, std::uint64_t step, const std::vector<std::uint64_t>& fails = {}, bool timed = false) {
  CycleFiller filler;
  std::vector<std::size_t> source{0, 1, 2, 3, 4};
  for (std::uint64_t at = 0; at < rows; at += step) {
    const auto count = std::min(step, rows - at);
    filler.run(count, [&](const oph_cycles_t& cycles) {
      for (std::uint64_t row = 0; row < count; ++row) {
        CycleFiller::fill_row(cycles, row, static_cast<std::int64_t>(at + row));
        if (std::find(fails.begin(), fails.end(), at + row) != fails.end()) {
          cycles.fail(cycles.context, row, str((at + row) % 2 == 0 ? "even" : "odd"));
        }
      }
    });
    const std::vector<std::uint64_t> ns(timed ? count : 0, 2'000'000'000);
    table.append(filler.buffers, source, ns, static_cast<std::int64_t>(at));
  }
}

/// Everything in a table as text, for comparing.
std::string dump(RunTable& run) {
  const auto& table = run.table();
  std::string out;
  for (std::uint64_t c = 0; c < table.column_count; ++c) {
    const auto& column = table.columns[c];
    out += std::string(guests::view(column.name)) + ":";
    for (std::uint64_t row = 0; row < table.row_count; ++row) {
      out += " ";
      if (column.validity != nullptr && column.validity[row] == 0) {
        out += "-";
        continue;
      }
      switch (column.type) {
        case OPH_BOOL: out += std::to_string(static_cast<const std::uint8_t*>(column.values)[row]); break;
        case OPH_INT: out += std::to_string(static_cast<const std::int64_t*>(column.values)[row]); break;
        case OPH_FLOAT: out += std::to_string(static_cast<const double*>(column.values)[row]); break;
        default:
          out += std::string(static_cast<const char*>(column.values) + column.offsets[row], column.offsets[row + 1] - column.offsets[row]);
      }
    }
    out += "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("the table is the same however the run was cut into batches") {
  std::string first;
  for (const std::uint64_t step : {1u, 2u, 5u, 12u}) {
    RunTable table(test::all_fields(), {.expected = 12});
    append(table, 12, step, {3, 4, 11});
    if (first.empty()) first = dump(table);
    CHECK(dump(table) == first);
    CHECK(table.rows() == 12);
    CHECK(table.failed() == 3);
    CHECK(table.failure(3) == "odd");
    CHECK(table.failure(4) == "even");
    CHECK(table.failure(5).empty());
    CHECK(table.failure_counts(5) == std::vector<std::pair<std::string, std::uint64_t>>{{"odd", 2}, {"even", 1}});
    CHECK(table.failure_counts(1).size() == 1);
  }
  CHECK(first.find("host.success: 1 1 1 0 0 1") == 0);
  CHECK(first.find("word: w0 w1 w2 - - w5") != std::string::npos);
  CHECK(first.find("document: [0] [1] [2] - - [5]") != std::string::npos);
  CHECK(first.find("count: 0 1 2 - - 5") != std::string::npos);
}

TEST_CASE("host columns come where they are asked for") {
  RunTable plain({}, {});
  append(plain, 4, 2);
  CHECK(plain.table().column_count == 1);
  RunTable full({}, {.time_cycles = true, .sessions = true});
  append(full, 4, 2, {}, true);
  CHECK(dump(full) == "host.success: 1 1 1 1\nhost.cycle_seconds: 2.000000 2.000000 2.000000 2.000000\nhost.session: 0 0 2 2\n");
  REQUIRE(full.column("host.session") != nullptr);
  CHECK(full.column("host.session")->type == OPH_INT);
  CHECK(full.column("session") == nullptr);
}

TEST_CASE("what cycles cost is kept where it is asked for, and missing where they failed") {
  RunTable table({}, {.costs = true});
  append(table, 2, 2);
  table.append_costs(std::vector{0.5, 0.25}, std::vector{1.0, 2.0}, 4096);
  CHECK(dump(table) == "host.success: 1 1\nhost.cpu_seconds: 0.500000 0.250000\nhost.page_faults: 1.000000 2.000000\nhost.rss_bytes: 4096 4096\n");
  append(table, 1, 1, {0});
  table.append_costs(std::vector{0.125}, std::vector{0.0}, 1);
  CHECK(dump(table).find("host.cpu_seconds: 0.500000 0.250000 -") != std::string::npos);
  RunTable none({}, {});
  append(none, 1, 1);
  none.append_costs(std::vector{0.125}, std::vector{0.0}, 1);
  CHECK(none.table().column_count == 1);
}

TEST_CASE("columns have no validity while every cell has a value, and a right one from then on") {
  RunTable table(test::all_fields(), {.expected = 6});
  append(table, 3, 3);
  CHECK(table.column("count")->validity == nullptr);
  append(table, 3, 3, {1});
  const auto* column = table.column("count");
  REQUIRE(column->validity != nullptr);
  CHECK(std::accumulate(column->validity, column->validity + 6, 0) == 5);
  CHECK(column->validity[4] == 0);
}

TEST_CASE("a cycle that failed without a word is counted with a reason") {
  CycleFiller filler;
  RunTable table({}, {});
  filler.run(2, [](const oph_cycles_t&) {});
  table.append(filler.buffers, {}, {});
  CHECK(table.failed() == 2);
  CHECK(table.failure(0) == "the substrate reported neither success nor an error");
}

TEST_CASE("reasons beyond the first few thousand are kept as one") {
  RunTable table({}, {});
  CycleFiller filler;
  filler.run(5000, [](const oph_cycles_t& cycles) {
    for (std::uint64_t row = 0; row < 5000; ++row) cycles.fail(cycles.context, row, str("reason " + std::to_string(row)));
  });
  table.append(filler.buffers, {}, {});
  table.append(filler.buffers, {}, {});
  CHECK(table.failed() == 10'000);
  CHECK(table.failure(4000) == "reason 4000");
  CHECK(table.failure(4999).find("only the first 4096") != std::string::npos);
  CHECK(table.failure_counts(1).front().second == 2 * (5000 - 4096));
}

TEST_CASE("a static scenario's rows are records") {
  RunTable table({}, {.expected = 10});
  table.append_records(4);
  table.append_records(3);
  CHECK(table.rows() == 7);
  CHECK(table.failed() == 0);
  CHECK(dump(table) == "host.success: 1 1 1 1 1 1 1\n");
}

TEST_CASE("a plan of more cycles than memory could hold reserves within reason") {
  RunTable table(test::all_fields(), {.time_cycles = true, .sessions = true, .expected = std::numeric_limits<std::uint64_t>::max()});
  append(table, 3, 3, {}, true);
  CHECK(table.rows() == 3);
}
