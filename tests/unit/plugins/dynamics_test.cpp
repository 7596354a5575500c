// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include <support/fake_run.hpp>

#include "golden.hpp"

using namespace ophamin::test;

namespace {

/// A scenario of the plugin, with the diagnostics that it asks for.
struct Asked {
  Asked(std::string_view name, const json::object& params) : scenario(shipped("dynamics", OPH_SCENARIO, name), host, params) {
    host.pillars = [](std::string_view pillar) { return shipped("diagnostics", OPH_PILLAR, pillar); };
  }
  FakeHost host;
  Instance<oph_scenario_t> scenario;
};

/// Writes down what a scenario drives: "open 0", "reset", "run r1 {cell, coefficient}".
class DriverCapture {
 public:
  DriverCapture(std::uint64_t planned, std::size_t stimuli) : left_(stimuli) {
    raw_ = {OPH_SIZEOF(oph_driver_t, so_far),
            this,
            planned,
            [](void* c, std::uint64_t, const oph_record_t** records, std::uint64_t* count, oph_error_t*) noexcept -> oph_status_t {
              return self(c).records(records, count);
            },
            [](void* c, const oph_value_t* params, std::uint64_t replicate, std::uint64_t* session, oph_error_t*) noexcept -> oph_status_t {
              self(c).calls.push_back("open " + std::to_string(replicate) + (params != nullptr ? " with parameters" : ""));
              *session = replicate;
              return OPH_OK;
            },
            [](void* c, std::uint64_t, oph_error_t*) noexcept -> oph_status_t {
              self(c).calls.push_back("reset");
              return OPH_OK;
            },
            [](void* c, std::uint64_t, const oph_record_t* records, std::uint64_t count, const oph_value_t* params,
               const oph_value_t* const*, std::uint64_t* first, oph_error_t*) noexcept -> oph_status_t {
              self(c).calls.push_back("run " + text(records[0].id) + " " + json::serialize(to_json(*params)));
              *first = self(c).rows;
              self(c).rows += count;
              return OPH_OK;
            },
            [](void* c, std::uint64_t, oph_error_t*) noexcept -> oph_status_t {
              self(c).calls.push_back("close");
              return OPH_OK;
            },
            [](void*, const oph_run_t**, oph_error_t*) noexcept -> oph_status_t { return OPH_UNSUPPORTED; }};
  }
  DriverCapture(const DriverCapture&) = delete;
  DriverCapture& operator=(const DriverCapture&) = delete;

  void drive(Asked& asked) {
    call([&](oph_error_t* error) { return asked.scenario->drive(asked.scenario.raw(), &raw_, error); });
  }

  std::vector<std::string> calls;
  std::uint64_t rows = 0;

 private:
  static DriverCapture& self(void* context) { return *static_cast<DriverCapture*>(context); }
  oph_status_t records(const oph_record_t** records, std::uint64_t* count) {
    *count = left_ == 0 ? 0 : 1;
    if (left_ != 0) --left_;
    id_ = "r" + std::to_string(++number_);
    record_ = {};
    record_.id = str(id_);
    *records = &record_;
    return OPH_OK;
  }

  oph_driver_t raw_{};
  std::size_t left_;
  std::size_t number_ = 0;
  std::string id_;
  oph_record_t record_{};
};

const json::object kTwoByTwo{{"cells", {"a", 7}}, {"coefficients", {0.5, 0.25}}, {"repetitions", 2}};

ScoreCapture& score_of(Asked& asked, TableData& table, std::uint64_t cycles, std::uint64_t failed, ScoreCapture& out) {
  score(asked.scenario, table, cycles, failed, out);
  return out;
}

}  // namespace

TEST_CASE("kernel-coupling plans exactly the cycles of its sweep, before it sees data") {
  Asked asked("kernel-coupling", kTwoByTwo);
  CHECK(plan_of(asked.scenario).cycles == 8);
  CHECK(plan_of(asked.scenario).analysis.find("2 times") != std::string::npos);
  const auto claim = claim_of(asked.scenario);
  CHECK(claim.metric == "miscalibrated_cell_share");
  CHECK(claim.comparator == OPH_LE);
  CHECK(claim.threshold == 0.0);
  const auto fields = fields_of(asked.scenario);
  REQUIRE(fields.size() == 1);
  CHECK(fields[0].name == "halt_mode");
  CHECK_FALSE(fields[0].required);
  Asked standard("kernel-coupling", {{"cells", {"x"}}});
  CHECK(plan_of(standard.scenario).cycles == 20);
}

