// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "golden.hpp"

using namespace ophamin::test;

namespace {

const oph_component_t* mea() { return shipped("effects", OPH_PILLAR, "M.mea"); }

struct Units {
  std::vector<double> y;
  std::vector<std::pair<std::string, std::vector<std::string>>> factors;
  std::vector<std::pair<std::string, std::vector<double>>> covariates = {};
};

std::vector<Row> analysed(const Units& units, const json::object& params) {
  TableData table(units.y.size());
  table.numbers("y", units.y);
  for (const auto& [name, labels] : units.factors) table.texts("factor", labels).named(name);
  for (const auto& [name, values] : units.covariates) table.numbers("x", values).named(name);
  FakeHost host;
  Instance<oph_pillar_t> pillar(mea(), host, params);
  return compute(pillar, table);
}

double spread(std::size_t i) {
  const double x = std::sin(static_cast<double>(i) * 12.9898) * 43758.5453;
  return 2.0 * (x - std::floor(x)) - 1.0;
}

// Two experiments, unbalanced, with an interaction; labels whose order as texts is not the order in which they appear.
Units crossed(std::size_t n) {
  Units out{{}, {{"lamp", {}}, {"dose", {}}}, {{"age", {}}}};
  const std::string lamps[] = {"on", "off"}, doses[] = {"2", "10", "0"};
  for (std::size_t i = 0; i < n; ++i) {
    const auto lamp = (i * i + i / 3) % 2, dose = (i * 5 + i / 4) % 3;
    out.factors[0].second.push_back(lamps[lamp]);
    out.factors[1].second.push_back(doses[dose]);
    out.covariates[0].second.push_back(40.0 + 8.0 * spread(i + 400));
    out.y.push_back(10.0 + 1.5 * static_cast<double>(lamp) + 0.7 * static_cast<double>(dose * (1 + lamp)) +
                    0.05 * out.covariates[0].second.back() + 0.6 * spread(i + 9));
  }
  return out;
}

double at(const Row& row, std::string_view key) { return to_double(row.detail.at(key)); }

std::vector<double> where(const Units& units, const std::vector<std::pair<std::size_t, std::string>>& wanted) {
  std::vector<double> out;
  for (std::size_t i = 0; i < units.y.size(); ++i) {
    if (std::all_of(wanted.begin(), wanted.end(), [&](const auto& w) { return units.factors[w.first].second[i] == w.second; })) out.push_back(units.y[i]);
  }
  return out;
}

double mean(const std::vector<double>& x) {
  double sum = 0.0;
  for (const double value : x) sum += value;
  return sum / static_cast<double>(x.size());
}
double variance(const std::vector<double>& x) {
  double sum = 0.0;
  for (const double value : x) sum += (value - mean(x)) * (value - mean(x));
  return sum / static_cast<double>(x.size() - 1);
}

const Row* coefficient(const std::vector<Row>& rows, std::string_view name) {
  for (const auto& row : rows) {
    if (row.statistic == name) return &row;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("marginal effects are Welch contrasts against the variant that appears first") {
  const auto units = crossed(48);
  const auto rows = analysed(units, {});
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].statistic == "lamp[off]");
  CHECK(rows[1].statistic == "dose[0]");
  CHECK(rows[2].statistic == "dose[10]");
  const auto on = where(units, {{0, "on"}}), off = where(units, {{0, "off"}});
  const auto n_on = static_cast<double>(on.size()), n_off = static_cast<double>(off.size());
  const double a = variance(off) / n_off, b = variance(on) / n_on;
  CHECK(rows[0].value == doctest::Approx(mean(off) - mean(on)));
  CHECK(at(rows[0], "se") == doctest::Approx(std::sqrt(a + b)));
  CHECK(at(rows[0], "t_stat") == doctest::Approx((mean(off) - mean(on)) / std::sqrt(a + b)));
  CHECK(at(rows[0], "df") == doctest::Approx((a + b) * (a + b) / (a * a / (n_off - 1) + b * b / (n_on - 1))));
  CHECK(at(rows[0], "n_treatment") == n_off);
  CHECK(at(rows[0], "n_control") == n_on);
  CHECK(rows[0].detail.at("experiment") == "lamp");
  CHECK(rows[0].detail.at("variant") == "off");
  CHECK(rows[0].detail.at("baseline") == "on");
  CHECK(at(rows[0], "effect") == rows[0].value);
  CHECK(rows[0].ci_low < rows[0].value);
  CHECK(rows[0].has_ci());
  CHECK(rows[0].p_value == at(rows[0], "p_value"));
  // Another baseline turns the effect round; another order of levels chooses another baseline.
  CHECK(analysed(units, {{"baseline", json::array{"lamp=off"}}}).front().value == doctest::Approx(-rows[0].value));
  CHECK(analysed(units, {{"level_order", "text"}}).at(1).statistic == "dose[10]");
  CHECK(analysed(units, {{"level_order", "text"}}).at(0).statistic == "lamp[on]");
}

TEST_CASE("conditional effects are those within a stratum") {
  const auto units = crossed(60);
  const auto rows = analysed(units, {{"analysis", "conditional"}, {"given", json::array{"dose=10"}}});
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].value == doctest::Approx(mean(where(units, {{0, "off"}, {1, "10"}})) - mean(where(units, {{0, "on"}, {1, "10"}}))));
  CHECK(rows[0].detail.at("stratum") == json::object{{"dose", "10"}});
  // The other way round: both doses against the first one, where the lamp is off.
  const auto other = analysed(units, {{"analysis", "conditional"}, {"given", json::array{"lamp=off"}}, {"baseline", json::array{"dose=0"}}});
  REQUIRE(other.size() == 2);
  CHECK(other[0].detail.at("baseline") == "0");
}

