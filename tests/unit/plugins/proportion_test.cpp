// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "golden.hpp"

using namespace ophamin::test;

namespace {

const oph_component_t* proportion() { return shipped("statistics", OPH_PILLAR, "stats.proportion"); }

Row counted(std::int64_t successes, std::int64_t trials, double level = 0.95) {
  FakeHost host;
  Instance<oph_pillar_t> pillar(proportion(), host, json::object{{"level", level}});
  TableData table(1);
  table.integers("successes", {successes}).integers("trials", {trials});
  const auto rows = compute(pillar, table);
  REQUIRE(rows.size() == 1);
  return rows.front();
}

const GoldenMethod kProportion("stats.proportion", "basics");

}  // namespace

TEST_CASE("stats.proportion meets the golden values") {
  GoldenReport report(kProportion);
  for (const auto& golden_case : report.cases()) {
    const auto& input = golden_case.at("input");
    if (input.at("function").as_string() != "wilson_ci") continue;
    const auto successes = input.at("successes").to_number<std::int64_t>();
    const auto trials = input.at("n").to_number<std::int64_t>();
    const auto level = to_double(input.at("level"));
    if (successes > trials) {
      report.refused(golden_case, status_of([&] { counted(successes, trials, level); }) == OPH_INVALID_ARGUMENT);
      continue;
    }
    const auto row = counted(successes, trials, level);
    if (is_undefined(golden_case)) {
      report.undefined(golden_case, {row});
      CHECK_FALSE(row.has_ci());
      continue;
    }
    report.meets(golden_case,
                 json::object{{"estimate", row.value}, {"lower", row.ci_low}, {"upper", row.ci_high}, {"center", row.detail.at("center")}});
  }
  report.finish();
}

TEST_CASE("known Wilson intervals") {
  struct Known {
    std::int64_t k, n;
    double low, high;
  };
  for (const auto& [k, n, low, high] : {Known{0, 10, 0.0, 0.2775327999}, Known{5, 10, 0.2365930905, 0.7634069095},
                                        Known{7, 50, 0.0695083343, 0.2618619371}, Known{90, 100, 0.8256343385, 0.9447708629}}) {
    const auto row = counted(k, n);
    CHECK(row.ci_low == doctest::Approx(low).epsilon(1e-9));
    CHECK(row.ci_high == doctest::Approx(high).epsilon(1e-9));
  }
}

TEST_CASE("intervals stay within 0 and 1, and enclose the share") {
  for (std::int64_t n : {1, 2, 3, 10, 29, 1000, 1'000'000'000}) {
    for (std::int64_t k : {std::int64_t{0}, std::int64_t{1}, n / 2, n - 1, n}) {
      for (double level : {0.5, 0.95, 0.999999}) {
        const auto row = counted(k, n, level);
        CHECK(row.ci_low >= 0.0);
        CHECK(row.ci_low <= row.value);
        CHECK(row.value <= row.ci_high);
        CHECK(row.ci_high <= 1.0);
      }
    }
  }
}

TEST_CASE("trials come as booleans, integers or numbers; missing ones are counted beside") {
  FakeHost host;
  const auto run = [&](auto add) {
    Instance<oph_pillar_t> pillar(proportion(), host);
    TableData table(4);
    add(table);
    table.validity({1, 1, 0, 1});
    return compute(pillar, table).front();
  };
  for (const auto& row : {run([](TableData& t) { t.booleans("success", {1, 0, 1, 1}); }),
                          run([](TableData& t) { t.integers("success", {1, 0, 77, 1}); }),
                          run([](TableData& t) { t.numbers("success", {1.0, 0.0, 0.5, 1.0}); })}) {
    CHECK(row.value == doctest::Approx(2.0 / 3.0));
    CHECK(row.detail.at("trials") == 3);
    CHECK(row.detail.at("missing") == 1);
  }
}

TEST_CASE("a trial is 0 or 1 and nothing else") {
  FakeHost host;
  for (const double wrong : {0.5, -1.0, 2.0, std::nan("")}) {
    Instance<oph_pillar_t> pillar(proportion(), host);
    TableData table(2);
    table.numbers("success", {1.0, wrong});
    CHECK(status_of([&] { compute(pillar, table); }) == OPH_INVALID_ARGUMENT);
  }
  CHECK(status_of([&] { counted(-1, 4); }) == OPH_INVALID_ARGUMENT);
}

TEST_CASE("roles that do not go together are named") {
  FakeHost host;
  Instance<oph_pillar_t> pillar(proportion(), host);
  TableData half(1);
  half.integers("successes", {1});
  CHECK(status_of([&] { compute(pillar, half); }) == OPH_MISSING_ROLE);
}

TEST_CASE("a stream gives what the whole table gives") {
  FakeHost host;
  std::vector<std::uint8_t> trials;
  for (int i = 0; i < 137; ++i) trials.push_back(i % 3 == 0 ? 1 : 0);
  Instance<oph_pillar_t> pillar(proportion(), host);
  TableData whole(trials.size());
  whole.booleans("success", trials);
  const auto expected = compute(pillar, whole);
  for (const std::size_t chunk : {1u, 10u, 500u}) {
    EvidenceCapture evidence;
    EventCapture events;
    call([&](oph_error_t* error) { return pillar->begin(pillar.raw(), error); });
    for (std::size_t at = 0; at < trials.size(); at += chunk) {
      const auto end = std::min(trials.size(), at + chunk);
      TableData part(end - at);
      part.booleans("success", {trials.begin() + static_cast<std::ptrdiff_t>(at), trials.begin() + static_cast<std::ptrdiff_t>(end)});
      call([&](oph_error_t* error) { return pillar->update(pillar.raw(), part.raw(), events.raw(), error); });
    }
    call([&](oph_error_t* error) { return pillar->finish(pillar.raw(), evidence.raw(), error); });
    const auto rows = evidence.rows();
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].value == expected[0].value);
    CHECK(rows[0].ci_low == expected[0].ci_low);
    CHECK(rows[0].detail == expected[0].detail);
  }
}
