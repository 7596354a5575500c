// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "golden.hpp"
#include "streaming.hpp"

using namespace ophamin::test;

namespace {

const oph_component_t* spc() { return shipped("observability", OPH_PILLAR, "O.spc"); }

std::vector<Row> individuals(const std::vector<double>& values, const json::object& params = {}) {
  FakeHost host;
  Instance<oph_pillar_t> pillar(spc(), host, params);
  TableData table(values.size());
  table.numbers("value", values);
  return compute(pillar, table);
}

std::vector<double> wave(std::size_t n) {
  std::vector<double> x(n);
  for (std::size_t i = 0; i < n; ++i) x[i] = std::sin(static_cast<double>(i) * 1.7) + (i % 23 == 5 ? 4.0 : 0.0) + (i > 60 ? 0.8 : 0.0);
  return x;
}

}  // namespace

TEST_CASE("a stream gives the evidence of the whole table, however it is cut") {
  const auto values = wave(200);
  for (const auto& params : {json::object{{"center", 0.1}, {"sigma", 0.9}}, json::object{{"baseline", 40}},
                             json::object{{"baseline", 40}, {"window_rule", "completing_point"}, {"list_limit", 3}}}) {
    const auto whole = individuals(values, params);
    REQUIRE(whole.front().value > 3);
    FakeHost host;
    Instance<oph_pillar_t> pillar(spc(), host, params);
    const auto first = stream_values(pillar, values, 1);
    const auto second = stream_values(pillar, values, 33);  // begin forgets the first
    const auto third = stream_values(pillar, values, 1000);
    CHECK(same_evidence(first.rows, whole));
    CHECK(same_evidence(second.rows, whole));
    CHECK(same_evidence(third.rows, whole));
    CHECK(first.events == second.events);
    CHECK(first.events == third.events);
    CHECK(!first.events.empty());
    CHECK(std::is_sorted(first.events.begin(), first.events.end(), [](const Event& a, const Event& b) { return a.row < b.row; }));
    for (const auto& event : first.events) CHECK(event.value == values.at(event.row));
  }
}

namespace {

// The rules as they are told: of each point, one window at a time.
bool fires(int rule, const std::vector<double>& x, std::size_t i, bool completing) {
  if (rule == 1) return std::fabs(x[i]) > 3.0;
  for (const double side : {1.0, -1.0}) {
    const auto beyond = [&](std::size_t width, double limit) {
      std::size_t count = 0;
      for (std::size_t k = i + 1 - width; k <= i; ++k) count += x[k] * side > limit ? 1 : 0;
      return count;
    };
    const bool last2 = !completing || x[i] * side > 2.0, last1 = !completing || x[i] * side > 1.0;
    if (rule == 2 && i >= 2 && last2 && beyond(3, 2.0) >= 2) return true;
    if (rule == 3 && i >= 4 && last1 && beyond(5, 1.0) >= 4) return true;
    if (rule == 4 && i >= 7 && beyond(8, 0.0) == 8) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("rules that work on blocks of points find what each window by itself shows") {
  std::vector<double> x;
  for (int i = 0; i < 1500; ++i) {
    // Runs on either side, points on the centre line and on the limits of the zones.
    const double level = i / 97 % 3 == 0 ? 0.9 : i / 97 % 3 == 1 ? -0.8 : 0.0;
    const double value = level + 1.6 * std::sin(i * 12.9898) + 0.9 * std::cos(i * 78.233);
    x.push_back(i % 41 == 0 ? 0.0 : i % 53 == 0 ? std::round(value) : value);
  }
  for (const char* reading : {"window", "completing_point"}) {
    const auto rows = individuals(x, {{"center", 0.0}, {"sigma", 1.0}, {"window_rule", reading}});
    for (int rule = 1; rule <= 4; ++rule) {
      json::array expected;
      for (std::size_t i = 0; i < x.size(); ++i) {
        if (fires(rule, x, i, std::string_view(reading) == "completing_point")) expected.push_back(i);
      }
      CHECK(!expected.empty());
      CHECK(rows.front().detail.at("violations").at("rule" + std::to_string(rule)) == expected);
    }
  }
  // However few points a series has, and wherever a block ends.
  for (std::size_t size = 1; size <= 130; ++size) {
    const std::vector<double> start(size, 2.5);
    const auto rows = individuals(start, {{"center", 0.0}, {"sigma", 1.0}});
    const auto count = [&](const char* rule) { return rows.front().detail.at("counts").at(rule).to_number<std::size_t>(); };
    CHECK(count("rule1") == 0);
    CHECK(count("rule2") == (size < 3 ? 0 : size - 2));
    CHECK(count("rule3") == (size < 5 ? 0 : size - 4));
    CHECK(count("rule4") == (size < 8 ? 0 : size - 7));
  }
}

TEST_CASE("events name what fired") {
  FakeHost host;
  Instance<oph_pillar_t> pillar(spc(), host, json::object{{"center", 0.0}, {"sigma", 1.0}});
  const auto streamed = stream_values(pillar, {0.1, 3.5, 2.5, 0.0, -1.0}, 2);
  CHECK(streamed.events == std::vector<Event>{{1, "beyond_limits", 3.5}, {1, "rule1", 3.5}, {2, "rule2", 2.5}, {3, "rule2", 0.0}});
}

TEST_CASE("a stream needs limits that do not depend on its end") {
  FakeHost host;
  for (const auto& params : {json::object{}, json::object{{"chart", "xbar_r"}, {"baseline", 3}}}) {
    Instance<oph_pillar_t> pillar(spc(), host, params);
    CHECK(status_of([&] { call([&](oph_error_t* error) { return pillar->begin(pillar.raw(), error); }); }) == OPH_UNSUPPORTED);
  }
}

TEST_CASE("parameters that do not go together are refused") {
  FakeHost host;
  for (const auto& params : {json::object{{"center", 1.0}}, json::object{{"sigma", 1.0}}, json::object{{"baseline", 1}},
                             json::object{{"center", 1.0}, {"sigma", 1.0}, {"baseline", 5}}}) {
    CHECK(status_of([&] { Instance<oph_pillar_t>(spc(), host, params); }) == OPH_INVALID_ARGUMENT);
  }
}

TEST_CASE("too little or unusable data is undefined, never a number") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  const auto undefined = [](const std::vector<double>& x, const json::object& params, std::uint64_t needed, std::uint64_t found) {
    const auto rows = individuals(x, params);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].undefined());
    CHECK(rows[0].needed == needed);
    CHECK(rows[0].found == found);
    CHECK(!rows[0].reason.empty());
  };
  undefined({}, {}, 2, 0);
  undefined({1.0}, {}, 2, 1);
  undefined({}, {{"center", 0.0}, {"sigma", 1.0}}, 1, 0);
  undefined({1.0, 2.0, 3.0}, {{"baseline", 4}}, 4, 3);
  undefined({1.0, nan, 3.0}, {}, 3, 2);
  undefined({1.0, 2.0, infinity}, {{"baseline", 2}}, 3, 2);
  undefined({nan}, {{"center", 0.0}, {"sigma", 1.0}}, 1, 0);
}

