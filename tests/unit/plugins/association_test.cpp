// SPDX-License-Identifier: Apache-2.0
//
// stats.pearson, stats.spearman and stats.one_way_anova beyond the golden values.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "golden.hpp"

using namespace ophamin::test;

namespace {

using Values = std::vector<double>;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
const double kNan = std::nan("");

std::vector<Row> run(std::string_view pillar_name, TableData& table, const json::object& params = {}) {
  FakeHost host;
  Instance<oph_pillar_t> pillar(shipped("statistics", OPH_PILLAR, pillar_name), host, params);
  return compute(pillar, table);
}

Row correlate(std::string_view pillar, const Values& x, const Values& y, const json::object& params = {}) {
  TableData table(x.size());
  table.numbers("x", x).numbers("y", y);
  return run(pillar, table, params).front();
}

std::vector<Row> anova(const Values& values, const std::vector<std::int64_t>& groups, const json::object& params = {}) {
  TableData table(values.size());
  table.numbers("value", values).integers("group", groups);
  return run("stats.one_way_anova", table, params);
}

double figure(const Row& row, std::string_view key) { return to_double(row.detail.at(key)); }

double spread(std::size_t i) {
  const double x = std::sin(static_cast<double>(i) * 12.9898) * 43758.5453;
  return x - std::floor(x);
}

struct Cloud {
  Values x, y;
};

Cloud cloud(std::size_t n, double noise) {
  Cloud out;
  for (std::size_t i = 0; i < n; ++i) {
    out.x.push_back(spread(i));
    out.y.push_back(out.x.back() + noise * (spread(i + 5000) - 0.5));
  }
  return out;
}

Values mapped(Values values, double scale, double shift) {
  for (double& value : values) value = scale * value + shift;
  return values;
}

doctest::Approx near(double value, double epsilon = 1e-9) { return doctest::Approx(value).epsilon(epsilon); }

}  // namespace

TEST_CASE("a correlation next to 1 keeps the digits of what it lacks") {
  // y = x + d (-1)^i: 1 - r^2 is d^2 / (var x + d^2) up to the covariance of x with the signs.
  Values x, y;
  const std::size_t n = 1000;
  for (std::size_t i = 0; i < n; ++i) {
    x.push_back(static_cast<double>(i));
    y.push_back(static_cast<double>(i) + (i % 4 == 0 || i % 4 == 3 ? 1e-6 : -1e-6));  // uncorrelated with i
  }
  const auto row = correlate("stats.pearson", x, y);
  const double variance = (static_cast<double>(n * n) - 1.0) / 12.0;
  const double t = std::sqrt(variance / 1e-12 * static_cast<double>(n - 2));
  CHECK(figure(row, "statistic") == near(t, 1e-6));
  CHECK(row.p_value == 0.0);
}

TEST_CASE("a line is a correlation of exactly 1, and two points are none") {
  for (const auto* pillar : {"stats.pearson", "stats.spearman"}) {
    CAPTURE(pillar);
    const auto line = correlate(pillar, {1, 2, 3, 4}, {2, 4, 6, 8});
    CHECK(line.value == 1.0);
    CHECK(line.p_value == 0.0);
    CHECK(line.ci_low == 1.0);
    CHECK(correlate(pillar, {1, 2, 3, 4}, {8, 6, 4, 2}).value == -1.0);
    const auto three = correlate(pillar, {1, 2, 3}, {1, 3, 2});
    CHECK(three.value == near(0.5));
    CHECK_FALSE(three.has_ci());
    const auto two = correlate(pillar, {1, 2}, {1, 3});
    CHECK(two.undefined());
    CHECK(two.needed == 3);
    CHECK(two.found == 2);
    CHECK(correlate(pillar, {}, {}).undefined());
    CHECK(correlate(pillar, {1, 2, 3}, {5, 5, 5}).reason == "y does not vary");
    const auto bad = correlate(pillar, {1, kNan, 3, 4}, {1, 2, 3, 4});
    CHECK(bad.undefined());
    CHECK(bad.needed == 8);
    CHECK(bad.found == 7);
  }
  CHECK(correlate("stats.spearman", {1, kInfinity, 3, -kInfinity}, {1, 4, 3, 0}).value == 1.0);
  CHECK(correlate("stats.pearson", {1, kInfinity, 3, 4}, {1, 2, 3, 4}).undefined());
}