TEST_CASE("an arm that is too small is undefined, and the others are not") {
  Units units{{1, 2, 3, 4, 5, 9}, {{"arm", {"c", "c", "t", "t", "t", "u"}}}};
  const auto rows = analysed(units, {});
  REQUIRE(rows.size() == 2);
  CHECK_FALSE(rows[0].undefined());
  CHECK(rows[1].undefined());
  CHECK(rows[1].needed == 2);
  CHECK(rows[1].found == 1);
  CHECK(rows[1].reason == "a variance needs two units in each arm: too few in u");
  CHECK(rows[1].detail.at("n_control") == 2);

  units.factors.push_back({"site", {"x", "x", "x", "x", "y", "y"}});
  const auto inside = analysed(units, {{"analysis", "conditional"}, {"given", json::array{"site=y"}}});
  for (const auto& row : inside) CHECK(row.undefined());
  CHECK(inside[0].reason == "a variance needs two units in each arm: too few in c");
  const auto nowhere = analysed(units, {{"analysis", "conditional"}, {"given", json::array{"site=z"}}});
  CHECK(nowhere[0].reason == "the stratum site=z is empty");
  CHECK(nowhere[0].found == 0);
}

TEST_CASE("arms without any variance collapse the interval onto the effect") {
  const auto rows = analysed({{0.1, 0.1, 0.1, 0.3, 0.3, 0.3}, {{"arm", {"c", "c", "c", "t", "t", "t"}}}}, {});
  CHECK(rows[0].value == doctest::Approx(0.2));
  CHECK(rows[0].ci_low == rows[0].value);
  CHECK(rows[0].ci_high == rows[0].value);
  CHECK(rows[0].p_value == 0.0);
  CHECK(rows[0].detail.at("t_stat") == "Infinity");
  CHECK(rows[0].detail.at("zero_variance") == true);
  const auto same = analysed({{0.1, 0.1, 0.1, 0.1}, {{"arm", {"c", "c", "t", "t"}}}}, {});
  CHECK(same[0].value == 0.0);
  CHECK((same[0].flags & OPH_EVIDENCE_P_VALUE) == 0);
  CHECK(same[0].detail.at("p_value") == "NaN");
}

