// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "golden.hpp"

using namespace ophamin::test;

namespace {

const oph_component_t* cma() { return shipped("synthesis", OPH_PILLAR, "I.cma"); }

struct Studies {
  std::vector<double> effect, variance;
};

// Numbers between 0 and 1 without any pattern that matters.
double spread(std::size_t i) {
  const double x = std::sin(static_cast<double>(i) * 12.9898) * 43758.5453;
  return x - std::floor(x);
}

Studies scattered(std::size_t n, double between = 0.3) {
  Studies out;
  for (std::size_t i = 0; i < n; ++i) {
    out.effect.push_back(0.2 + between * (spread(i) - 0.5) + 0.3 * (spread(i + 1000) - 0.5));
    out.variance.push_back(0.005 + 0.1 * spread(i + 5000));
  }
  return out;
}

std::vector<Row> pooled(const Studies& studies, const json::object& params = {}) {
  TableData table(studies.effect.size());
  table.numbers("effect", studies.effect).numbers("variance", studies.variance);
  FakeHost host;
  Instance<oph_pillar_t> pillar(cma(), host, params);
  return compute(pillar, table);
}

double member(const std::vector<Row>& rows, std::string_view key) { return to_double(rows.front().detail.at(key)); }

struct Streamed {
  std::vector<Row> rows;
  std::vector<Event> events;
};

Streamed stream(Instance<oph_pillar_t>& pillar, const Studies& studies, std::size_t chunk) {
  EventCapture events;
  EvidenceCapture evidence;
  call([&](oph_error_t* error) { return pillar->begin(pillar.raw(), error); });
  for (std::size_t at = 0; at < studies.effect.size(); at += chunk) {
    const auto end = std::min(studies.effect.size(), at + chunk);
    const auto part = [&](const std::vector<double>& x) {
      return std::vector<double>(x.begin() + static_cast<std::ptrdiff_t>(at), x.begin() + static_cast<std::ptrdiff_t>(end));
    };
    TableData table(end - at);
    table.numbers("effect", part(studies.effect)).numbers("variance", part(studies.variance));
    call([&](oph_error_t* error) { return pillar->update(pillar.raw(), table.raw(), events.raw(), error); });
  }
  call([&](oph_error_t* error) { return pillar->finish(pillar.raw(), evidence.raw(), error); });
  return {evidence.rows(), events.events};
}

bool same(const std::vector<Row>& a, const std::vector<Row>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].statistic != b[i].statistic || a[i].flags != b[i].flags || a[i].value != b[i].value || a[i].ci_low != b[i].ci_low ||
        a[i].p_value != b[i].p_value || a[i].reason != b[i].reason || a[i].detail != b[i].detail) {
      return false;
    }
  }
  return true;
}

const json::object kModels[] = {{},
                                {{"random_effects", false}},
                                {{"tau2_fixed_after", 7}},
                                {{"tau2_method", "paule_mandel"}, {"interval", "hartung_knapp"}},
                                {{"tau2_method", "reml"}, {"list_limit", 5}},
                                {{"tau2_fixed_after", 12}, {"tau2_method", "reml"}, {"interval", "hartung_knapp_ad_hoc"}},
                                {{"trajectory", false}}};

}  // namespace

TEST_CASE("known pools") {
  const auto fixed = pooled({{2, 4}, {1, 1}}, {{"random_effects", false}});
  CHECK(fixed.front().value == doctest::Approx(3.0));
  CHECK(member(fixed, "variance") == doctest::Approx(0.5));
  CHECK(fixed.front().detail.at("model") == "fixed");

  const auto random = pooled({{0, 1, 2, 3}, {0.01, 0.01, 0.01, 0.01}});
  CHECK(random.front().value == doctest::Approx(1.5));
  CHECK(member(random, "q") == doctest::Approx(500.0));
  CHECK(member(random, "tau2") == doctest::Approx(1.6566666666666667));
  CHECK(member(random, "i_squared") == doctest::Approx(99.4));
  CHECK(member(random, "variance") == doctest::Approx(0.41666666666666667));
  CHECK(find(random, "tau2").value == member(random, "tau2"));
  CHECK(find(random, "i_squared").value == member(random, "i_squared"));
}

