// SPDX-License-Identifier: Apache-2.0
//
// stats.t_test, stats.cohen_d, stats.mann_whitney, stats.wilcoxon, stats.ks_two_sample beyond the golden values.
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
const std::vector<std::string> kTwoSample{"stats.t_test", "stats.cohen_d", "stats.mann_whitney", "stats.ks_two_sample"};

std::vector<Row> run(std::string_view pillar_name, TableData& table, const json::object& params = {}) {
  FakeHost host;
  Instance<oph_pillar_t> pillar(shipped("statistics", OPH_PILLAR, pillar_name), host, params);
  return compute(pillar, table);
}

// The shorter column is filled up with cells that have no value, as a CSV file would.
std::vector<Row> compare(std::string_view pillar, Values x, Values y, const json::object& params = {}) {
  const auto rows = std::max(x.size(), y.size());
  std::vector<std::uint8_t> has_x(rows, 0), has_y(rows, 0);
  std::fill_n(has_x.begin(), x.size(), std::uint8_t{1});
  std::fill_n(has_y.begin(), y.size(), std::uint8_t{1});
  x.resize(rows, kNan);
  y.resize(rows, kNan);
  TableData table(rows);
  table.numbers("x", x).validity(has_x).numbers("y", y).validity(has_y);
  return run(pillar, table, params);
}

std::vector<Row> grouped(std::string_view pillar, const Values& x, const Values& y, const json::object& params = {}) {
  Values values = x;
  values.insert(values.end(), y.begin(), y.end());
  std::vector<std::int64_t> groups(x.size(), 7);
  groups.resize(values.size(), 3);
  TableData table(values.size());
  table.numbers("value", values).integers("group", groups);
  return run(pillar, table, params);
}

double figure(const std::vector<Row>& rows, std::string_view key) { return to_double(rows.front().detail.at(key)); }

// Numbers between 0 and 1 without any pattern that matters.
double spread(std::size_t i) {
  const double x = std::sin(static_cast<double>(i) * 12.9898) * 43758.5453;
  return x - std::floor(x);
}

Values scattered(std::size_t n, std::size_t from, double shift = 0.0, double scale = 1.0) {
  Values out(n);
  for (std::size_t i = 0; i < n; ++i) out[i] = shift + scale * spread(from + i);
  return out;
}

Values mapped(Values values, double scale, double shift) {
  for (double& value : values) value = scale * value + shift;
  return values;
}

// permeability constants of human chorioamnion, M. Hollander and D. A. Wolfe (1973), 69
const Values kAtTerm{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
const Values kEarly{1.15, 0.88, 0.90, 0.74, 1.21};

doctest::Approx near(double value) { return doctest::Approx(value).epsilon(1e-9); }

}  // namespace

TEST_CASE("Student's, Welch's and one-sided tests as SciPy 1.10 has them") {
  const json::object student{{"kind", "student"}};
  CHECK(find(compare("stats.t_test", kAtTerm, kEarly, student), "t").value == near(1.606136660273869));
  CHECK(figure(compare("stats.t_test", kAtTerm, kEarly, student), "p_value") == near(0.13225051067782634));
  CHECK(figure(compare("stats.t_test", kAtTerm, kEarly, {{"alternative", "less"}}), "p_value") == near(0.9689493281094608));
  CHECK(figure(compare("stats.t_test", kAtTerm, kEarly, {{"alternative", "greater"}}), "p_value") == near(0.031050671890539214));
  const Values x{125, 115, 130, 140, 140, 115, 140, 125, 140, 135}, y{110, 122, 125, 120, 140, 124, 123, 137, 135, 145};
  const auto paired = compare("stats.t_test", x, y, {{"kind", "paired"}});
  CHECK(figure(paired, "statistic") == near(0.6362966894762422));
  CHECK(figure(paired, "p_value") == near(0.5404255793265437));
  CHECK(figure(paired, "df") == 9);
  // A null hypothesis at the estimate is as likely as can be.
  CHECK(figure(compare("stats.t_test", x, y, {{"kind", "paired"}, {"mu", 2.4}}), "p_value") < 1.0);
  CHECK(figure(compare("stats.t_test", x, y, {{"kind", "paired"}, {"mu", paired.front().value}}), "p_value") == 1.0);
}

