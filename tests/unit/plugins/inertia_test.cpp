// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "golden.hpp"

using namespace ophamin::test;

namespace {

const oph_component_t* inertia() { return shipped("diagnostics", OPH_PILLAR, "diagnostics.inertia"); }

std::vector<Row> run(TableData& table, const json::object& params = {}) {
  FakeHost host;
  Instance<oph_pillar_t> pillar(inertia(), host, params);
  return compute(pillar, table);
}

std::vector<Row> run(const std::vector<double>& expected, const std::vector<double>& observed, const std::vector<std::uint8_t>& accepted,
                     const json::object& params = {}) {
  TableData table(expected.size());
  table.numbers("expected_shift", expected).numbers("observed_shift", observed);
  if (!accepted.empty()) table.booleans("accepted", accepted);
  return run(table, params);
}

}  // namespace

TEST_CASE("inertia is what the shifts fall short by") {
  const auto rows = run({1.0, 2.0, 4.0, 0.0}, {0.5, 3.0, 1.0, 7.0}, {1, 1, 0, 1});
  // Ratios 0.5, 1, 0.25; the event that asks for nothing has none.
  CHECK(find(rows, "bayesian_adaptation_rate").value == doctest::Approx(1.75 / 3));
  CHECK(find(rows, "inertia_index").value == doctest::Approx(1.25 / 3));
  CHECK(find(rows, "defensive_rejection_rate").value == 0.25);
  CHECK(find(rows, "balance").value == doctest::Approx(1.75 / 3 - 0.25));
  const auto& detail = rows.front().detail;
  CHECK(rows.front().statistic == "inertia_index");
  CHECK(detail.at("n") == 4);
  CHECK(detail.at("n_shifts") == 3);
  CHECK(detail.at("rejected") == 1);
  CHECK(detail.at("adaptation") == detail.at("bayesian_adaptation_rate"));
  CHECK(detail.at("stagnant") == false);
  CHECK(detail.at("mean_evidence_strength").is_null());
}

TEST_CASE("stagnant from the threshold on, by inertia or by rejection") {
  const auto stagnant = [](const std::vector<Row>& rows) { return rows.front().detail.at("stagnant"); };
  CHECK(stagnant(run({1, 1}, {0.25, 0.25}, {}, {{"stagnant_threshold", 0.75}})) == true);
  CHECK(stagnant(run({1, 1}, {0.25, 0.26}, {}, {{"stagnant_threshold", 0.75}})) == false);
  CHECK(stagnant(run({1, 1, 1, 1, 1}, {1, 1, 1, 1, 1}, {0, 0, 0, 0, 1})) == true);
  CHECK(stagnant(run({0, 0}, {1, 1}, {1, 1})).is_null());  // nobody asked for a shift
  CHECK(stagnant(run({0, 0}, {1, 1}, {0, 0})) == true);
}

TEST_CASE("what there is none of is undefined, not 1 and not 0") {
  const auto none = run({}, {}, {});
  REQUIRE(none.size() == 4);
  for (const auto& row : none) {
    CHECK(row.undefined());
    CHECK(row.needed == 1);
    CHECK(!row.reason.empty());
  }
  CHECK(none.front().detail.at("stagnant").is_null());
  const auto no_shift = run({0.0, 0.0}, {1.0, 1.0}, {1, 0});
  CHECK(find(no_shift, "inertia_index").undefined());
  CHECK(find(no_shift, "balance").undefined());
  CHECK(find(no_shift, "defensive_rejection_rate").value == 0.5);
}

TEST_CASE("a rejected event need not have shifts") {
  TableData table(3);
  table.numbers("expected_shift", {1, 0, 1}).validity({1, 0, 1}).numbers("observed_shift", {1, 0, 0}).validity({1, 0, 1});
  table.booleans("accepted", {1, 0, 1}).numbers("evidence_strength", {1, 0, 4}).validity({1, 0, 1});
  const auto rows = run(table);
  CHECK(find(rows, "inertia_index").value == 0.5);
  CHECK(find(rows, "defensive_rejection_rate").value == doctest::Approx(1.0 / 3));
  CHECK(rows.front().detail.at("incomplete") == 1);
  CHECK(to_double(rows.front().detail.at("mean_evidence_strength")) == 2.5);
}

TEST_CASE("without a column that says it, the events that have shifts were accepted") {
  TableData table(3);
  table.numbers("expected_shift", {1, 2, 4}).validity({1, 0, 1}).numbers("observed_shift", {1, 1, 1}).validity({1, 1, 0});
  const auto rows = run(table);
  CHECK(find(rows, "defensive_rejection_rate").value == 0.0);
  CHECK(find(rows, "inertia_index").value == 0.0);
  CHECK(rows.front().detail.at("n_judged") == 1);
  CHECK(rows.front().detail.at("incomplete") == 2);
  TableData nothing(2);
  nothing.numbers("expected_shift", {1, 2}).validity({0, 0}).numbers("observed_shift", {1, 1});
  for (const auto& row : run(nothing)) CHECK(row.undefined());
}

