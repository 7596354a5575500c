// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "golden.hpp"

using namespace ophamin::test;

namespace {

const oph_component_t* mixed() { return shipped("effects", OPH_PILLAR, "M.mixed_effects"); }

struct Panel {
  std::vector<double> y;
  std::vector<std::vector<double>> x;
  std::vector<std::int64_t> group;
};

// Numbers between -1 and 1 without any pattern that matters.
double spread(std::size_t i) {
  const double x = std::sin(static_cast<double>(i) * 12.9898) * 43758.5453;
  return 2.0 * (x - std::floor(x)) - 1.0;
}

Panel scattered(std::size_t rows, std::size_t groups, std::size_t predictors = 1) {
  Panel out;
  out.x.resize(predictors);
  for (std::size_t i = 0; i < rows; ++i) {
    const auto g = (i * 7 + i / 5) % groups;
    double y = 1.5 + 1.2 * spread(g + 900) + spread(i + 77'000);
    for (std::size_t j = 0; j < predictors; ++j) {
      out.x[j].push_back(spread(i + 10'000 * (j + 1)) + 0.5 * spread(g + 500 * (j + 1)));
      y += 0.8 / static_cast<double>(j + 1) * out.x[j].back();
    }
    out.y.push_back(y);
    out.group.push_back(static_cast<std::int64_t>(g));
  }
  return out;
}

std::vector<Row> fitted(const Panel& panel, const json::object& params = {}) {
  TableData table(panel.y.size());
  table.numbers("y", panel.y).integers("group", panel.group);
  for (std::size_t j = 0; j < panel.x.size(); ++j) table.numbers("x", panel.x[j]).named("x" + std::to_string(j));
  FakeHost host;
  Instance<oph_pillar_t> pillar(mixed(), host, params);
  return compute(pillar, table);
}

double member(const std::vector<Row>& rows, std::string_view key) { return to_double(rows.front().detail.at(key)); }
double item(const std::vector<Row>& rows, std::string_view key, std::size_t at) { return to_double(rows.front().detail.at(key).at(at)); }

void check_undefined(const Panel& panel, std::uint64_t needed, std::uint64_t found, std::string_view reason, const json::object& params = {}) {
  const auto rows = fitted(panel, params);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].undefined());
  CHECK(rows[0].needed == needed);
  CHECK(rows[0].found == found);
  CHECK_MESSAGE(rows[0].reason == reason, rows[0].reason);
}

// The balanced one-way layout has closed forms: R. R. Corbeil and S. R. Searle, Technometrics 18 (1976) 31-38.
struct OneWay {
  double within, between;  // mean squares
};
OneWay mean_squares(const Panel& panel, std::size_t groups, std::size_t each) {
  std::vector<double> means(groups, 0.0);
  for (std::size_t i = 0; i < panel.y.size(); ++i) means[static_cast<std::size_t>(panel.group[i])] += panel.y[i] / static_cast<double>(each);
  const double grand = std::accumulate(means.begin(), means.end(), 0.0) / static_cast<double>(groups);
  OneWay out{0.0, 0.0};
  for (std::size_t i = 0; i < panel.y.size(); ++i) out.within += std::pow(panel.y[i] - means[static_cast<std::size_t>(panel.group[i])], 2);
  for (const double mean : means) out.between += static_cast<double>(each) * std::pow(mean - grand, 2);
  out.within /= static_cast<double>(groups * (each - 1));
  out.between /= static_cast<double>(groups - 1);
  return out;
}

Panel balanced(std::size_t groups, std::size_t each, double between) {
  Panel out;
  for (std::size_t i = 0; i < groups * each; ++i) {
    const auto g = i % groups;
    out.y.push_back(between * spread(g + 42) + spread(i + 31'337));
    out.group.push_back(static_cast<std::int64_t>(g));
  }
  return out;
}

}  // namespace

TEST_CASE("a balanced one-way layout has the closed form") {
  const auto panel = balanced(12, 5, 1.4);
  const auto [within, between] = mean_squares(panel, 12, 5);
  const auto reml = fitted(panel);
  CHECK(member(reml, "sigma_e2") == doctest::Approx(within).epsilon(1e-12));
  CHECK(member(reml, "sigma_u2") == doctest::Approx((between - within) / 5).epsilon(1e-10));
  CHECK(reml.front().value == member(reml, "icc"));
  CHECK(item(reml, "df", 0) == doctest::Approx(11.0).epsilon(1e-9));  // exact, whichever method
  CHECK(item(fitted(panel, {{"degrees_of_freedom", "kenward_roger"}}), "df", 0) == doctest::Approx(11.0).epsilon(1e-9));
  const auto ml = fitted(panel, {{"reml", false}});
  CHECK(member(ml, "sigma_u2") == doctest::Approx((between * 11 / 12 - within) / 5).epsilon(1e-10));
  // The F test of the layout is monotone in the likelihood ratio.
  CHECK(find(reml, "sigma_u2").p_value < 1e-3);
}

TEST_CASE("a variance between groups that is estimated as 0 is said to be singular") {
  auto panel = balanced(12, 5, 0.0);
  for (std::size_t i = 0; i < 60; ++i) panel.y[i] = spread(i / 12) + 0.1 * spread(i + 3);  // groups differ less than chance would have it
  const auto [within, between] = mean_squares(panel, 12, 5);
  REQUIRE(between < within);
  const auto rows = fitted(panel);
  CHECK(rows.front().detail.at("singular") == true);
  CHECK(member(rows, "sigma_u2") == 0.0);
  CHECK(rows.front().value == 0.0);
  CHECK(rows.front().ci_low == 0.0);
  CHECK(rows.front().ci_high > 0.0);
  CHECK(find(rows, "sigma_u2").p_value == 1.0);
  CHECK(rows.front().detail.at("df_method") == "residual");
  CHECK(item(rows, "df", 0) == 59.0);
  CHECK(rows.front().detail.at("random_effect_test").at("statistic") == 0.0);
  // Kenward and Roger's method still counts that the variance had to be estimated.
  CHECK(fitted(panel, {{"degrees_of_freedom", "kenward_roger"}}).front().detail.at("df_method") == "kenward_roger");
}

TEST_CASE("order of rows and names of groups do not matter") {
  const auto panel = scattered(120, 9, 2);
  const auto rows = fitted(panel);
  Panel other = panel;
  std::reverse(other.y.begin(), other.y.end());
  for (auto& x : other.x) std::reverse(x.begin(), x.end());
  std::reverse(other.group.begin(), other.group.end());
  for (auto& g : other.group) g = 1000 - 7 * g;
  const auto back = fitted(other);
  REQUIRE(back.size() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK(back[i].statistic == rows[i].statistic);
    CHECK(back[i].value == doctest::Approx(rows[i].value).epsilon(1e-11));
    CHECK(back[i].ci_low == doctest::Approx(rows[i].ci_low).epsilon(1e-10));
    CHECK(back[i].p_value == doctest::Approx(rows[i].p_value).epsilon(1e-9));
  }
}

TEST_CASE("shift and scale") {
  const auto panel = scattered(200, 14, 2);
  const auto rows = fitted(panel);
  Panel other = panel;
  for (auto& y : other.y) y = 1e3 * y + 5e5;
  for (auto& x : other.x[1]) x = 1e-3 * x - 7.0;
  const auto moved = fitted(other);
  CHECK(member(moved, "sigma_u2") == doctest::Approx(1e6 * member(rows, "sigma_u2")).epsilon(1e-9));
  CHECK(member(moved, "sigma_e2") == doctest::Approx(1e6 * member(rows, "sigma_e2")).epsilon(1e-9));
  CHECK(moved.front().value == doctest::Approx(rows.front().value).epsilon(1e-9));
  CHECK(item(moved, "fixed_effects", 1) == doctest::Approx(1e3 * item(rows, "fixed_effects", 1)).epsilon(1e-9));
  CHECK(item(moved, "fixed_effects", 2) == doctest::Approx(1e6 * item(rows, "fixed_effects", 2)).epsilon(1e-9));
  CHECK(item(moved, "df", 1) == doctest::Approx(item(rows, "df", 1)).epsilon(1e-8));
  // The likelihood knows the units: N - p logarithms of y's, one of each column's.
  CHECK(member(moved, "loglik") ==
        doctest::Approx(member(rows, "loglik") - 197 * std::log(1e3) - std::log(1e-3)).epsilon(1e-12));
}

TEST_CASE("an offset of 1e9 costs nothing but the rounding of the numbers") {
  auto near = scattered(300, 20, 1);
  for (auto* column : {&near.y, &near.x[0]}) {
    for (auto& value : *column) value = std::round(value * 1024.0) / 1024.0;  // exact with the offset, too
  }
  auto far = near;
  for (auto& y : far.y) y += 1e9;
  for (auto& x : far.x[0]) x += 1e9;
  const auto a = fitted(near);
  const auto b = fitted(far);
  for (const auto* key : {"sigma_u2", "sigma_e2", "icc"}) CHECK(member(b, key) == doctest::Approx(member(a, key)).epsilon(1e-11));
  CHECK(member(b, "loglik") == doctest::Approx(member(a, "loglik")).epsilon(1e-12));
  CHECK(item(b, "fixed_effects", 1) == doctest::Approx(item(a, "fixed_effects", 1)).epsilon(1e-11));
  CHECK(item(b, "fixed_effects_se", 1) == doctest::Approx(item(a, "fixed_effects_se", 1)).epsilon(1e-11));
}

TEST_CASE("center_and_scale fits the same model to other columns") {
  auto panel = scattered(150, 11, 2);
  panel.x.push_back(std::vector<double>(150));
  for (std::size_t i = 0; i < 150; ++i) panel.x[2][i] = 1e-14 * spread(i + 5);  // varies by less than 1e-12: left alone
  const auto plain = fitted(panel);
  const auto scaled = fitted(panel, {{"center_and_scale", true}});
  CHECK(member(scaled, "sigma_u2") == doctest::Approx(member(plain, "sigma_u2")).epsilon(1e-10));
  double mean = 0.0, square = 0.0;
  for (const double x : panel.x[0]) mean += x / 150;
  for (const double x : panel.x[0]) square += (x - mean) * (x - mean) / 150;
  CHECK(item(scaled, "x_mean", 1) == doctest::Approx(mean).epsilon(1e-12));
  CHECK(item(scaled, "x_std", 1) == doctest::Approx(std::sqrt(square)).epsilon(1e-12));
  CHECK(item(scaled, "x_mean", 0) == 0.0);
  CHECK(item(scaled, "x_std", 0) == 1.0);
  CHECK(item(scaled, "x_mean", 3) == 0.0);
  CHECK(item(scaled, "x_std", 3) == 1.0);
  CHECK(item(scaled, "fixed_effects", 1) == doctest::Approx(item(plain, "fixed_effects", 1) * std::sqrt(square)).epsilon(1e-10));
  CHECK(item(scaled, "t", 1) == doctest::Approx(item(plain, "t", 1)).epsilon(1e-9));
  double logs = 0.0;
  for (std::size_t j = 1; j < 4; ++j) logs += std::log(item(scaled, "x_std", j));
  CHECK(member(scaled, "loglik") == doctest::Approx(member(plain, "loglik") + logs).epsilon(1e-12));
}

TEST_CASE("an intercept among the predictors is an intercept") {
  auto panel = scattered(90, 7, 1);
  const auto added = fitted(panel);
  panel.x.insert(panel.x.begin() + 1, std::vector<double>(90, 2.0));
  const auto given = fitted(panel, {{"fit_intercept", false}});
  CHECK(item(given, "fixed_effects", 0) == doctest::Approx(item(added, "fixed_effects", 1)).epsilon(1e-11));
  CHECK(2 * item(given, "fixed_effects", 1) == doctest::Approx(item(added, "fixed_effects", 0)).epsilon(1e-11));
  CHECK(2 * item(given, "fixed_effects_se", 1) == doctest::Approx(item(added, "fixed_effects_se", 0)).epsilon(1e-11));
  CHECK(member(given, "loglik") == doctest::Approx(member(added, "loglik") - std::log(2.0)).epsilon(1e-12));
  CHECK(given.front().detail.at("feature_names") == json::array{"x0", "x1"});
}

TEST_CASE("models without predictors, and without anything") {
  const auto panel = scattered(60, 6, 0);
  const auto rows = fitted(panel);
  CHECK(rows.front().detail.at("feature_names") == json::array{"intercept"});
  CHECK(find(rows, "beta[intercept]").has_ci());
  const auto none = fitted(panel, {{"fit_intercept", false}});
  CHECK(none.front().detail.at("feature_names").as_array().empty());
  CHECK(member(none, "sigma_e2") == doctest::Approx(member(rows, "sigma_e2")).epsilon(0.2));
}

TEST_CASE("twenty predictors, and groups of every size") {
  auto panel = scattered(600, 40, 20);
  for (std::size_t i = 0; i < 600; ++i) panel.group[i] = static_cast<std::int64_t>(std::sqrt(static_cast<double>(i)));  // sizes 1, 3, 5, ...
  const auto rows = fitted(panel, {{"likelihood_ratio", true}});
  CHECK(rows.front().detail.at("group_size_min") == 1);
  CHECK(rows.front().detail.at("fixed_effects").as_array().size() == 21);
  // The score of the log-likelihood ratio of a strong predictor is near the square of its t.
  const double t = item(rows, "t", 1);
  CHECK(std::fabs(t) > 5.0);
  CHECK(to_double(rows.front().detail.at("likelihood_ratio").at("x0").at("statistic")) == doctest::Approx(t * t).epsilon(0.15));
}

TEST_CASE("extremely unbalanced groups") {
  auto panel = scattered(2000, 3, 1);
  for (std::size_t i = 0; i < 2000; ++i) panel.group[i] = i == 17 ? 1 : i == 18 ? 2 : 0;
  const auto rows = fitted(panel);
  CHECK_FALSE(rows.front().undefined());
  CHECK(rows.front().detail.at("group_size_max") == 1998);
  CHECK(std::isfinite(member(rows, "loglik")));
}

TEST_CASE("a million rows in a hundred thousand groups") {
  constexpr std::size_t kRows = 1'000'000, kGroups = 100'000;
  Panel panel;
  panel.x.resize(1);
  for (std::size_t i = 0; i < kRows; ++i) {
    const auto g = (i * 2'654'435'761u >> 7) % kGroups;
    panel.x[0].push_back(spread(i));
    panel.y.push_back(2.0 + 0.5 * panel.x[0].back() + 3.0 * spread(g + 4) + spread(i + 3'000'000));
    panel.group.push_back(static_cast<std::int64_t>(g));
  }
  const auto rows = fitted(panel, {{"random_effects", 5}});
  CHECK(member(rows, "sigma_u2") == doctest::Approx(3.0).epsilon(0.02));  // 9 / 3: the variance of a uniform number times 3
  CHECK(member(rows, "sigma_e2") == doctest::Approx(1.0 / 3).epsilon(0.01));
  CHECK(find(rows, "beta[x0]").value == doctest::Approx(0.5).epsilon(0.01));
  CHECK(rows.front().detail.at("random_effects").at("estimate").as_array().size() == 5);
}

TEST_CASE("random effects are listed up to the limit, with how sure they are") {
  const auto panel = scattered(120, 9, 1);
  const auto rows = fitted(panel, {{"random_effects", 4}});
  const auto& effects = rows.front().detail.at("random_effects");
  CHECK(effects.at("group") == json::array{"0", "7", "5", "3"});
  CHECK(effects.at("estimate").as_array().size() == 4);
  for (const auto& sd : effects.at("sd").as_array()) CHECK(to_double(sd) < std::sqrt(member(rows, "sigma_u2")));
  CHECK_FALSE(fitted(panel).front().detail.contains("random_effects"));
}

TEST_CASE("columns that others already say are named") {
  auto panel = scattered(30, 5, 2);
  std::vector<double> third(30), fourth(30, 7.0);
  for (std::size_t i = 0; i < 30; ++i) third[i] = 2.0 * panel.x[0][i] - 0.5 * panel.x[1][i] + 3.0;
  panel.x.push_back(third);
  panel.x.push_back(fourth);
  check_undefined(panel, 5, 3, "x2 = 2x0 - 0.5x1 + 3; x3 is a multiple of the intercept");
  panel.x = {panel.x[0], panel.x[0]};
  check_undefined(panel, 3, 2, "x1 = x0");
  for (auto& x : panel.x[1]) x = -x + 1e9;  // equal up to the rounding that the offset costs
  CHECK(fitted(panel).front().reason.starts_with("x1 = -x0 + 1e+09"));
  panel.x = {std::vector<double>(30, 0.0)};
  check_undefined(panel, 1, 0, "x0 is 0 throughout", {{"fit_intercept", false}});
}

TEST_CASE("near collinearity is no rank deficiency") {
  auto panel = scattered(200, 10, 1);
  panel.x.push_back(panel.x[0]);
  for (std::size_t i = 0; i < 200; ++i) panel.x[1][i] += 1e-6 * spread(i + 123'456);
  const auto rows = fitted(panel);
  REQUIRE_FALSE(rows.front().undefined());
  // The same model in columns that are not collinear.
  auto other = panel;
  for (std::size_t i = 0; i < 200; ++i) other.x[1][i] = (panel.x[1][i] - panel.x[0][i]) * 1e6;
  const auto clear = fitted(other);
  CHECK(member(rows, "sigma_u2") == doctest::Approx(member(clear, "sigma_u2")).epsilon(1e-7));
  CHECK(item(rows, "fixed_effects", 2) == doctest::Approx(1e6 * item(clear, "fixed_effects", 2)).epsilon(1e-7));
}

TEST_CASE("what the model cannot be fitted to is undefined, with the reason") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  check_undefined({{}, {}, {}}, 2, 0, "no complete row");
  check_undefined({{1.0}, {}, {1}}, 2, 1, "a between-group variance needs two groups");
  check_undefined({{1.0, 2.0, 4.0}, {}, {1, 1, 1}}, 2, 1, "a between-group variance needs two groups");
  check_undefined({{1.0, 2.0, 4.0}, {}, {1, 2, 3}}, 4, 3, "no group has rows to spare: the two variances cannot be told apart");
  check_undefined({{1.0, nan, 4.0, 2.0}, {}, {1, 1, 2, 2}}, 4, 3, "1 row holds a number that is not finite");
  check_undefined({{1.0, 2.0, 4.0, 2.0}, {{infinity, 1, 2, nan}}, {1, 1, 2, 2}}, 4, 2, "2 rows hold a number that is not finite");
  check_undefined({{5.0, 5.0, 5.0, 5.0}, {}, {1, 1, 2, 2}}, 4, 0, "the fixed effects fit every row: there is no variance to split");
  check_undefined({{5.1, 5.1, 0.3, 0.3, 2.7, 2.7}, {}, {1, 1, 2, 2, 3, 3}}, 6, 0,
                  "y does not vary within groups: sigma_e2 is 0, and the likelihood has no maximum");
  check_undefined({{1.0, 2.0, 4.0, 3.5}, {{0, 0, 1, 1}}, {1, 1, 2, 2}}, 3, 2,
                  "x explains every difference between groups: no variance between them is left to estimate");
  check_undefined({{1.0, 2.0}, {{0, 1}}, {1, 2}}, 3, 2, "fewer rows than coefficients");
}

TEST_CASE("missing cells leave rows out, and groups that lose all of them") {
  TableData table(7);
  table.numbers("y", {1, 2, 4, 3.5, 9, 9, 2.5}).validity({1, 1, 1, 1, 0, 1, 1});
  table.integers("x", {1, 0, 1, 0, 9, 9, 2}).validity({1, 1, 1, 1, 1, 0, 1});
  table.texts("group", {"a", "a", "b", "b", "lost", "lost", "a"});
  FakeHost host;
  Instance<oph_pillar_t> pillar(mixed(), host, json::object{{"random_effects", 9}});
  const auto rows = compute(pillar, table);
  REQUIRE_FALSE(rows.front().undefined());
  CHECK(rows.front().detail.at("missing") == 2);
  CHECK(rows.front().detail.at("n_obs") == 5);
  CHECK(rows.front().detail.at("random_effects").at("group") == json::array{"a", "b"});
  const auto same = fitted({{1, 2, 4, 3.5, 2.5}, {{1, 0, 1, 0, 2}}, {1, 1, 2, 2, 1}});
  CHECK(member(rows, "loglik") == member(same, "loglik"));
}

TEST_CASE("groups of any type") {
  const auto panel = scattered(40, 2, 1);
  const auto expected = fitted(panel);
  const auto with = [&](auto add) {
    TableData table(40);
    table.numbers("y", panel.y).numbers("x", panel.x[0]);
    add(table);
    FakeHost host;
    Instance<oph_pillar_t> pillar(mixed(), host);
    return member(compute(pillar, table), "loglik");
  };
  std::vector<std::uint8_t> flags;
  std::vector<double> numbers;
  for (const auto g : panel.group) {
    flags.push_back(static_cast<std::uint8_t>(g));
    numbers.push_back(g == 0 ? -0.0 : 0.25);
  }
  CHECK(with([&](TableData& table) { table.booleans("group", flags); }) == member(expected, "loglik"));
  CHECK(with([&](TableData& table) { table.numbers("group", numbers); }) == member(expected, "loglik"));
}

TEST_CASE("Kenward and Roger's degrees of freedom are those of a REML fit") {
  FakeHost host;
  CHECK(status_of([&] { Instance<oph_pillar_t>(mixed(), host, json::object{{"reml", false}, {"degrees_of_freedom", "kenward_roger"}}); }) ==
        OPH_INVALID_ARGUMENT);
}