TEST_CASE("limits beyond the numbers are none, with whatever they were fitted to") {
  std::vector<double> x;
  for (int i = 0; i < 60; ++i) x.push_back(i % 2 == 0 ? 1.7e308 : -1.7e308);
  for (const auto& params : {json::object{}, json::object{{"baseline", 20}}, json::object{{"center", 1e308}, {"sigma", 1e308}}}) {
    const auto rows = individuals(x, params);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].undefined());
    CHECK(rows[0].found == 60);
    CHECK(rows[0].reason.find("scale the values") != std::string::npos);
  }
  FakeHost host;
  Instance<oph_pillar_t> pillar(spc(), host, json::object{{"baseline", 20}});
  const auto streamed = stream_values(pillar, x, 7);
  CHECK(same_evidence(streamed.rows, individuals(x, {{"baseline", 20}})));
  CHECK(streamed.events.empty());

  Instance<oph_pillar_t> groups(spc(), host, json::object{{"chart", "xbar_r"}});
  TableData table(60);
  std::vector<std::int64_t> labels;
  for (int i = 0; i < 60; ++i) labels.push_back(i / 4);
  table.numbers("value", x).integers("subgroup", labels);
  CHECK(compute(groups, table).front().undefined());
}

TEST_CASE("one row is enough for known limits, ties and constants are no violation") {
  CHECK(individuals({5.0}, {{"center", 0.0}, {"sigma", 1.0}}).front().value == 1.0);
  const auto ties = individuals({2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0});
  CHECK(ties.front().value == 0.0);
  CHECK(find(ties, "sigma_hat").value == 0.0);
}

TEST_CASE("with a constant baseline whatever differs is out of control") {
  const auto rows = individuals({1.0, 1.0, 1.0, 1.0, 1.5}, {{"baseline", 4}});
  CHECK(find(rows, "out_of_control").value == 1.0);
  CHECK(rows.front().detail.at("special") == json::array{4});
}

TEST_CASE("missing cells are left out, and indices stay those of the rows") {
  FakeHost host;
  Instance<oph_pillar_t> pillar(spc(), host, json::object{{"center", 0.0}, {"sigma", 1.0}});
  TableData table(5);
  table.numbers("value", {0.1, 99.0, 0.2, 4.0, -0.3}).validity({1, 0, 1, 1, 1});
  const auto rows = compute(pillar, table);
  CHECK(rows.front().detail.at("special") == json::array{3});
  CHECK(rows.front().detail.at("missing") == 1);
  CHECK(rows.front().detail.at("points") == 4);
}