TEST_CASE("all events alike, all accepted or all rejected") {
  const std::vector<double> shifts(1000, 0.1);
  CHECK(run(shifts, shifts, {}).front().value == 0.0);
  CHECK(run(shifts, std::vector<double>(1000, 0.0), {}).front().value == 1.0);
  const auto rejected = run(shifts, shifts, std::vector<std::uint8_t>(1000, 0));
  CHECK(find(rejected, "defensive_rejection_rate").value == 1.0);
  CHECK(find(rejected, "balance").value == 0.0);
  // One that is shifted among a thousand that are not.
  auto one = std::vector<double>(1000, 0.0);
  one[999] = 0.1;
  CHECK(run(shifts, one, {}).front().value == doctest::Approx(0.999).epsilon(1e-14));
}

TEST_CASE("a strength of evidence is a number of at least 0") {
  const auto with = [](double strength) {
    TableData table(2);
    table.numbers("expected_shift", {1, 1}).numbers("observed_shift", {1, 1}).numbers("evidence_strength", {1.0, strength});
    return run(table);
  };
  CHECK(to_double(with(2.0).front().detail.at("mean_evidence_strength")) == 1.5);
  CHECK(status_of([&] { with(-1.0); }) == OPH_INVALID_ARGUMENT);
  for (const double bad : {std::nan(""), HUGE_VAL}) {
    for (const auto& row : with(bad)) {
      CHECK(row.undefined());
      CHECK(row.reason == "1 shift or strength is not finite");
    }
  }
}

TEST_CASE("shifts below 0 are refused with their row, those that are not finite leave nothing") {
  try {
    run({1, 1}, {1, -0.5}, {});
    FAIL("accepted");
  } catch (const CallFailed& failed) {
    CHECK(failed.status == OPH_INVALID_ARGUMENT);
    CHECK(std::string(failed.what()).find("row 1: expected a number of at least 0, found -0.5") != std::string::npos);
  }
  for (const double bad : {std::nan(""), HUGE_VAL}) {
    const auto rows = run({1, bad, 1}, {1, 1, 1}, {});
    for (const auto& row : rows) {
      CHECK(row.undefined());
      CHECK(row.needed == 3);
      CHECK(row.found == 2);
    }
  }
  TableData flags(1);
  flags.numbers("expected_shift", {1}).numbers("observed_shift", {1}).numbers("accepted", {0.5});
  CHECK(status_of([&] { run(flags); }) == OPH_INVALID_ARGUMENT);
}

TEST_CASE("neither units nor order matter, and tiny or huge shifts do no harm") {
  const std::vector<double> expected{1, 2, 3, 4, 5, 6}, observed{0.1, 2, 1, 9, 4.5, 0.3};
  auto more = expected;
  auto larger = observed;
  for (double& x : more) x *= 1e150;
  for (double& x : larger) x *= 1e150;
  const double plain = run(expected, observed, {}).front().value;
  CHECK(run(more, larger, {}).front().value == doctest::Approx(plain).epsilon(1e-14));
  CHECK(run({6, 5, 4, 3, 2, 1}, {0.3, 4.5, 9, 1, 2, 0.1}, {}).front().value == doctest::Approx(plain).epsilon(1e-14));
  CHECK(run({1e-320}, {1e300}, {}).front().value == 0.0);
  CHECK(run({1e300}, {1e-320}, {}).front().value == 1.0);
  // 1 - adaptation would be 0.
  CHECK(run({1.0}, {std::nextafter(1.0, 0.0)}, {}).front().value == doctest::Approx(1.1102230246251565e-16));
}

TEST_CASE("a stream of events gives the same evidence, however it is cut") {
  std::vector<double> expected, observed;
  std::vector<std::uint8_t> accepted;
  for (int i = 0; i < 500; ++i) {
    expected.push_back(1.0 + i % 7);
    observed.push_back(std::fabs(std::sin(i)) * 6);
    accepted.push_back(i % 11 == 3 ? 0 : 1);
  }
  const auto whole = run(expected, observed, accepted);
  FakeHost host;
  Instance<oph_pillar_t> pillar(inertia(), host);
  for (const std::size_t chunk : {1u, 64u, 1000u}) {
    EventCapture events;
    EvidenceCapture evidence;
    call([&](oph_error_t* error) { return pillar->begin(pillar.raw(), error); });
    for (std::size_t at = 0; at < expected.size(); at += chunk) {
      const auto end = std::min(expected.size(), at + chunk);
      const auto part = [&](const auto& list) {
        return std::vector(list.begin() + static_cast<std::ptrdiff_t>(at), list.begin() + static_cast<std::ptrdiff_t>(end));
      };
      TableData table(end - at);
      table.numbers("expected_shift", part(expected)).numbers("observed_shift", part(observed)).booleans("accepted", part(accepted));
      call([&](oph_error_t* error) { return pillar->update(pillar.raw(), table.raw(), events.raw(), error); });
    }
    call([&](oph_error_t* error) { return pillar->finish(pillar.raw(), evidence.raw(), error); });
    const auto rows = evidence.rows();
    REQUIRE(rows.size() == whole.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      CHECK(rows[i].value == whole[i].value);
      CHECK(rows[i].detail == whole[i].detail);
    }
  }
}
