// SPDX-License-Identifier: Apache-2.0
//
// stats.summary, stats.bootstrap, stats.wasserstein and stats.adjust.
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

const double kNan = std::nan("");
const GoldenMethod kAdjust("stats.adjust", "basics");

// permeability constants of human chorioamnion, M. Hollander and D. A. Wolfe (1973), 69
const Values kAtTerm{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};

std::vector<Row> run(std::string_view pillar_name, TableData& table, const json::object& params = {}) {
  FakeHost host;
  Instance<oph_pillar_t> pillar(shipped("statistics", OPH_PILLAR, pillar_name), host, params);
  return compute(pillar, table);
}

std::vector<Row> of_column(std::string_view pillar, std::string_view role, const Values& values, const json::object& params = {}) {
  TableData table(values.size());
  table.numbers(role, values);
  return run(pillar, table, params);
}

std::vector<Row> bootstrap(const Values& values, const json::object& params = {}) { return of_column("stats.bootstrap", "value", values, params); }

std::vector<Row> adjust(const Values& p, const json::object& params = {}) { return of_column("stats.adjust", "p", p, params); }

std::vector<Row> wasserstein(const Values& x, const Values& y, const json::object& params = {}) {
  Values values = x;
  values.insert(values.end(), y.begin(), y.end());
  std::vector<std::uint8_t> groups(x.size(), 0);
  groups.resize(values.size(), 1);
  TableData table(values.size());
  table.numbers("value", values).booleans("group", groups);
  return run("stats.wasserstein", table, params);
}

double spread(std::size_t i) {
  const double x = std::sin(static_cast<double>(i) * 12.9898) * 43758.5453;
  return x - std::floor(x);
}

Values scattered(std::size_t n, double shift = 0.0) {
  Values out(n);
  for (std::size_t i = 0; i < n; ++i) out[i] = shift + spread(i);
  return out;
}

Values mapped(Values values, double scale, double shift) {
  for (double& value : values) value = scale * value + shift;
  return values;
}

doctest::Approx near(double value, double epsilon = 1e-9) { return doctest::Approx(value).epsilon(epsilon); }

}  // namespace

TEST_CASE("a summary of one sample") {
  const auto rows = of_column("stats.summary", "value", kAtTerm);
  CHECK(rows.front().value == near(1.313));
  CHECK(rows.front().ci_low == near(0.9973761524244789));
  CHECK(rows.front().ci_high == near(1.628623847575521));
  CHECK(find(rows, "sd").value == near(0.4412117153677787));
  CHECK(find(rows, "min").value == 0.73);
  CHECK(find(rows, "median").value == near(1.415));
  CHECK(find(rows, "p10").value == 0.73);  // s[max(0, 1 - 1)]
  CHECK(find(rows, "p90").value == 1.91);  // s[min(9, 9)]
  CHECK(find(rows, "max").value == 1.91);
  const auto one = of_column("stats.summary", "value", {4.0});
  CHECK(one.front().value == 4.0);
  CHECK_FALSE(one.front().has_ci());
  CHECK(find(one, "sd").undefined());
  CHECK(of_column("stats.summary", "value", {}).front().undefined());
  CHECK(of_column("stats.summary", "value", {1.0, kNan}).front().found == 1);
  CHECK(find(of_column("stats.summary", "value", mapped(kAtTerm, 1.0, 1e9)), "sd").value == near(0.4412117153677787, 1e-6));
}

