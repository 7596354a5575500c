// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "golden.hpp"

using namespace ophamin::test;

namespace {

const oph_component_t* coupling() { return shipped("diagnostics", OPH_PILLAR, "diagnostics.kernel_coupling"); }

std::vector<Row> run(TableData& table, const json::object& params = {}) {
  FakeHost host;
  Instance<oph_pillar_t> pillar(coupling(), host, params);
  return compute(pillar, table);
}

/// Rows of cells "a", "b", ... at 0.1, 0.2, ...: `collapses[cell][coefficient]` of `n` repetitions.
struct Sweep {
  std::vector<std::string> cells;
  std::vector<double> coefficients;
  std::vector<std::uint8_t> collapsed;

  Sweep(const std::vector<std::vector<int>>& collapses, int n) {
    for (std::size_t cell = 0; cell < collapses.size(); ++cell) {
      for (std::size_t at = 0; at < collapses[cell].size(); ++at) {
        for (int i = 0; i < n; ++i) {
          cells.emplace_back(1, static_cast<char>('a' + cell));
          coefficients.push_back(0.1 * static_cast<double>(at + 1));
          collapsed.push_back(i < collapses[cell][at] ? 1 : 0);
        }
      }
    }
  }
};

std::vector<Row> run(const Sweep& sweep, const json::object& params = {}) {
  TableData table(sweep.cells.size());
  table.texts("cell", sweep.cells).numbers("coefficient", sweep.coefficients).booleans("collapsed", sweep.collapsed);
  return run(table, params);
}

json::value verdict(const std::vector<Row>& rows, std::size_t cell) { return rows.front().detail.at("cells").at(cell).at("verdict"); }

std::string complaint(TableData& table, oph_status_t status) {
  try {
    run(table);
    return {};
  } catch (const CallFailed& failed) {
    CHECK(failed.status == status);
    return failed.what();
  }
}

}  // namespace

TEST_CASE("each cell is judged by its rates") {
  const auto rows = run(Sweep({{4, 4, 2}, {4, 1, 0}, {1, 0, 1}, {0, 0, 2}}, 4));
  CHECK(verdict(rows, 0) == "intrinsic_exploration");
  CHECK(verdict(rows, 1) == "miscalibrated_boundary_logic");
  CHECK(verdict(rows, 2) == "no_collapse");
  CHECK(verdict(rows, 3) == "miscalibrated_boundary_logic");
  CHECK(rows.front().statistic == "miscalibrated_share");
  CHECK(rows.front().value == doctest::Approx(2.0 / 3.0));
  CHECK(find(rows, "intrinsic_exploration").value == 1.0);
  CHECK(find(rows, "miscalibrated_boundary_logic").value == 2.0);
  CHECK(find(rows, "no_collapse").value == 1.0);
  const auto& detail = rows.front().detail;
  CHECK(detail.at("coefficients") == json::array{0.1, 0.2, 0.30000000000000004});
  CHECK(detail.at("n_reps") == 4);
  CHECK(detail.at("undecided_cells") == 0);
  CHECK(detail.at("cells").at(1) == json::object{{"cell", "b"},
                                                 {"rate_by_coefficient", {{"0.1", 1.0}, {"0.2", 0.25}, {"0.30000000000000004", 0.0}}},
                                                 {"verdict", "miscalibrated_boundary_logic"},
                                                 {"collapses", {4, 1, 0}},
                                                 {"repetitions", {4, 4, 4}}});
}

TEST_CASE("the threshold is reached, not passed, and is the decimal that is written") {
  const Sweep sweep({{3, 3}}, 5);
  CHECK(verdict(run(sweep, {{"persist_threshold", 0.6}}), 0) == "intrinsic_exploration");
  CHECK(verdict(run(sweep, {{"persist_threshold", 0.61}}), 0) == "no_collapse");
  CHECK(verdict(run(Sweep({{5, 5}}, 5), {{"persist_threshold", 1.0}}), 0) == "intrinsic_exploration");
}

TEST_CASE("the order of rows does not matter, and coefficients are sorted") {
  const Sweep sweep({{4, 0, 2}, {4, 4, 4}}, 4);
  auto reversed = sweep;
  // Cells stand in the order in which they appear, so only the coefficients are turned round.
  std::reverse(reversed.coefficients.begin(), reversed.coefficients.begin() + 12);
  std::reverse(reversed.collapsed.begin(), reversed.collapsed.begin() + 12);
  CHECK(run(reversed).front().detail == run(sweep).front().detail);
}