TEST_CASE("a negative estimate of tau squared is 0 before it weighs anything") {
  // Equal effects and variances make the plain moment estimate minus the variance, and weights infinite.
  const auto rows = pooled({{0.4, 0.4, 0.4}, {0.1, 0.1, 0.1}});
  CHECK(member(rows, "tau2") == 0.0);
  CHECK(rows.front().value == doctest::Approx(0.4));
  CHECK(member(rows, "variance") == doctest::Approx(0.1 / 3));
  // Nowhere is the interval of the random-effects model narrower than that of the fixed-effect model.
  const auto mild = scattered(40, 0.0);
  const auto random = pooled(mild).front().detail.at("trajectory").at("ci_width").as_array();
  const auto fixed = pooled(mild, {{"random_effects", false}}).front().detail.at("trajectory").at("ci_width").as_array();
  for (std::size_t k = 0; k < fixed.size(); ++k) CHECK(to_double(random[k]) >= to_double(fixed[k]) * (1 - 1e-14));
}

TEST_CASE("a stream gives the evidence of the whole table, however it is cut") {
  const auto studies = scattered(40);
  for (const auto& params : kModels) {
    CAPTURE(json::serialize(params));
    const auto whole = pooled(studies, params);
    REQUIRE(!whole.front().undefined());
    FakeHost host;
    Instance<oph_pillar_t> pillar(cma(), host, params);
    const auto first = stream(pillar, studies, 1);
    const auto second = stream(pillar, studies, 7);  // begin forgets the first
    CHECK(same(first.rows, whole));
    CHECK(same(second.rows, whole));
    CHECK(first.events == second.events);
    CHECK(first.events.empty() == params.contains("trajectory"));
  }
}

TEST_CASE("each step of the trajectory is the analysis of the studies so far") {
  const auto studies = scattered(25);
  for (const auto& params : {kModels[0], kModels[1], kModels[3], json::object{{"tau2_method", "reml"}}}) {
    const auto steps = pooled(studies, params).front().detail.at("trajectory").as_object();
    for (std::size_t k = 1; k <= studies.effect.size(); ++k) {
      const auto end = static_cast<std::ptrdiff_t>(k);
      const auto alone = pooled({{studies.effect.begin(), studies.effect.begin() + end}, {studies.variance.begin(), studies.variance.begin() + end}}, params);
      for (const auto* name : {"estimate", "variance", "ci_low", "ci_high", "tau2", "q", "i_squared", "ci_width"}) {
        CHECK(to_double(steps.at(name).at(k - 1)) == member(alone, name));
      }
      CHECK(steps.at("significant").at(k - 1) == alone.front().detail.at("significant"));
      CHECK(steps.at("k").at(k - 1) == k);
    }
  }
}

TEST_CASE("a frozen tau squared stays, and its running pool is the pool of all studies") {
  const auto studies = scattered(30, 1.5);
  const auto rows = pooled(studies, {{"tau2_fixed_after", 9}});
  const auto& detail = rows.front().detail;
  CHECK(detail.at("tau2_frozen_at") == 9);
  const auto& tau2 = detail.at("trajectory").at("tau2").as_array();
  const double frozen = to_double(tau2[8]);
  CHECK(frozen > 0.0);
  for (std::size_t k = 8; k < tau2.size(); ++k) CHECK(to_double(tau2[k]) == frozen);
  CHECK(to_double(tau2[7]) != frozen);
  double weight = 0.0, moment = 0.0;
  for (std::size_t i = 0; i < studies.effect.size(); ++i) {
    const double w = 1.0 / (studies.variance[i] + frozen);
    weight += w;
    moment += w * studies.effect[i];
  }
  CHECK(rows.front().value == doctest::Approx(moment / weight).epsilon(1e-12));
  CHECK(member(rows, "variance") == doctest::Approx(1.0 / weight).epsilon(1e-12));
  // Two studies are the fewest that say anything about it; before there are enough it is not frozen.
  CHECK(pooled(studies, {{"tau2_fixed_after", 1}}).front().detail.at("tau2_frozen_at") == 2);
  CHECK(pooled(studies, {{"tau2_fixed_after", 31}}).front().detail.at("tau2_frozen_at").is_null());
  // A frozen value has no interval: the studies that it came from are forgotten.
  CHECK_FALSE(find(rows, "tau2").has_ci());
}