TEST_CASE("Mann and Whitney's exact law as SciPy and R have it") {
  const auto p = [](const char* alternative, const char* method) {
    return compare("stats.mann_whitney", kAtTerm, kEarly, {{"alternative", alternative}, {"method", method}}).front().p_value;
  };
  CHECK(compare("stats.mann_whitney", kAtTerm, kEarly).front().value == 35.0);
  CHECK(p("two_sided", "exact") == near(0.2544122544122544));
  CHECK(p("less", "exact") == near(0.8967698967698966));
  CHECK(p("greater", "exact") == near(0.1272061272061272));
  CHECK(p("two_sided", "asymptotic") == near(0.24462360512698333));
  CHECK(p("less", "asymptotic") == near(0.9007753482039937));
  CHECK(p("greater", "asymptotic") == near(0.12231180256349167));
  // Far out in the tail: wilcox.test(exact = TRUE) of R 4.2.2.
  Values a(90), b(80), low(60), high(61);
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<double>(i + 1);
  for (std::size_t i = 0; i < b.size(); ++i) b[i] = static_cast<double>(i + 1) * 1.5 + 40.25;
  for (std::size_t i = 0; i < low.size(); ++i) low[i] = static_cast<double>(i + 1);
  for (std::size_t i = 0; i < high.size(); ++i) high[i] = static_cast<double>(i + 100);
  const auto deep = compare("stats.mann_whitney", a, b);
  CHECK(deep.front().value == 817.0);
  CHECK(deep.front().p_value == near(2.8877823639341276e-21));
  CHECK(compare("stats.mann_whitney", low, high).front().p_value == near(1.0435909684248488e-35));
  CHECK(compare("stats.mann_whitney", high, low).front().detail.at("p_method").as_string() == "exact");
}

TEST_CASE("tail probabilities do not end at the smallest difference from 1") {
  const auto far = compare("stats.mann_whitney", scattered(900, 0), scattered(900, 5000, 10.0));
  CHECK(far.front().p_value > 0.0);
  CHECK(far.front().p_value < 1e-280);
  const auto t = compare("stats.t_test", scattered(60, 0), scattered(60, 100, 100.0));
  CHECK(t.front().p_value > 0.0);
  CHECK(t.front().p_value < 1e-250);
  const auto ks = compare("stats.ks_two_sample", scattered(900, 0), scattered(900, 5000, 10.0));
  CHECK(ks.front().detail.at("p_method").as_string() == "exact");
  CHECK(ks.front().p_value == 0.0);  // 2 / binomial(1800, 900) is 1e-540
  const auto shorter = compare("stats.ks_two_sample", scattered(400, 0), scattered(400, 5000, 10.0));
  CHECK(shorter.front().p_value == doctest::Approx(2.0 * std::exp(2.0 * std::lgamma(401.0) - std::lgamma(801.0))).epsilon(1e-9));
}

TEST_CASE("the limit law of Kolmogorov and Smirnov") {
  // D = 1/n of samples that alternate: nothing speaks against one law.
  Values x, y;
  for (int i = 0; i < 2000; ++i) {
    x.push_back(i);
    y.push_back(i + 0.5);
  }
  const auto alike = compare("stats.ks_two_sample", x, y, {{"method", "limit"}});
  CHECK(alike.front().value == near(1.0 / 2000));
  CHECK(alike.front().p_value == 1.0);
  CHECK(compare("stats.ks_two_sample", x, y, {{"method", "exact"}}).front().p_value == near(1.0));
  // Where both are to be had they agree: the limit errs by about 1 / sqrt(n).
  const auto shifted = compare("stats.ks_two_sample", scattered(1500, 0), scattered(1500, 5000, 0.03), {{"method", "exact"}});
  CHECK(figure(shifted, "p_exact") == doctest::Approx(figure(shifted, "p_limit")).epsilon(0.1));
  // ks.test(exact = TRUE) of R 4.2.2, given the ties
  const auto tied = compare("stats.ks_two_sample", {1, 2, 2, 3, 3, 3, 7, 8}, {2, 3, 4, 4, 5, 5, 6, 9, 9});
  CHECK(tied.front().p_value == near(0.092965857671743257));
  CHECK(figure(tied, "p_limit") == near(0.18877991988066678));
  CHECK(compare("stats.ks_two_sample", {2, 2}, {2, 2, 2}).front().p_value == 1.0);
}