TEST_CASE("offsets of 1e9 cost no digits of a contrast or of a model") {
  auto near = crossed(60);
  for (auto& y : near.y) y = std::round(y * 1024) / 1024;
  for (auto& x : near.covariates[0].second) x = std::round(x * 1024) / 1024;
  auto far = near;
  for (auto& y : far.y) y += 1e9;
  for (auto& x : far.covariates[0].second) x += 1e9;
  for (const auto& params : {json::object{}, json::object{{"analysis", "interaction"}},
                             json::object{{"analysis", "joint"}, {"terms", json::array{"lamp", "dose", "age", "lamp:dose", "lamp:age"}}}}) {
    const auto a = analysed(near, params);
    const auto b = analysed(far, params);
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      // Far away the intercept and the lamp are told at age 0, a billion years off.
      if (a[i].statistic == "intercept" || (a[i].statistic == "lamp[on]" && a[i].detail.empty())) continue;
      CAPTURE(a[i].statistic);
      CHECK(b[i].value == doctest::Approx(a[i].value).epsilon(1e-9));
      CHECK(b[i].p_value == doctest::Approx(a[i].p_value).epsilon(1e-7));
    }
  }
}

TEST_CASE("order of rows, shift and scale") {
  const auto units = crossed(57);
  const json::object params{{"analysis", "joint"}};
  const auto rows = analysed(units, params);
  Units reversed = units;
  std::reverse(reversed.y.begin(), reversed.y.end());
  for (auto& factor : reversed.factors) std::reverse(factor.second.begin(), factor.second.end());
  for (auto& covariate : reversed.covariates) std::reverse(covariate.second.begin(), covariate.second.end());
  const auto back = analysed(reversed, params);  // levels are sorted as texts: the same baselines
  Units moved = units;
  for (auto& y : moved.y) y = 1e4 * y - 7e6;
  const auto scaled = analysed(moved, params);
  REQUIRE(back.size() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK(back[i].statistic == rows[i].statistic);
    CHECK(back[i].value == doctest::Approx(rows[i].value).epsilon(1e-10));
    CHECK(back[i].p_value == doctest::Approx(rows[i].p_value).epsilon(1e-9));
    if (rows[i].statistic.starts_with("anova[")) CHECK(scaled[i].value == doctest::Approx(rows[i].value).epsilon(1e-8));
  }
  CHECK(coefficient(scaled, "lamp[on]")->value == doctest::Approx(1e4 * coefficient(rows, "lamp[on]")->value).epsilon(1e-9));
  CHECK(to_double(scaled.front().detail.at("loglik")) == doctest::Approx(to_double(rows.front().detail.at("loglik")) - 57 * std::log(1e4)).epsilon(1e-10));
}

TEST_CASE("interaction of each pair") {
  auto units = crossed(60);
  units.factors.push_back({"site", {}});
  for (std::size_t i = 0; i < 60; ++i) units.factors[2].second.push_back(i % 7 < 3 ? "north" : "south");
  const auto rows = analysed(units, {{"analysis", "interaction"}});
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].statistic == "interaction[lamp:dose]");
  CHECK(rows[2].statistic == "interaction[dose:site]");
  CHECK(rows[0].detail.at("exp_a") == "lamp");
  CHECK(rows[0].detail.at("exp_b") == "dose");
  CHECK(rows[0].detail.at("df_num") == 2);
  CHECK(rows[0].detail.at("df_den") == 54);
  CHECK(rows[0].detail.at("significant") == true);
  // By hand: cells against the additive model, which the joint analysis without interactions fits.
  double cells = 0.0;
  for (const auto* lamp : {"on", "off"}) {
    for (const auto* dose : {"2", "10", "0"}) {
      const auto cell = where(units, {{0, lamp}, {1, dose}});
      cells += variance(cell) * static_cast<double>(cell.size() - 1);
    }
  }
  Units two = units;
  two.factors.pop_back();
  two.covariates.clear();
  const auto additive = analysed(two, {{"analysis", "joint"}, {"include_interactions", false}});
  const double residual = to_double(additive.front().detail.at("anova_type2").at("residual_ss"));
  CHECK(rows[0].value == doctest::Approx((residual - cells) / 2 / (cells / 54)).epsilon(1e-10));
}