TEST_CASE("when the conclusion became what it is") {
  const auto milestones = [](const Studies& studies) {
    const auto rows = pooled(studies, {{"random_effects", false}});
    const auto& detail = rows.front().detail;
    return json::array{detail.at("first_significant_k"), detail.at("first_crossing_k"), detail.at("first_stable_k")};
  };
  // z: 5, then 0, then 5 / sqrt 3 and up.
  CHECK(milestones({{5, -5, 5, 5}, {1, 1, 1, 1}}) == json::array{3, 1, 3});
  CHECK(milestones({{0.1, 0.1}, {1, 1}}) == json::array{nullptr, nullptr, 1});
  CHECK(milestones({{5, -5}, {1, 1}}) == json::array{nullptr, 1, 2});
  CHECK(milestones({{5, 5}, {1, 1}}) == json::array{1, 1, 1});
  // Significant throughout, yet not on the same side.
  CHECK(milestones({{5, -500}, {1, 0.01}}) == json::array{1, 1, 2});

  FakeHost host;
  Instance<oph_pillar_t> pillar(cma(), host, json::object{{"random_effects", false}});
  const auto streamed = stream(pillar, {{5, -5, 5, 5}, {1, 1, 1, 1}}, 3);
  REQUIRE(streamed.events.size() == 3);
  CHECK(streamed.events[0] == Event{0, "significant", 5.0});
  CHECK(streamed.events[1] == Event{1, "not_significant", 0.0});
  CHECK(streamed.events[2].row == 2);
  CHECK(streamed.events[2].name == "significant");
}

TEST_CASE("order, shift and scale") {
  const auto studies = scattered(60);
  for (const auto& params : {kModels[0], kModels[3], json::object{{"tau2_method", "reml"}}}) {
    CAPTURE(json::serialize(params));
    const auto rows = pooled(studies, params);
    Studies reversed = studies;
    std::reverse(reversed.effect.begin(), reversed.effect.end());
    std::reverse(reversed.variance.begin(), reversed.variance.end());
    const auto back = pooled(reversed, params);
    Studies shifted = studies, scaled = studies;
    for (auto& x : shifted.effect) x += 1024.0;
    for (auto& x : scaled.effect) x *= 1e4;
    for (auto& v : scaled.variance) v *= 1e8;
    const auto up = pooled(shifted, params);
    const auto large = pooled(scaled, params);
    CHECK(back.front().value == doctest::Approx(rows.front().value).epsilon(1e-12));
    CHECK(up.front().value - 1024.0 == doctest::Approx(rows.front().value).epsilon(1e-10));
    CHECK(large.front().value == doctest::Approx(1e4 * rows.front().value).epsilon(1e-12));
    for (const auto* name : {"variance", "tau2", "q", "i_squared", "ci_width"}) {
      const std::string key = name;
      CHECK(member(back, key) == doctest::Approx(member(rows, key)).epsilon(1e-11));
      CHECK(member(up, key) == doctest::Approx(member(rows, key)).epsilon(1e-9));
      const double factor = key == "variance" || key == "tau2" ? 1e8 : key == "ci_width" ? 1e4 : 1.0;
      CHECK(member(large, key) == doctest::Approx(factor * member(rows, key)).epsilon(1e-11));
    }
  }
}

TEST_CASE("an offset of 1e9 costs nothing but the rounding of the effects") {
  // Effects that are exact with the offset, too.
  Studies near{{0.5, 0.25, 1.5, -0.75, 2.0}, {0.5, 0.25, 0.125, 1.0, 0.5}}, far = near;
  for (auto& x : far.effect) x += 1e9;
  for (const auto& params : {kModels[0], kModels[1], kModels[3], json::object{{"tau2_method", "reml"}}}) {
    const auto a = pooled(near, params);
    const auto b = pooled(far, params);
    for (const auto* key : {"q", "tau2", "variance", "i_squared"}) CHECK(member(b, key) == member(a, key));
    CHECK(b.front().value == doctest::Approx(1e9 + a.front().value).epsilon(1e-16));
  }
}