TEST_CASE("Wilcoxon's signed ranks as SciPy 1.10 and R have them") {
  // heights of crossed and self-fertilised maize, C. Darwin
  TableData table(15);
  table.numbers("value", {6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75});
  const auto exact = run("stats.wilcoxon", table);
  CHECK(exact.front().value == 96.0);
  CHECK(exact.front().effect_size == near(0.6));
  CHECK(exact.front().p_value == near(0.041259765625));
  CHECK(run("stats.wilcoxon", table, {{"alternative", "greater"}}).front().p_value == near(0.0206298828125));
  CHECK(run("stats.wilcoxon", table, {{"alternative", "less"}}).front().p_value == near(0.982330322265625));
  CHECK(run("stats.wilcoxon", table, {{"method", "asymptotic"}}).front().p_value == near(0.043772323763041174));

  const Values x{125, 115, 130, 140, 140, 115, 140, 125, 140, 135}, y{110, 122, 125, 120, 140, 124, 123, 137, 135, 145};
  const auto tied = compare("stats.wilcoxon", x, y);
  CHECK(figure(tied, "zeros") == 1);
  CHECK(figure(tied, "w_minus") == 18.0);
  CHECK(figure(tied, "p_asymptotic") == near(0.6352893188352069));
  CHECK(figure(tied, "p_asymptotic_no_continuity") == near(0.5936305914425295));
  CHECK(compare("stats.wilcoxon", x, y, {{"method", "exact"}}).front().undefined());
  CHECK(compare("stats.wilcoxon", x, x).front().undefined());
  CHECK(compare("stats.wilcoxon", {}, {}).front().undefined());
}

TEST_CASE("one column with groups is the same as two columns") {
  for (const auto& pillar : kTwoSample) {
    CAPTURE(pillar);
    const auto columns = compare(pillar, kAtTerm, kEarly);
    const auto groups = grouped(pillar, kAtTerm, kEarly);
    CHECK(groups.front().value == columns.front().value);
    CHECK(groups.front().p_value == columns.front().p_value);
    CHECK(groups.front().detail.at("x").as_string() == "7");
    CHECK(groups.front().detail.at("n_y") == 5);
    CHECK(columns.front().detail.at("missing") == 5);
  }
}

TEST_CASE("the order of rows, an offset and a unit change nothing that they must not") {
  const auto x = scattered(41, 0), y = scattered(29, 300, 0.2, 1.5);
  auto backwards = x;
  std::reverse(backwards.begin(), backwards.end());
  for (const auto& pillar : kTwoSample) {
    CAPTURE(pillar);
    const auto plain = compare(pillar, x, y).front();
    const auto check = [&](const Row& row, double unit, double epsilon) {
      CHECK(row.value == doctest::Approx(unit * plain.value).epsilon(epsilon));
      CHECK(row.p_value == doctest::Approx(plain.p_value).epsilon(epsilon));
      CHECK(row.effect_size == doctest::Approx(plain.effect_size).epsilon(epsilon));
    };
    const bool has_unit = pillar == "stats.t_test";
    check(compare(pillar, backwards, y).front(), 1.0, 1e-12);
    check(compare(pillar, mapped(x, 1024.0, 0.0), mapped(y, 1024.0, 0.0)).front(), has_unit ? 1024.0 : 1.0, 1e-12);
    check(compare(pillar, mapped(x, 1.0, 1e9), mapped(y, 1.0, 1e9)).front(), 1.0, 1e-6);  // the data themselves lose digits
    const auto swapped = compare(pillar, y, x).front();
    CHECK(swapped.p_value == doctest::Approx(plain.p_value).epsilon(1e-12));
    if (pillar != "stats.ks_two_sample") CHECK(swapped.effect_size == doctest::Approx(-plain.effect_size).epsilon(1e-12));
  }
}

TEST_CASE("offsets of 1e9 cost no digits that the data have") {
  // Multiples of 2^-20 are exact at 1e9, too.
  Values x, y;
  for (std::size_t i = 0; i < 300; ++i) {
    x.push_back(std::floor(spread(i) * 1048576.0) / 1048576.0);
    y.push_back(std::floor(spread(i + 700) * 1048576.0) / 1048576.0 + 0.125);
  }
  const auto plain = compare("stats.t_test", x, y);
  const auto far = compare("stats.t_test", mapped(x, 1.0, 1e9), mapped(y, 1.0, 1e9));
  for (const auto* key : {"mean_difference", "se", "df", "statistic", "p_value", "cohen_d"}) {
    CAPTURE(key);
    CHECK(figure(far, key) == doctest::Approx(figure(plain, key)).epsilon(1e-11));
  }
}