TEST_CASE("what a missing combination could change is undecided") {
  // a: 0.1 only, collapsed; b: both, one of them collapsed; c: 0.2 only, not collapsed; a at 0.2 is missing.
  TableData table(4);
  table.texts("cell", {"a", "b", "b", "c"}).numbers("coefficient", {0.1, 0.1, 0.2, 0.2}).booleans("collapsed", {1, 1, 0, 0});
  const auto rows = run(table);
  CHECK(verdict(rows, 0).is_null());
  CHECK(verdict(rows, 1) == "miscalibrated_boundary_logic");
  CHECK(verdict(rows, 2).is_null());
  CHECK(rows.front().detail.at("undecided_cells") == 2);
  CHECK(rows.front().detail.at("n_reps").is_null());
  CHECK(rows.front().detail.at("cells").at(0).at("rate_by_coefficient") == json::object{{"0.1", 1.0}, {"0.2", nullptr}});
  CHECK(rows.front().value == 1.0);
}

TEST_CASE("without a column that says it, failures and halt modes are collapses") {
  const auto judged = [](TableData& table, const json::object& params = {}) {
    json::array counts;
    const auto rows = run(table, params);
    for (const auto& cell : rows.front().detail.at("cells").as_array()) counts.push_back(cell.at("collapses"));
    return counts;
  };
  TableData both(8);
  both.integers("cell", {1, 1, 1, 1, 2, 2, 2, 2}).numbers("coefficient", {1, 2, 1, 2, 1, 2, 1, 2});
  both.booleans("success", {1, 0, 1, 0, 1, 1, 1, 1});
  both.texts("halt_mode", {"commit", "", "rollback", "", "halt", "exhausted", "collapse", "x"}).validity({1, 0, 1, 0, 1, 1, 1, 0});
  CHECK(judged(both) == json::array{{1, 2}, {2, 0}});
  CHECK(judged(both, {{"halt_modes", {"exhausted"}}}) == json::array{{0, 2}, {0, 1}});
  const auto rows = run(both, {{"failed_cycles", "left_out"}});
  CHECK(rows.front().detail.at("missing") == 2);
  CHECK(rows.front().detail.at("cells").at(0).at("repetitions") == json::array{2, 0});
  CHECK(verdict(rows, 0).is_null());

  TableData success(2);
  success.texts("cell", {"a", "a"}).numbers("coefficient", {1, 2}).numbers("success", {1.0, 0.0});
  CHECK(judged(success) == json::array{{0, 1}});
  TableData halts(3);
  halts.texts("cell", {"a", "a", "a"}).numbers("coefficient", {1, 2, 2}).texts("halt_mode", {"amplitude_death", "commit", ""}).validity({1, 1, 0});
  CHECK(judged(halts) == json::array{{1, 0}});
  CHECK(run(halts).front().detail.at("missing") == 1);
}

TEST_CASE("a repetition is there once") {
  TableData fine(4);
  fine.texts("cell", {"a", "a", "a", "a"}).numbers("coefficient", {1, 1, 2, 2}).integers("repetition", {0, 1, 0, 1}).booleans("collapsed", {1, 1, 0, 0});
  CHECK(verdict(run(fine), 0) == "miscalibrated_boundary_logic");
  TableData twice(3);
  twice.texts("cell", {"a", "a", "a"}).numbers("coefficient", {1, 2, 1}).integers("repetition", {0, 0, 0}).booleans("collapsed", {1, 1, 0});
  CHECK(complaint(twice, OPH_INVALID_ARGUMENT).find("row 2: expected each repetition of a cell and coefficient once, found that of row 0") !=
        std::string::npos);
}

TEST_CASE("how cycles ended is said once, and said at all") {
  TableData none(1);
  none.texts("cell", {"a"}).numbers("coefficient", {1});
  CHECK(complaint(none, OPH_MISSING_ROLE).find("`collapsed`") != std::string::npos);
  TableData both(1);
  both.texts("cell", {"a"}).numbers("coefficient", {1}).booleans("collapsed", {1}).booleans("success", {1});
  CHECK(complaint(both, OPH_INVALID_ARGUMENT).find("`success`") != std::string::npos);
  TableData odd(1);
  odd.texts("cell", {"a"}).numbers("coefficient", {1}).integers("collapsed", {3});
  CHECK(complaint(odd, OPH_INVALID_ARGUMENT).find("row 0: expected 0 or 1, found 3") != std::string::npos);
}