TEST_CASE("REML finds the global maximum") {
  // Where the derivative of the restricted likelihood has several roots, the highest maximum counts.
  const Studies studies{{-3.0, 3.0, 0.0, 0.01, -0.01, 0.02, -0.02}, {4.0, 4.0, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4}};
  const double tau2 = member(pooled(studies, {{"tau2_method", "reml"}}), "tau2");
  const auto likelihood = [&](double at) {
    double weight = 0.0, moment = 0.0, logs = 0.0, q = 0.0;
    for (std::size_t i = 0; i < studies.effect.size(); ++i) {
      const double w = 1.0 / (studies.variance[i] + at);
      weight += w;
      moment += w * studies.effect[i];
      logs -= std::log(w);
    }
    for (std::size_t i = 0; i < studies.effect.size(); ++i) {
      q += std::pow(studies.effect[i] - moment / weight, 2) / (studies.variance[i] + at);
    }
    return -0.5 * (logs + std::log(weight) + q);
  };
  for (double at = 1e-8; at < 1e3; at *= 1.05) CHECK(likelihood(at) <= likelihood(tau2) + 1e-12);
  CHECK(likelihood(0.0) <= likelihood(tau2) + 1e-12);
}

TEST_CASE("an interval of tau squared by Q profiles holds every estimate of ordinary data") {
  const auto studies = scattered(50);
  for (const auto* method : {"dersimonian_laird", "paule_mandel", "reml"}) {
    const auto rows = pooled(studies, {{"tau2_method", method}});
    const auto& tau2 = find(rows, "tau2");
    REQUIRE(tau2.has_ci());
    CHECK(tau2.ci_low <= tau2.value);
    CHECK(tau2.value <= tau2.ci_high);
  }
}

TEST_CASE("what cannot be weighed is undefined, and the reason names the row") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  const auto undefined = [](const Studies& studies, std::uint64_t needed, std::uint64_t found, std::string_view reason) {
    for (const auto& params : kModels) {
      const auto rows = pooled(studies, params);
      REQUIRE(rows.size() == 1);
      CHECK(rows[0].undefined());
      CHECK(rows[0].needed == needed);
      CHECK(rows[0].found == found);
      CHECK_MESSAGE(rows[0].reason == reason, rows[0].reason);
      FakeHost host;
      Instance<oph_pillar_t> pillar(cma(), host, params);
      CHECK(same(stream(pillar, studies, 1).rows, rows));
    }
  };
  undefined({{}, {}}, 1, 0, "no study");
  undefined({{0.1, 0.2}, {0.1, 0.0}}, 2, 1, "a study with variance 0 has infinite weight (row 1)");
  undefined({{0.1, 0.2, 0.3}, {0.1, -0.1, 0.0}}, 3, 1, "a negative variance (row 1); 1 more row cannot be weighed");
  undefined({{0.1, nan, 0.3, infinity}, {0.1, 0.1, nan, 0.0}}, 4, 1, "an effect that is not finite (row 1); 2 more rows cannot be weighed");
  undefined({{0.1}, {infinity}}, 1, 0, "a variance that is not finite (row 0)");
  undefined({{0.1, 0.2}, {0.1, 1e-320}}, 2, 1, "a study with variance 0 has infinite weight (row 1)");
  undefined({{1e300, -1e300}, {1e-10, 1e-10}}, 2, 1, "sums of weights and squares leave the range of a double");
}

TEST_CASE("one study and two are said to be few") {
  const auto one = pooled({{0.7}, {0.0625}});
  CHECK(one.front().value == 0.7);
  for (const auto* statistic : {"q", "i_squared", "tau2"}) {
    CHECK(find(one, statistic).undefined());
    CHECK(find(one, statistic).needed == 2);
    CHECK(find(one, statistic).found == 1);
  }
  CHECK(find(one, "prediction").needed == 3);
  const auto two = pooled({{0.7, 0.2}, {0.0625, 0.01}});
  CHECK_FALSE(find(two, "tau2").undefined());
  CHECK(find(two, "prediction").undefined());
  CHECK_THROWS_AS(find(pooled({{1, 2, 3}, {1, 1, 1}}, {{"random_effects", false}}), "prediction"), std::out_of_range);
  // Hartung and Knapp's interval of one study is the normal one.
  CHECK(pooled({{0.7}, {0.0625}}, {{"interval", "hartung_knapp"}}).front().ci_low == one.front().ci_low);
}

TEST_CASE("missing cells leave studies out") {
  TableData table(4);
  table.numbers("effect", {0.1, 9.0, 0.3, 9.0}).validity({1, 0, 1, 1}).numbers("variance", {0.1, 0.1, 0.2, 0.1}).validity({1, 1, 1, 0});
  FakeHost host;
  Instance<oph_pillar_t> pillar(cma(), host);
  const auto rows = compute(pillar, table);
  CHECK(rows.front().detail.at("missing") == 2);
  CHECK(rows.front().detail.at("k") == 2);
  CHECK(rows.front().value == pooled({{0.1, 0.3}, {0.1, 0.2}}).front().value);
}