TEST_CASE("what has no error left or no cell to look into is said so, as data") {
  // One unit in each cell.
  const Units full{{1, 2, 3, 5}, {{"a", {"p", "p", "q", "q"}}, {"b", {"u", "v", "u", "v"}}}};
  for (const auto& params : {json::object{{"analysis", "interaction"}}, json::object{{"analysis", "joint"}}}) {
    const auto rows = analysed(full, params);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].undefined());
    CHECK(rows[0].needed == 5);
    CHECK(rows[0].found == 4);
    CHECK(rows[0].detail.at("saturated") == true);
  }
  const Units holes{{1, 2, 3, 4, 5, 7, 8, 3},
                    {{"a", {"p", "p", "q", "q", "p", "p", "r", "r"}}, {"b", {"u", "u", "u", "u", "v", "v", "v", "v"}}}};
  const auto rows = analysed(holes, {{"analysis", "interaction"}});
  CHECK(rows[0].undefined());
  CHECK(rows[0].reason == "cells q:v, r:u are empty, the interaction cannot be estimated");
  CHECK(rows[0].detail.at("empty_cells") == json::object{{"a:b", json::array{"q:v", "r:u"}}});
  CHECK(rows[0].detail.at("saturated") == false);
  const auto one_level = analysed({{1, 2, 3, 4}, {{"a", {"p", "p", "q", "q"}}, {"b", {"u", "u", "u", "u"}}}}, {{"analysis", "interaction"}});
  CHECK(one_level[0].reason == "b has one level, u");
  CHECK(one_level[0].needed == 2);
  // Thousands of levels: no design is built for them.
  Units wide{{}, {{"a", {}}, {"b", {}}}};
  for (std::size_t i = 0; i < 3000; ++i) {
    wide.y.push_back(spread(i));
    wide.factors[0].second.push_back(std::to_string(i));
    wide.factors[1].second.push_back(std::to_string(i % 50));
  }
  CHECK(analysed(wide, {{"analysis", "joint"}}).front().detail.at("saturated") == true);
  wide.factors.pop_back();
  for (std::size_t i = 0; i < 3000; ++i) wide.factors[0].second[i] = std::to_string(i % 1000);
  CHECK(status_of([&] { analysed(wide, {{"analysis", "joint"}}); }) == OPH_LIMIT);
}

TEST_CASE("a model that fits every row has no error to test against") {
  const auto rows = analysed({{2, 4, 6, 8, 10}, {}, {{"x", {1, 2, 3, 4, 5}}}}, {{"analysis", "joint"}});
  CHECK(rows[0].undefined());
  CHECK(rows[0].reason == "the model fits every row: no error is left to test against");
  CHECK(analysed({{3, 3, 3, 3, 3}, {}, {{"x", {1, 2, 3, 4, 5}}}}, {{"analysis", "joint"}})[0].undefined());
}