TEST_CASE("too few values, and values that do not vary, are undefined with the counts") {
  for (const auto& pillar : kTwoSample) {
    CAPTURE(pillar);
    for (const auto& row : compare(pillar, {}, {})) CHECK(row.undefined());
    for (const auto& row : compare(pillar, {1.0, 2.0}, {})) CHECK(row.undefined());
    const auto bad = compare(pillar, {1.0, kNan, 3.0}, {1.0, 2.0}).front();
    CHECK(bad.undefined());
    CHECK(bad.needed == 5);
    CHECK(bad.found == 4);
  }
  const auto one = compare("stats.t_test", {1.0}, {2.0, 3.0}).front();
  CHECK(one.undefined());
  CHECK(one.needed == 2);
  CHECK(one.found == 1);
  CHECK_FALSE(compare("stats.t_test", {1.0}, {2.0, 3.0}, {{"kind", "student"}}).front().undefined());
  CHECK(compare("stats.t_test", {1.0}, {2.0}, {{"kind", "student"}}).front().needed == 3);
  CHECK(compare("stats.t_test", {2, 2, 2}, {2, 2, 2}).front().undefined());
  CHECK(compare("stats.cohen_d", {2, 2, 2}, {3, 3}).front().undefined());
  CHECK(compare("stats.mann_whitney", {2, 2, 2}, {2, 2}).front().undefined());
  CHECK(compare("stats.mann_whitney", {1, 2, 2}, {3, 4}, {{"method", "exact"}}).front().undefined());
  CHECK(compare("stats.t_test", {1e308, -1e308, 1e308}, {1.0, 2.0}).front().undefined());
  // Order is all that ranks need.
  const auto infinite = compare("stats.mann_whitney", {1.0, kInfinity, 3.0}, {-kInfinity, 2.0}).front();
  CHECK(infinite.value == 5.0);
  CHECK(compare("stats.t_test", {1.0, kInfinity, 3.0}, {1.0, 2.0}).front().undefined());
}

TEST_CASE("an extreme imbalance is no obstacle") {
  const auto many = scattered(50'000, 0);
  const Values two{0.4, 5.0};
  for (const auto& pillar : kTwoSample) {
    CAPTURE(pillar);
    CHECK_FALSE(compare(pillar, many, two).front().undefined());
  }
}

TEST_CASE("roles that are missing or wrong are named") {
  for (const auto& pillar : kTwoSample) {
    CAPTURE(pillar);
    TableData only_x(2);
    only_x.numbers("x", {1.0, 2.0});
    CHECK(status_of([&] { run(pillar, only_x); }) == OPH_MISSING_ROLE);
    TableData both(2);
    both.numbers("x", {1.0, 2.0}).numbers("y", {1.0, 2.0}).numbers("value", {1.0, 2.0});
    CHECK(status_of([&] { run(pillar, both); }) == OPH_MISSING_ROLE);
    TableData three(3);
    three.numbers("value", {1.0, 2.0, 3.0}).texts("group", {"a", "b", "c"});
    CHECK(status_of([&] { run(pillar, three); }) == OPH_INVALID_ARGUMENT);
  }
  TableData table(2);
  table.numbers("value", {1.0, 2.0}).numbers("x", {1.0, 2.0}).numbers("y", {1.0, 2.0});
  CHECK(status_of([&] { run("stats.wilcoxon", table); }) == OPH_MISSING_ROLE);
}

TEST_CASE("Cohen's d in pairs, and its interval unrounded") {
  const Values x{1, 2, 3, 4, 5.5}, y{2, 2.5, 4, 4.25, 7};
  const auto independent = compare("stats.cohen_d", x, y);
  const auto paired = compare("stats.cohen_d", x, y, {{"paired", true}});
  // Of equal sizes the pooled deviation is the root of the mean variance: only the name differs.
  CHECK(paired.front().value == near(independent.front().value));
  CHECK(paired.front().detail.contains("mean_sd"));
  const double d = paired.front().value;
  const double half = 2.306004135204166 * std::sqrt(10.0 / 25.0 + d * d / 20.0);  // the 97.5 % point of t with 8 degrees of freedom
  CHECK(paired.front().ci_low == near(d - half));
  CHECK(paired.front().ci_high == near(d + half));
  const auto& g = find(paired, "hedges_g");
  CHECK(g.value == near(d * 0.9027033336764101));  // Gamma(4) / (2 Gamma(3.5))
}