TEST_CASE("kernel-coupling resets between cycles and opens a session for each repetition") {
  Asked asked("kernel-coupling", kTwoByTwo);
  DriverCapture driver(8, 100);
  driver.drive(asked);
  const std::vector<std::string> sweep{R"(run r1 {"cell":"a","entropy_coefficient":5E-1})", "reset",
                                       R"(run r1 {"cell":"a","entropy_coefficient":2.5E-1})", "reset",
                                       R"(run r1 {"cell":7,"entropy_coefficient":5E-1})", "reset",
                                       R"(run r1 {"cell":7,"entropy_coefficient":2.5E-1})"};
  std::vector<std::string> expected;
  for (const char* open : {"open 0", "open 1"}) {
    expected.emplace_back(open);
    expected.insert(expected.end(), sweep.begin(), sweep.end());
    expected.emplace_back("close");
  }
  CHECK(driver.calls == expected);
}

TEST_CASE("kernel-coupling gives each repetition its own stimulus, if asked") {
  auto params = kTwoByTwo;
  params["own_stimuli"] = true;
  params["cell_parameter"] = "place";
  params["coefficient_parameter"] = "heat";
  Asked asked("kernel-coupling", params);
  DriverCapture driver(8, 2);
  driver.drive(asked);
  CHECK(driver.calls[1] == R"(run r1 {"place":"a","heat":5E-1})");
  CHECK(driver.calls[10] == R"(run r2 {"place":"a","heat":5E-1})");
  Asked hungry("kernel-coupling", params);
  DriverCapture one(8, 1);
  CHECK(status_of([&] { one.drive(hungry); }) == OPH_UNAVAILABLE);
  CHECK(one.rows == 4);
}

TEST_CASE("kernel-coupling says at once that too few cycles are allowed") {
  Asked asked("kernel-coupling", kTwoByTwo);
  DriverCapture driver(7, 100);
  try {
    driver.drive(asked);
    FAIL("it went on");
  } catch (const CallFailed& failed) {
    CHECK(failed.status == OPH_INVALID_ARGUMENT);
    CHECK(std::string(failed.what()) == "the sweep is 8 cycles, and n_cycles allows 7; raise it, or leave it out");
  }
  CHECK(driver.calls.empty());
}

TEST_CASE("kernel-coupling scores collapses by failure and by halt mode") {
  Asked asked("kernel-coupling", kTwoByTwo);
  // a: at 0.5 both fail, at 0.25 none; 7: at 0.5 halts and fails, at 0.25 fails twice.
  TableData table(8);
  table.booleans("host.success", {0, 1, 1, 0, 0, 1, 0, 0});
  table.texts("halt_mode", {"", "commit", "rollback", "", "", "exhausted", "", ""}).validity({0, 1, 1, 0, 0, 1, 0, 0});
  ScoreCapture out;
  score_of(asked, table, 8, 5, out);
  REQUIRE(out.observed.size() == 1);
  CHECK(out.observed[0] == 0.5);
  CHECK_FALSE(out.inconclusive.has_value());
  CHECK(find(out.evidence.rows(), "miscalibrated_cell_share").value == 0.5);
  CHECK(out.attached == std::vector<std::string>{"miscalibrated_share", "intrinsic_exploration", "miscalibrated_boundary_logic", "no_collapse"});

  Asked quiet("kernel-coupling", kTwoByTwo);
  TableData fine(8);
  fine.booleans("host.success", std::vector<std::uint8_t>(8, 1));
  ScoreCapture nothing;
  score_of(quiet, fine, 8, 0, nothing);
  CHECK(std::isnan(nothing.observed.at(0)));
  CHECK(nothing.inconclusive == "no cell collapses");
  CHECK(find(nothing.evidence.rows(), "miscalibrated_cell_share").undefined());
}

TEST_CASE("a sweep that makes no sense is refused when it is made") {
  const auto status = [](const json::object& params) { return status_of([&] { Asked("kernel-coupling", params); }); };
  CHECK(status({{"cells", {"a", "b"}}}) == OPH_OK);
  CHECK(status({{"cells", {"a", "a"}}}) == OPH_INVALID_ARGUMENT);
  CHECK(status({{"cells", {"1", 1}}}) == OPH_INVALID_ARGUMENT);
  CHECK(status({{"cells", {nullptr}}}) == OPH_INVALID_ARGUMENT);
  CHECK(status({{"cells", {"a"}}, {"coefficients", {0.1, 0.1}}}) == OPH_INVALID_ARGUMENT);
  CHECK(status({{"cells", {"a"}}, {"coefficients", {0.1, HUGE_VAL}}}) == OPH_INVALID_ARGUMENT);
  json::array many;
  for (int i = 0; i < 1000; ++i) many.push_back(i);
  CHECK(status({{"cells", many}, {"repetitions", 1'000'000}}) == OPH_INVALID_ARGUMENT);
  const auto* component = shipped("dynamics", OPH_SCENARIO, "kernel-coupling");
  CHECK(schema_refuses(component, {}));
  CHECK(schema_refuses(component, {{"cells", json::array{}}}));
  CHECK(schema_refuses(component, {{"cells", {"a"}}, {"coefficients", {0.1}}}));
  CHECK(schema_refuses(component, {{"cells", {"a"}}, {"repetitions", 0}}));
  CHECK(schema_refuses(component, {{"cells", {"a"}}, {"persist_threshold", 0.0}}));
  CHECK_FALSE(schema_refuses(component, {{"cells", {"a", 1, 2.5, true}}}));
}