TEST_CASE("columns that depend on others: refused by name, or the solution of least norm") {
  auto units = crossed(40);
  units.covariates.push_back({"months", {}});
  for (const double age : units.covariates[0].second) units.covariates[1].second.push_back(12 * age - 6);
  const json::array terms{"age", "months", "lamp"};
  const auto refused = analysed(units, {{"analysis", "joint"}, {"terms", terms}});
  CHECK(refused[0].undefined());
  CHECK(refused[0].reason == "months = 12age - 6");
  CHECK(refused[0].needed == 4);
  CHECK(refused[0].found == 3);

  const auto least = analysed(units, {{"analysis", "joint"}, {"terms", terms}, {"rank_deficient", "minimum_norm"}});
  REQUIRE_FALSE(least[0].undefined());
  CHECK(least[0].detail.at("rank") == 3);
  CHECK(least[0].detail.at("rank_deficiency") == "months = 12age - 6");
  CHECK(find(least, "anova[months]").undefined());
  const auto plain = analysed(units, {{"analysis", "joint"}, {"terms", json::array{"age", "lamp"}}});
  CHECK(to_double(least[0].detail.at("loglik")) == doctest::Approx(to_double(plain[0].detail.at("loglik"))).epsilon(1e-12));
  const double b = coefficient(least, "intercept")->value, a = coefficient(least, "age")->value, m = coefficient(least, "months")->value;
  CHECK(b - 6 * m == doctest::Approx(coefficient(plain, "intercept")->value).epsilon(1e-9));
  CHECK(a + 12 * m == doctest::Approx(coefficient(plain, "age")->value).epsilon(1e-9));
  // Orthogonal to what changes nothing: (intercept, age, months) along (6, -12, 1).
  CHECK(6 * b - 12 * a + m == doctest::Approx(0.0).epsilon(1e-9));
  // An empty cell is a rank deficiency, too.
  const Units holes{{1, 2, 3, 4, 5, 7}, {{"a", {"p", "p", "q", "q", "p", "p"}}, {"b", {"u", "u", "u", "u", "v", "v"}}}};
  const auto filled = analysed(holes, {{"analysis", "joint"}, {"rank_deficient", "minimum_norm"}});
  CHECK(filled[0].detail.at("rank_deficiency") == "cell q:v is empty, the interaction cannot be estimated");
  CHECK(find(filled, "anova[a:b]").undefined());
}

TEST_CASE("products of covariates are the products that the table would have") {
  auto units = crossed(50);
  units.factors.clear();
  units.covariates.push_back({"mass", {}});
  for (std::size_t i = 0; i < 50; ++i) units.covariates[1].second.push_back(70.0 + 9.0 * spread(i + 61));
  const auto rows = analysed(units, {{"analysis", "joint"}, {"terms", json::array{"age", "mass", "age:mass"}}});
  auto by_hand = units;
  by_hand.covariates.push_back({"product", {}});
  for (std::size_t i = 0; i < 50; ++i) {
    by_hand.covariates[2].second.push_back(units.covariates[0].second[i] * units.covariates[1].second[i]);
  }
  const auto same = analysed(by_hand, {{"analysis", "joint"}});
  for (const auto& [ours, theirs] : {std::pair{"intercept", "intercept"}, {"age", "age"}, {"mass", "mass"}, {"age:mass", "product"}}) {
    CHECK(coefficient(rows, ours)->value == doctest::Approx(coefficient(same, theirs)->value).epsilon(1e-9));
    CHECK(coefficient(rows, ours)->p_value == doctest::Approx(coefficient(same, theirs)->p_value).epsilon(1e-8));
  }
  // Type II: the main effects are tested without the product, which holds them.
  CHECK(find(rows, "anova[age]").value != doctest::Approx(find(same, "anova[age]").value).epsilon(1e-3));
  CHECK(find(rows, "anova[age:mass]").value == doctest::Approx(find(same, "anova[product]").value).epsilon(1e-8));
}

TEST_CASE("names in the manner of the reference") {
  const auto rows = analysed(crossed(40), {{"analysis", "joint"}, {"names", "patsy"}});
  std::vector<std::string> names;
  for (const auto& item : rows.front().detail.at("coefficients").as_array()) names.emplace_back(item.at("name").as_string());
  CHECK(names == std::vector<std::string>{"Intercept", "C(E0)[T.on]", "C(E1)[T.10]", "C(E1)[T.2]", "age", "C(E0)[T.on]:C(E1)[T.10]",
                                          "C(E0)[T.on]:C(E1)[T.2]"});
}