TEST_CASE("the chart's own limits follow sigma_limit, the rules do not") {
  const auto rows = individuals({2.5, 0.0, -2.5, 0.0}, {{"center", 0.0}, {"sigma", 1.0}, {"sigma_limit", 2.0}});
  CHECK(find(rows, "ucl").value == 2.0);
  CHECK(rows.front().detail.at("out_of_control") == json::array{0, 2});
  CHECK(rows.front().detail.at("violations").at("rule1") == json::array{});
}

TEST_CASE("lists stop at their limit, counts do not") {
  std::vector<double> values(50, 9.0);
  const auto rows = individuals(values, {{"center", 0.0}, {"sigma", 1.0}, {"list_limit", 4}});
  CHECK(rows.front().value == 50.0);
  CHECK(rows.front().detail.at("special").as_array().size() == 4);
  CHECK(rows.front().detail.at("counts").at("rule1") == 50);
  CHECK(rows.front().detail.at("counts").at("common") == 0);
}

TEST_CASE("a large offset costs no digits") {
  auto values = wave(100);
  const auto small = individuals(values);
  for (auto& x : values) x = std::round(x * 1024.0) / 1024.0;
  const auto exact = individuals(values);
  for (auto& x : values) x += 1e9;
  const auto large = individuals(values);
  CHECK(find(large, "mr_bar").value == doctest::Approx(find(exact, "mr_bar").value).epsilon(1e-12));
  CHECK(find(large, "center").value - 1e9 == doctest::Approx(find(exact, "center").value).epsilon(1e-6));
  CHECK(large.front().detail.at("violations") == exact.front().detail.at("violations"));
  CHECK(small.front().value > 0);
}

TEST_CASE("subgroups are told apart by their labels, of any type") {
  const std::vector<double> values{1.0, 5.0, 2.0, 6.0, 3.0, 7.0};
  const auto means = [&](auto add) {
    FakeHost host;
    Instance<oph_pillar_t> pillar(spc(), host, json::object{{"chart", "xbar_r"}});
    TableData table(values.size());
    table.numbers("value", values);
    add(table);
    return compute(pillar, table).front().detail.at("subgroup_mean");
  };
  const json::array expected{2.0, 6.0};
  CHECK(means([](TableData& t) { t.texts("subgroup", {"a", "b", "a", "b", "a", "b"}); }) == expected);
  CHECK(means([](TableData& t) { t.numbers("subgroup", {0.0, 1.0, -0.0, 1.0, 0.0, 1.0}); }) == expected);
  CHECK(means([](TableData& t) { t.booleans("subgroup", {1, 0, 1, 0, 1, 0}); }) == expected);
  CHECK(means([](TableData& t) { t.integers("subgroup", {7, -7, 7, -7, 7, -7}); }) == expected);
}

TEST_CASE("xbar_r says what it lacks") {
  FakeHost host;
  Instance<oph_pillar_t> pillar(spc(), host, json::object{{"chart", "xbar_r"}});
  TableData bare(2);
  bare.numbers("value", {1.0, 2.0});
  CHECK(status_of([&] { compute(pillar, bare); }) == OPH_MISSING_ROLE);

  const auto reason = [&](std::size_t rows, std::size_t size) {
    std::vector<double> values(rows, 1.0);
    std::vector<std::int64_t> labels(rows);
    for (std::size_t i = 0; i < rows; ++i) labels[i] = static_cast<std::int64_t>(i / size);
    TableData table(rows);
    table.numbers("value", values).integers("subgroup", labels);
    Instance<oph_pillar_t> fresh(spc(), host, json::object{{"chart", "xbar_r"}});
    const auto found = compute(fresh, table);
    REQUIRE(found.size() == 1);
    CHECK(found[0].undefined());
    return found[0].reason;
  };
  CHECK(reason(0, 1) == "no subgroup");
  CHECK(reason(3, 1) == "a range needs two values in a subgroup");
  CHECK(reason(22, 11) == "d2 and d3 are tabulated for subgroups of 2 to 10 values");
}

TEST_CASE("a refused row ends the computation with the host's status") {
  FakeHost host;
  Instance<oph_pillar_t> pillar(spc(), host);
  TableData table(3);
  table.numbers("value", {1.0, 2.0, 3.0});
  EvidenceCapture evidence;
  evidence.refuse = true;
  CHECK(status_of([&] { call([&](oph_error_t* e) { return pillar->compute(pillar.raw(), table.raw(), evidence.raw(), e); }); }) == OPH_LIMIT);
}