TEST_CASE("counts of 2x2 tables") {
  const auto of_counts = [](const std::vector<std::vector<double>>& counts, const json::object& params) {
    TableData table(counts[0].size());
    for (std::size_t i = 0; i < 4; ++i) table.numbers(std::string(1, static_cast<char>('a' + i)), counts[i]);
    FakeHost host;
    Instance<oph_pillar_t> pillar(cma(), host, params);
    return compute(pillar, table);
  };
  const auto odds = of_counts({{12}, {8}, {5}, {15}}, {{"measure", "log_odds_ratio"}}).front();
  CHECK(odds.value == doctest::Approx(std::log(12.0 * 15 / (8 * 5))));
  CHECK(to_double(odds.detail.at("variance")) == doctest::Approx(1.0 / 12 + 1.0 / 8 + 1.0 / 5 + 1.0 / 15));
  const auto difference = of_counts({{12}, {8}, {5}, {15}}, {{"measure", "risk_difference"}}).front();
  CHECK(difference.value == doctest::Approx(0.35));
  CHECK(to_double(difference.detail.at("variance")) == doctest::Approx(0.6 * 0.4 / 20 + 0.25 * 0.75 / 20));
  // A zero: one half is added to this table's cells, and to no other's.
  const auto rows = of_counts({{0, 12}, {10, 8}, {3, 5}, {7, 15}}, {{"measure", "log_odds_ratio"}});
  const auto& effects = rows.front().detail.at("effect").as_array();
  CHECK(to_double(effects[0]) == doctest::Approx(std::log(0.5 / 10.5 / (3.5 / 7.5))));
  CHECK(to_double(effects[1]) == odds.value);
  CHECK(rows.front().detail.at("measure") == "log_odds_ratio");
  CHECK(of_counts({{0}, {0}, {3}, {7}}, {}).front().reason == "an arm without anybody (row 0)");
  CHECK(of_counts({{-1}, {2}, {3}, {7}}, {}).front().reason == "a count that is negative or not finite (row 0)");
}

TEST_CASE("roles that do not make studies are refused, with the ones that would") {
  FakeHost host;
  Instance<oph_pillar_t> pillar(cma(), host);
  for (const auto& roles : {std::vector<std::string>{"effect"}, {"variance"}, {"a", "b", "c"}, {"effect", "variance", "a"}, {}}) {
    TableData table(1);
    for (const auto& role : roles) table.numbers(role, {1.0});
    CHECK(status_of([&] { compute(pillar, table); }) == OPH_MISSING_ROLE);
  }
}

TEST_CASE("parameters that do not go together are refused") {
  FakeHost host;
  for (const auto& params : {json::object{{"random_effects", false}, {"tau2_fixed_after", 3}},
                             json::object{{"random_effects", false}, {"interval", "hartung_knapp"}}}) {
    CHECK(status_of([&] { Instance<oph_pillar_t>(cma(), host, params); }) == OPH_INVALID_ARGUMENT);
  }
}

TEST_CASE("a stream keeps no more studies than it may") {
  const auto studies = scattered(12);
  FakeHost host;
  Instance<oph_pillar_t> keeps(cma(), host, json::object{{"study_limit", 10}});
  CHECK(status_of([&] { stream(keeps, studies, 5); }) == OPH_LIMIT);
  for (const auto& params : {json::object{{"study_limit", 10}, {"tau2_fixed_after", 4}}, json::object{{"study_limit", 10}, {"random_effects", false}}}) {
    Instance<oph_pillar_t> forgets(cma(), host, params);
    CHECK(to_double(stream(forgets, studies, 5).rows.front().detail.at("k")) == 12);
  }
}

TEST_CASE("a long analysis ends when the host asks for it") {
  const auto studies = scattered(50);
  TableData table(50);
  table.numbers("effect", studies.effect).numbers("variance", studies.variance);
  FakeHost host;
  host.cancel = true;
  Instance<oph_pillar_t> pillar(cma(), host);
  CHECK(status_of([&] { compute(pillar, table); }) == OPH_CANCELLED);
}
