// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <support/fake_run.hpp>

#include "golden.hpp"

using namespace ophamin::test;

namespace {

void offer_pillars(FakeHost& host) {
  host.pillars = [](std::string_view name) { return shipped("statistics", OPH_PILLAR, name); };
}

struct Throughput {
  explicit Throughput(const json::object& params = {}) : scenario(shipped("core", OPH_SCENARIO, "throughput-ceiling"), host, params) {
    offer_pillars(host);
  }
  FakeHost host;
  Instance<oph_scenario_t> scenario;
};

struct Fidelity {
  explicit Fidelity(const json::object& params = {}) : scenario(shipped("core", OPH_SCENARIO, "round-trip-fidelity"), host, params) {
    offer_pillars(host);
  }
  FakeHost host;
  Instance<oph_scenario_t> scenario;
};

}  // namespace

TEST_CASE("throughput-ceiling claims and plans before it sees data") {
  Throughput t({{"ceiling_seconds", 0.25}});
  const auto claim = claim_of(t.scenario);
  CHECK(claim.metric == "p95_cycle_wall_time_s");
  CHECK(claim.units == "seconds");
  CHECK(claim.comparator == OPH_LE);
  CHECK(claim.threshold == 0.25);
  CHECK(claim.statement.find("0.25 s") != std::string::npos);
  for (const auto& text : {claim.operationalization, claim.h0, claim.h1}) CHECK(!text.empty());
  Throughput standard;
  CHECK(claim_of(standard.scenario).threshold == 5.0);
  const auto plan = plan_of(t.scenario);
  CHECK(plan.flags == OPH_PLAN_TIME_CYCLES);
  CHECK(plan.cycles == 200);
  CHECK(!plan.analysis.empty());
  CHECK(fields_of(t.scenario).empty());
}

TEST_CASE("throughput-ceiling scores the successful cycles") {
  Throughput t;
  constexpr std::size_t kCycles = 201;
  std::vector<double> seconds;
  std::vector<std::uint8_t> success;
  for (std::size_t i = 0; i < kCycles; ++i) {
    const bool failed = i % 101 == 100;
    success.push_back(failed ? 0 : 1);
    seconds.push_back(failed ? 1e6 : static_cast<double>(i));
  }
  TableData table(kCycles);
  table.booleans("host.success", success).numbers("host.cycle_seconds", seconds).validity(success);
  ScoreCapture score_capture;
  score(t.scenario, table, kCycles, 1, score_capture);
  // 0..99, 101..200: rank 0.95 * 199 = 189.05.
  REQUIRE(score_capture.observed.size() == 1);
  CHECK(score_capture.observed[0] == doctest::Approx(190.05));
  CHECK_FALSE(score_capture.inconclusive.has_value());
  CHECK(score_capture.attached == std::vector<std::string>{"quantile"});
  const auto rows = score_capture.evidence.rows();
  REQUIRE(rows.size() == 2);
  const auto& headline = find(rows, "p95_cycle_wall_time_s");
  CHECK(headline.aspect == "p95_wall_time");
  CHECK(headline.value == score_capture.observed[0]);
  CHECK(headline.has_ci());
  CHECK(headline.ci_low <= headline.value);
  CHECK(headline.value <= headline.ci_high);
  const auto& distribution = find(rows, "cycle_wall_time_distribution");
  CHECK(distribution.aspect == "wall_time_distribution");
  CHECK(distribution.value == doctest::Approx(100.0));
  CHECK(distribution.detail.at("n") == 200);
  CHECK(distribution.detail.at("failed") == 1);
  CHECK(to_double(distribution.detail.at("max")) == 200.0);
  CHECK(t.host.computations == 1);
}

TEST_CASE("throughput-ceiling is inconclusive on too little") {
  const auto reason = [](std::size_t cycles, std::size_t failed) {
    Throughput t;
    std::vector<std::uint8_t> success(cycles, 1);
    for (std::size_t i = 0; i < failed; ++i) success[i] = 0;
    TableData table(cycles);
    table.booleans("host.success", success).numbers("host.cycle_seconds", std::vector<double>(cycles, 0.5)).validity(success);
    ScoreCapture out;
    score(t.scenario, table, cycles, failed, out);
    CHECK(out.observed.size() == 1);
    const auto rows = out.evidence.rows();
    CHECK(rows.size() == 2);
    for (const auto& row : rows) CHECK(row.undefined() == (cycles == failed));
    return out.inconclusive;
  };
  CHECK_FALSE(reason(10, 0).has_value());
  CHECK(reason(9, 0).has_value());
  CHECK(reason(0, 0).has_value());
  CHECK(reason(25, 13)->find("not exercised") == 0);
  CHECK_FALSE(reason(24, 12).has_value());
  CHECK(reason(30, 21)->find("not exercised") == 0);
}

TEST_CASE("round-trip-fidelity asks for the field, and counts only cycles that ran") {
  Fidelity f;
  const auto fields = fields_of(f.scenario);
  REQUIRE(fields.size() == 1);
  CHECK(fields[0].name == "round_trip_equal");
  CHECK(fields[0].required);
  CHECK(fields[0].types == OPH_TYPE_BIT(OPH_BOOL));
  CHECK(claim_of(f.scenario).threshold == 1.0);
  CHECK(claim_of(f.scenario).comparator == OPH_GE);

  constexpr std::size_t kCycles = 40;
  std::vector<std::uint8_t> success(kCycles, 1), equal(kCycles, 1), valid(kCycles, 1);
  for (std::size_t i = 0; i < 4; ++i) success[i] = equal[i] = valid[i] = 0;
  equal[10] = 0;
  TableData table(kCycles);
  table.booleans("host.success", success).booleans("round_trip_equal", equal).validity(valid);
  ScoreCapture out;
  score(f.scenario, table, kCycles, 4, out);
  REQUIRE(out.observed.size() == 1);
  CHECK(out.observed[0] == doctest::Approx(35.0 / 36.0));
  CHECK_FALSE(out.inconclusive.has_value());
  CHECK(out.attached == std::vector<std::string>{"proportion"});
  const auto rows = out.evidence.rows();
  CHECK(find(rows, "failed_cycles_count").value == 4.0);
  CHECK(find(rows, "round_trip_equal_share").value == out.observed[0]);
  CHECK(find(rows, "round_trip_equal_share").has_ci());
}

TEST_CASE("round-trip-fidelity is inconclusive on too little") {
  Fidelity f;
  TableData few(9);
  few.booleans("round_trip_equal", std::vector<std::uint8_t>(9, 1));
  ScoreCapture out;
  score(f.scenario, few, 9, 0, out);
  CHECK(out.inconclusive.has_value());
  CHECK(out.observed.at(0) == 1.0);

  Fidelity none;
  TableData empty(0);
  empty.booleans("round_trip_equal", {});
  ScoreCapture nothing;
  score(none.scenario, empty, 0, 0, nothing);
  CHECK(nothing.inconclusive.has_value());
}

TEST_CASE("a pillar that is not there is the host's to say") {
  Fidelity f;
  f.host.pillars = nullptr;
  TableData table(1);
  table.booleans("round_trip_equal", {1});
  ScoreCapture out;
  CHECK(status_of([&] { score(f.scenario, table, 1, 0, out); }) == OPH_NOT_FOUND);
}