TEST_CASE("world-model-gap finds what the first cycles did not foresee") {
  constexpr std::size_t kCycles = 300;
  const auto observed = [](double jump, ScoreCapture& out) {
    Asked asked("world-model-gap", {{"outcome", "phi"}, {"features", {"load"}}});
    const auto fields = fields_of(asked.scenario);
    REQUIRE(fields.size() == 3);
    CHECK(fields[0].name == "phi");
    CHECK(fields[1].name == "load");
    CHECK(fields[1].required);
    std::vector<double> phi, load;
    std::vector<std::uint8_t> success;
    std::vector<std::string> halts;
    for (std::size_t i = 0; i < kCycles; ++i) {
      load.push_back(std::sin(static_cast<double>(i)));
      phi.push_back(2.0 * load.back() + 0.01 * static_cast<double>(i) + 0.1 * std::sin(static_cast<double>(i * i)) + (i >= 200 ? jump : 0.0));
      success.push_back(i % 20 == 7 ? 0 : 1);
      halts.emplace_back(i % 10 == 3 ? "rollback" : "commit");
    }
    TableData table(kCycles);
    table.booleans("host.success", success).numbers("phi", phi).validity(success).numbers("load", load).validity(success);
    table.texts("halt_mode", halts).validity(success);
    score(asked.scenario, table, kCycles, 15, out);
    CHECK_FALSE(out.inconclusive.has_value());
    return out.observed.at(0);
  };
  ScoreCapture steady, jumps;
  CHECK(observed(0.0, steady) < 0.25);
  // Of the 285 successful cycles 95 calibrate; most of the last 100, but for the known rollbacks, are anomalies.
  const double gap = observed(5.0, jumps);
  CHECK(gap > 0.4);
  CHECK(gap < 0.6);
  CHECK(find(jumps.evidence.rows(), "world_model_gap").value == gap);
  CHECK(jumps.attached == std::vector<std::string>{"world_model_gap", "world_model_mae", "missed_failures", "false_alarms", "coverage",
                                                   "interval_half_width"});

  Asked few("world-model-gap", {});
  TableData table(20);
  table.booleans("host.success", std::vector<std::uint8_t>(20, 1)).numbers("phi", std::vector<double>(20, 1.0));
  table.numbers("drift_score", std::vector<double>(20, 1.0));
  ScoreCapture out;
  score_of(few, table, 20, 0, out);
  CHECK(std::isnan(out.observed.at(0)));
  CHECK(out.inconclusive->find("too few rows to calibrate") == 0);
  CHECK(status_of([] { Asked("world-model-gap", {{"features", json::array{}}, {"position", false}}); }) == OPH_INVALID_ARGUMENT);
  CHECK(claim_of(few.scenario).threshold == 0.25);
}

TEST_CASE("cognitive-inertia takes the larger of shortfall and rejection") {
  const auto result = [](const std::vector<double>& expected, const std::vector<double>& observed, const std::vector<std::uint8_t>& success,
                         ScoreCapture& out) {
    Asked asked("cognitive-inertia", {{"expected", "wanted"}, {"observed", "came"}});
    const auto claim = claim_of(asked.scenario);
    CHECK(claim.comparator == OPH_LT);
    CHECK(claim.threshold == 0.8);
    CHECK(fields_of(asked.scenario).size() == 2);
    TableData table(expected.size());
    table.booleans("host.success", success).numbers("wanted", expected).validity(success).numbers("came", observed).validity(success);
    const auto failed = static_cast<std::uint64_t>(std::count(success.begin(), success.end(), 0));
    score(asked.scenario, table, expected.size(), failed, out);
    return out.observed.at(0);
  };
  const std::vector<double> ones(12, 1.0);
  ScoreCapture slow, refusing, idle, few;
  CHECK(result(ones, std::vector<double>(12, -0.25), std::vector<std::uint8_t>(12, 1), slow) == 0.75);
  CHECK_FALSE(slow.inconclusive.has_value());
  CHECK(slow.attached.size() == 4);
  std::vector<std::uint8_t> refused(12, 0);
  refused[0] = 1;
  CHECK(result(ones, ones, refused, refusing) == doctest::Approx(11.0 / 12));
  CHECK_FALSE(refusing.inconclusive.has_value());
  CHECK(result({}, {}, {}, idle) != result({}, {}, {}, few));  // NaN: nothing was run
  CHECK(idle.inconclusive.has_value());
  CHECK(find(idle.evidence.rows(), "stagnation").undefined());
}