TEST_CASE("bootstrap intervals agree with those of SciPy's 200,000 resamples") {
  const auto check = [](const json::object& params, double low, double high, double error, double within) {
    const auto rows = bootstrap(kAtTerm, params);
    CHECK(std::fabs(rows.front().ci_low - low) <= within);
    CHECK(std::fabs(rows.front().ci_high - high) <= within);
    CHECK(find(rows, "standard_error").value == near(error, 0.03));
  };
  const auto params = [](const char* statistic, const char* method) {
    return json::object{{"statistic", statistic}, {"method", method}, {"n_resamples", 40'000}};
  };
  check(params("mean", "bca"), 1.052, 1.569, 0.1323074, 0.01);
  check(params("mean", "percentile"), 1.054, 1.571, 0.1323074, 0.01);
  check(params("median", "bca"), 0.83, 1.675, 0.2181097, 0.05);
  check(params("std", "bca"), 0.3380209, 0.5577514, 0.0629212, 0.012);
  check(params("std", "basic"), 0.3585013, 0.6035766, 0.0629212, 0.012);
}

TEST_CASE("the bootstrap is repeatable, and the order of rows does not matter") {
  const auto sample = scattered(50);
  auto backwards = sample;
  std::reverse(backwards.begin(), backwards.end());
  for (const auto* statistic : {"mean", "median", "std", "variance", "min", "max", "range", "quantile", "iqr", "mad"}) {
    CAPTURE(statistic);
    const json::object params{{"statistic", statistic}, {"p", 0.8}, {"n_resamples", 500}};
    const auto once = bootstrap(sample, params).front();
    const auto again = bootstrap(backwards, params).front();
    CHECK(once.statistic == statistic);
    CHECK(once.value == again.value);
    CHECK(once.ci_low == again.ci_low);
    CHECK(once.ci_high == again.ci_high);
    const auto moved = bootstrap(mapped(sample, 2.0, 0.0), params).front();
    const double unit = std::string_view(statistic) == "variance" ? 4.0 : 2.0;
    CHECK(moved.value == near(unit * once.value));
    if (once.has_ci()) CHECK(moved.ci_low == near(unit * once.ci_low));
  }
}

TEST_CASE("where the bootstrap has no answer it says so") {
  CHECK(bootstrap({}).front().undefined());
  const auto one = bootstrap({1.0}).front();
  CHECK(one.needed == 2);
  CHECK(one.found == 1);
  CHECK(bootstrap({1.0, 2.0}, {{"statistic", "std"}}).front().needed == 3);
  CHECK(bootstrap({1.0, kNan, 2.0}).front().undefined());
  const auto equal = bootstrap({3.0, 3.0, 3.0}).front();
  CHECK(equal.value == 3.0);
  CHECK(equal.ci_low == 3.0);
  CHECK(equal.ci_high == 3.0);
  // A maximum is never exceeded by a resample: more than half of them reach it, none is above.
  const auto most = bootstrap(scattered(30), {{"statistic", "max"}, {"method", "percentile"}}).front();
  CHECK(most.ci_high == most.value);
  const auto wide = bootstrap(scattered(6'000), {{"statistic", "mad"}, {"n_resamples", 20}}).front();
  CHECK_FALSE(wide.has_ci());
  CHECK(wide.detail.at("no_interval").as_string().find("percentile") != std::string::npos);
}

TEST_CASE("a BCa interval of the mean covers as often as it says") {
  std::size_t covered = 0;
  constexpr std::size_t kSamples = 300;
  for (std::size_t s = 0; s < kSamples; ++s) {
    Values sample(40);
    for (std::size_t i = 0; i < sample.size(); ++i) sample[i] = spread(1 + s * 1000 + i * 7);
    const auto row = bootstrap(sample, {{"n_resamples", 400}, {"level", 0.9}}).front();
    covered += row.ci_low <= 0.5 && 0.5 <= row.ci_high ? 1 : 0;
  }
  CHECK(covered >= 250);  // 270 expected, standard deviation 5
  CHECK(covered <= 290);
}

TEST_CASE("Wasserstein distances as SciPy and the merged quantiles have them") {
  CHECK(wasserstein({0, 1, 3}, {5, 6, 8, 7.5, 1}).front().value == near(4.166666666666666));
  CHECK(wasserstein({0, 1, 3}, {5, 6, 8, 7.5, 1}, {{"p", 2}}).front().value == near(4.48516071804196));
  CHECK(wasserstein({0, 1, 3}, {5, 6, 8, 7.5, 1}, {{"p", 3}}).front().value == near(4.666085528541136));
  const auto x = scattered(101), y = scattered(37, 0.3);
  for (const double p : {1.0, 2.0, 7.5}) {
    CAPTURE(p);
    const json::object params{{"p", p}};
    const double plain = wasserstein(x, y, params).front().value;
    CHECK(wasserstein(y, x, params).front().value == near(plain, 1e-12));
    CHECK(wasserstein(mapped(x, -5.0, 2.0), mapped(y, -5.0, 2.0), params).front().value == near(5.0 * plain, 1e-12));
    CHECK(wasserstein(x, x, params).front().value == 0.0);
    CHECK(wasserstein(x, mapped(x, 1.0, 0.25), params).front().value == near(0.25, 1e-12));  // a shift moves all by as much
    CHECK(wasserstein(mapped(x, 1e300, 0.0), mapped(y, 1e300, 0.0), params).front().value == near(1e300 * plain, 1e-12));
  }
  CHECK(wasserstein({1.0}, {}).front().undefined());
  CHECK(wasserstein({1.0, kNan}, {2.0}).front().undefined());
}

TEST_CASE("stats.adjust meets the golden values") {
  GoldenReport report(kAdjust);
  for (const auto& golden_case : report.cases()) {
    const auto& input = golden_case.at("input");
    if (input.at("function").as_string() != "p_adjust") continue;
    json::object actual;
    for (const auto* method : {"holm", "bh", "bonferroni"}) {
      const auto rows = adjust(doubles(input.at("p")), {{"method", method}, {"alpha", input.at("alpha")}});
      actual[method] = rows.front().detail.at("p_adjusted");
      actual[std::string(method) + "_rejected"] = rows.front().detail.at("rejected");
    }
    report.meets(golden_case, actual);
  }
  report.finish();
}

TEST_CASE("all five corrections as statsmodels 0.13 has them") {
  const Values p{0.01, 0.04, 0.03, 0.005, 0.2, 0.6};
  const auto check = [&](const char* method, const Values& expected, double rejected) {
    CAPTURE(method);
    const auto rows = adjust(p, {{"method", method}});
    const auto found = doubles(rows.front().detail.at("p_adjusted"));
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) CHECK(found[i] == near(expected[i], 1e-12));
    CHECK(rows.front().value == rejected);
    CHECK(find(rows, "smallest_adjusted_p").value == near(*std::min_element(expected.begin(), expected.end()), 1e-12));
  };
  check("bh", {0.03, 0.06, 0.06, 0.03, 0.24, 0.6}, 2);
  check("by", {0.0735, 0.147, 0.147, 0.0735, 0.588, 1.0}, 0);
  check("bonferroni", {0.06, 0.24, 0.18, 0.03, 1.0, 1.0}, 1);
  check("holm", {0.05, 0.12, 0.12, 0.03, 0.4, 0.6}, 1);  // 0.05 is not below alpha
  check("sidak", {0.058519850599, 0.217242210304, 0.16702799507100002, 0.029627490643734374, 0.7378560000000001, 0.995904}, 1);
  CHECK(doubles(adjust({1e-20, 0.5}, {{"method", "sidak"}}).front().detail.at("p_adjusted")).front() == near(2e-20, 1e-12));
}

TEST_CASE("what is no p-value is refused with its row") {
  for (const double bad : {-0.1, 1.5, kNan}) {
    CAPTURE(bad);
    CHECK(status_of([&] { adjust({0.1, bad}); }) == OPH_INVALID_ARGUMENT);
  }
  CHECK(adjust({}).front().undefined());
  CHECK(adjust({0.01, 0.9}, {{"list_limit", 1}}).front().detail.at("p_adjusted").as_array().size() == 1);
  CHECK(adjust({0.01}).front().value == 1.0);
}