TEST_CASE("numbers that are not finite, missing cells, and no rows") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const auto* analysis : {"marginal", "interaction", "joint"}) {
    const auto rows = analysed({{1, nan, 3, 4}, {{"a", {"p", "p", "q", "q"}}, {"b", {"u", "v", "u", "v"}}}}, {{"analysis", analysis}});
    CHECK(rows[0].undefined());
    CHECK(rows[0].needed == 4);
    CHECK(rows[0].found == 3);
    const auto none = analysed({{}, {{"a", {}}, {"b", {}}}}, {{"analysis", analysis}});
    CHECK(none[0].undefined());
    CHECK(none[0].found == 0);
  }
  TableData table(6);
  table.numbers("y", {1, 2, 3, 5, 90, 90}).validity({1, 1, 1, 1, 0, 1});
  table.texts("factor", {"c", "c", "t", "t", "lost", "t"}).validity({1, 1, 1, 1, 1, 0}).named("arm");
  FakeHost host;
  Instance<oph_pillar_t> pillar(mea(), host);
  const auto rows = compute(pillar, table);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].value == doctest::Approx(2.5));
  CHECK(rows[0].detail.at("missing") == 2);
}

TEST_CASE("roles and parameters that do not fit are refused in words that help") {
  const auto refused = [](const Units& units, const json::object& params) {
    try {
      analysed(units, params);
    } catch (const CallFailed& failed) {
      return std::pair(failed.status, std::string(failed.what()));
    }
    return std::pair(oph_status_t{OPH_OK}, std::string());
  };
  const auto units = crossed(20);
  const Units bare{{1, 2, 3, 4}, {}};
  CHECK(refused(bare, {}).first == OPH_MISSING_ROLE);
  CHECK(refused(bare, {{"analysis", "joint"}}).first == OPH_MISSING_ROLE);
  CHECK(refused({{1, 2, 3, 4}, {{"a", {"p", "p", "q", "q"}}}}, {{"analysis", "interaction"}}).first == OPH_MISSING_ROLE);
  CHECK(refused(units, {{"analysis", "conditional"}}).first == OPH_INVALID_ARGUMENT);
  CHECK(refused(units, {{"given", json::array{"lamp=on"}}}).first == OPH_INVALID_ARGUMENT);
  CHECK(refused(units, {{"terms", json::array{"lamp"}}}).first == OPH_INVALID_ARGUMENT);
  CHECK(refused(units, {{"analysis", "conditional"}, {"given", json::array{"lamp=on", "dose=2"}}}).first == OPH_MISSING_ROLE);

  const auto joint = [&](const json::array& terms) { return refused(units, {{"analysis", "joint"}, {"terms", terms}}); };
  CHECK(joint({"lamp", "dosis"}).second ==
        "`terms`: expected names of columns with the role `factor` or `x`, joined by `:` (`lamp`, `dose`, `age`), found `dosis`");
  CHECK(joint({"lamp", "lamp:dose"}).second == "`terms`: the product `lamp:dose` needs `dose` beside it; add that term");
  CHECK(joint({"lamp", "lamp:lamp"}).second == "`terms`: `lamp:lamp` names `lamp` twice; give each variable once");
  CHECK(joint({"lamp", "dose", "lamp:dose", "dose:lamp"}).second == "`terms`: `dose:lamp` is there twice; give it once");
  CHECK(refused(units, {{"baseline", json::array{"lamp=dim"}}}).second ==
        "`baseline`: expected a level of `lamp` (`on`, `off`), found `dim`");
  CHECK(refused(units, {{"baseline", json::array{"light=on"}}}).second ==
        "`baseline`: expected FACTOR=LEVEL, where FACTOR is one of `lamp`, `dose`, found `light=on`");
}

TEST_CASE("labels of any type are levels") {
  TableData table(8);
  table.numbers("y", {1, 2, 3, 4, 2, 3, 5, 6});
  table.integers("factor", {0, 0, 0, 0, 7, 7, 7, 7}).named("n");
  table.booleans("factor", {1, 0, 1, 0, 1, 0, 1, 0}).named("b");
  table.numbers("factor", {0.5, 0.5, 1, 1, 0.5, 0.5, 1, 1}).named("f");
  FakeHost host;
  Instance<oph_pillar_t> pillar(mea(), host);
  const auto rows = compute(pillar, table);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].statistic == "n[7]");
  CHECK(rows[1].statistic == "b[false]");
  CHECK(rows[2].statistic == "f[1]");
}