TEST_CASE("too little is undefined") {
  const auto undefined = [](TableData& table, std::uint64_t needed, std::uint64_t found) {
    const auto rows = run(table);
    REQUIRE(rows.size() == 4);
    for (const auto& row : rows) {
      CHECK(row.undefined());
      CHECK(row.needed == needed);
      CHECK(row.found == found);
      CHECK(!row.reason.empty());
    }
  };
  TableData empty(0);
  empty.texts("cell", {}).numbers("coefficient", {}).booleans("collapsed", {});
  undefined(empty, 1, 0);
  TableData one(2);
  one.texts("cell", {"a", "b"}).numbers("coefficient", {1, 1}).booleans("collapsed", {1, 0});
  undefined(one, 2, 1);
  TableData infinite(3);
  infinite.texts("cell", {"a", "b", "c"}).numbers("coefficient", {1, HUGE_VAL, std::nan("")}).booleans("collapsed", {1, 0, 0});
  undefined(infinite, 3, 1);
  const auto quiet = run(Sweep({{0, 0}}, 2));
  CHECK(quiet.front().undefined());
  CHECK(quiet.front().reason == "no cell collapses");
  CHECK(find(quiet, "no_collapse").value == 1.0);
  CHECK(verdict(quiet, 0) == "no_collapse");
}

TEST_CASE("cells are told apart by their labels, and long lists are cut") {
  TableData table(6);
  table.numbers("cell", {0.5, 0.5, -0.0, 0.0, 2.0, 2.0}).numbers("coefficient", {1, 2, 1, 2, 1, 2}).booleans("collapsed", {1, 1, 1, 0, 0, 0});
  const auto rows = run(table);
  CHECK(rows.front().detail.at("cells").as_array().size() == 3);
  CHECK(rows.front().detail.at("cells").at(0).at("cell") == "0.5");
  const auto cut = run(table, {{"list_limit", 1}});
  CHECK(cut.front().detail.at("cells").as_array().size() == 1);
  CHECK(cut.front().value == rows.front().value);
}

TEST_CASE("repetitions as uneven as can be have rates of their own") {
  constexpr int kMany = 5000;
  std::vector<double> coefficients(kMany + 1, 0.1);
  coefficients.back() = 0.2;
  std::vector<std::uint8_t> collapsed(kMany + 1, 1);
  collapsed[0] = 0;
  TableData table(kMany + 1);
  table.texts("cell", std::vector<std::string>(kMany + 1, "a")).numbers("coefficient", coefficients).booleans("collapsed", collapsed);
  const auto rows = run(table, {{"persist_threshold", 1.0}});
  const auto& cell = rows.front().detail.at("cells").at(0);
  CHECK(cell.at("repetitions") == json::array{kMany, 1});
  CHECK(cell.at("collapses") == json::array{kMany - 1, 1});
  CHECK(to_double(cell.at("rate_by_coefficient").at("0.1")) == doctest::Approx(1.0 - 1.0 / kMany).epsilon(1e-15));
  CHECK(rows.front().detail.at("n_reps").is_null());
  CHECK(verdict(run(table, {{"persist_threshold", 0.9998}}), 0) == "intrinsic_exploration");
}

TEST_CASE("rows that lack a cell are left out, and coefficients far apart or close together are different") {
  TableData table(6);
  const double next = std::nextafter(1e9, 2e9);
  table.texts("cell", {"a", "a", "a", "a", "a", ""}).validity({1, 1, 1, 1, 1, 0});
  table.numbers("coefficient", {1e9, next, -1e-300, 0.0, 7.0, 1e9}).validity({1, 1, 1, 1, 0, 1});
  table.booleans("collapsed", {1, 0, 1, 1, 1, 1});
  const auto rows = run(table);
  CHECK(rows.front().detail.at("missing") == 2);
  CHECK(rows.front().detail.at("coefficients") == json::array{-1e-300, 0.0, 1e9, next});
  CHECK(rows.front().detail.at("cells").as_array().size() == 1);
  CHECK(rows.front().detail.at("cells").at(0).at("collapses") == json::array{1, 1, 1, 0});
}