TEST_CASE("correlation does not depend on order, place and unit") {
  const auto data = cloud(60, 0.8);
  for (const auto* pillar : {"stats.pearson", "stats.spearman"}) {
    CAPTURE(pillar);
    const auto plain = correlate(pillar, data.x, data.y);
    const auto check = [&](const Row& row, double sign, double epsilon) {
      CHECK(row.value == near(sign * plain.value, epsilon));
      CHECK(row.p_value == near(plain.p_value, 100 * epsilon));
      CHECK((sign > 0 ? row.ci_low : -row.ci_high) == near(plain.ci_low, epsilon));
    };
    check(correlate(pillar, data.y, data.x), 1.0, 1e-12);
    check(correlate(pillar, mapped(data.x, -3.0, 0.0), data.y), -1.0, 1e-12);
    check(correlate(pillar, mapped(data.x, 1e-200, 0.0), mapped(data.y, 1e200, 0.0)), 1.0, 1e-12);
    check(correlate(pillar, mapped(data.x, 1.7e308, 0.0), mapped(data.y, -1e308, 0.0)), -1.0, 1e-12);
    check(correlate(pillar, mapped(data.x, 1.0, 1e9), mapped(data.y, 1.0, -1e9)), 1.0, 1e-5);  // the data themselves lose digits
    auto x = data.x, y = data.y;
    std::reverse(x.begin(), x.end());
    std::reverse(y.begin(), y.end());
    check(correlate(pillar, x, y), 1.0, 1e-12);
  }
  // Ranks see nothing of a monotone transformation.
  auto exponential = data.x;
  for (double& value : exponential) value = std::exp(7.0 * value);
  CHECK(correlate("stats.spearman", exponential, data.y).value == correlate("stats.spearman", data.x, data.y).value);
}

TEST_CASE("rows without one of the two values are left out and counted") {
  TableData table(5);
  table.numbers("x", {1, 2, 0, 3, 4}).validity({1, 1, 0, 1, 1}).numbers("y", {1, 3, 2, 2, 0}).validity({1, 1, 1, 1, 0});
  const auto row = run("stats.pearson", table).front();
  CHECK(row.value == near(0.5));
  CHECK(row.detail.at("missing") == 2);
}

TEST_CASE("Fisher's and Welch's analysis of variance as SciPy 1.10 and statsmodels 0.13 have them") {
  const Values values{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46, 1.15, 0.88, 0.90, 0.74, 1.21, 2.0, 2.1, 2.2, 1.7};
  std::vector<std::int64_t> groups(values.size(), 1);
  std::fill(groups.begin() + 10, groups.end(), 2);
  std::fill(groups.begin() + 15, groups.end(), 3);
  const auto equal = anova(values, groups).front();
  CHECK(equal.value == near(9.361581643550352));
  CHECK(equal.p_value == near(0.002032383218605925));
  const auto welch = anova(values, groups, {{"variances", "welch"}}).front();
  CHECK(welch.value == near(25.222165349039877));
  CHECK(welch.p_value == near(0.00019023060724486423));
  CHECK(figure(welch, "df_within") == near(9.13950811319468));
  // Two groups: F is t squared, of either kind.
  const Values two(values.begin(), values.begin() + 15);
  const std::vector<std::int64_t> halves(groups.begin(), groups.begin() + 15);
  CHECK(anova(two, halves).front().value == near(1.606136660273869 * 1.606136660273869));
  CHECK(anova(two, halves, {{"variances", "welch"}}).front().p_value == near(0.06210134378107843));
}

TEST_CASE("analysis of variance of an offset, of another order, and of many groups") {
  Values values;
  std::vector<std::int64_t> groups;
  for (std::size_t i = 0; i < 4000; ++i) {
    groups.push_back(static_cast<std::int64_t>(i % 500));
    values.push_back(std::floor(spread(i) * 1048576.0) / 1048576.0 + (i % 500 == 7 ? 0.5 : 0.0));
  }
  const auto plain = anova(values, groups).front();
  CHECK(anova(mapped(values, 1.0, 1e9), groups).front().value == near(plain.value, 1e-11));
  CHECK(anova(mapped(values, 1e-3, 0.0), groups).front().value == near(plain.value, 1e-11));
  auto values_back = values;
  auto groups_back = groups;
  std::reverse(values_back.begin(), values_back.end());
  std::reverse(groups_back.begin(), groups_back.end());
  CHECK(anova(values_back, groups_back).front().value == near(plain.value, 1e-12));
  CHECK(anova(values, groups, {{"list_limit", 3}}).front().detail.at("groups").as_array().size() == 3);
}

TEST_CASE("analysis of variance says what it lacks") {
  const auto check = [](const Row& row, std::uint64_t needed, std::uint64_t found) {
    CHECK(row.undefined());
    CHECK(row.needed == needed);
    CHECK(row.found == found);
  };
  check(anova({}, {}).front(), 2, 0);
  check(anova({1, 2, 3}, {1, 1, 1}).front(), 2, 1);
  check(anova({1, 2, 3}, {1, 2, 3}).front(), 4, 3);
  check(anova({5, 5, 5, 5}, {1, 1, 2, 2}).front(), 2, 1);
  check(anova({1, kNan, 3, 4}, {1, 1, 2, 2}).front(), 4, 3);
  check(anova({1, 2, 3, 3}, {1, 1, 2, 2}, {{"variances", "welch"}}).front(), 2, 1);
  // Groups without any spread, whose means differ.
  const auto infinite = anova({1, 1, 2, 2}, {1, 1, 2, 2});
  CHECK(infinite.front().value == kInfinity);
  CHECK(infinite.front().p_value == 0.0);
  CHECK(find(infinite, "eta_squared").value == 1.0);
  // One group is as small, another as large as can be.
  CHECK_FALSE(anova({1, 2, 3, 4, 9}, {1, 1, 1, 1, 2}).front().undefined());
  TableData table(2);
  table.numbers("value", {1.0, 2.0});
  CHECK(status_of([&] { run("stats.one_way_anova", table); }) == OPH_MISSING_ROLE);
}
