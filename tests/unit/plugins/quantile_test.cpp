// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "golden.hpp"

using namespace ophamin::test;

namespace {

std::vector<Row> quantiles(const std::vector<double>& values, const json::object& params) {
  FakeHost host;
  Instance<oph_pillar_t> pillar(shipped("statistics", OPH_PILLAR, "stats.quantile"), host, params);
  TableData table(values.size());
  table.numbers("value", values);
  return compute(pillar, table);
}

// P(low <= X < high) of a binomial(n, p), summed term by term.
double binomial_mass(int n, double p, std::int64_t low, std::int64_t high) {
  double sum = 0.0;
  for (int k = 0; k <= n; ++k) {
    if (k < low || k >= high) continue;
    sum += std::exp(std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0) + k * std::log(p) + (n - k) * std::log1p(-p));
  }
  return sum;
}

const GoldenMethod kQuantile("stats.quantile", "basics");

}  // namespace

TEST_CASE("stats.quantile meets the golden values") {
  GoldenReport report(kQuantile);
  for (const auto& golden_case : report.cases()) {
    const auto& input = golden_case.at("input");
    if (input.at("function").as_string() != "quantile_linear") continue;
    const auto rows = quantiles(doubles(input.at("x")), {{"p", input.at("p")}});
    if (is_undefined(golden_case)) {
      report.undefined(golden_case, rows);
      continue;
    }
    json::array actual;
    for (const auto& row : rows) actual.push_back(row.value);
    report.meets(golden_case, json::object{{"quantile", actual}});
  }
  report.finish();
}

TEST_CASE("the interval covers what it promises, and no narrower pair of ranks would on either side") {
  for (const int n : {6, 20, 73, 500}) {
    for (const double p : {0.5, 0.9, 0.95}) {
      for (const double level : {0.8, 0.95}) {
        CAPTURE(n);
        CAPTURE(p);
        CAPTURE(level);
        std::vector<double> values(static_cast<std::size_t>(n));
        for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>((i * 7919) % values.size());
        const auto row = quantiles(values, {{"p", json::array{p}}, {"level", level}}).front();
        const auto low = row.detail.at("ci_ranks").at(0).to_number<std::int64_t>();
        const auto high = row.detail.at("ci_ranks").at(1).to_number<std::int64_t>();
        const double tail = (1.0 - level) / 2.0;
        CHECK(binomial_mass(n, p, low, high) == doctest::Approx(to_double(row.detail.at("ci_coverage"))));
        CHECK(binomial_mass(n, p, low, high) >= level - 1e-12);
        CHECK(binomial_mass(n, p, 0, low + 1) > tail);       // one rank higher would leave too much below
        CHECK(binomial_mass(n, p, high - 1, n + 1) > tail);  // one rank lower would leave too much above
        const bool closed = low >= 1 && high <= n;
        CHECK(row.has_ci() == closed);
        if (closed) {
          CHECK(row.ci_low <= row.value);
          CHECK(row.value <= row.ci_high);
        }
      }
    }
  }
}

TEST_CASE("few observations give a quantile without an interval") {
  const auto row = quantiles({3.0, 1.0, 2.0}, {{"p", json::array{0.95}}}).front();
  CHECK(row.value == doctest::Approx(2.9));
  CHECK_FALSE(row.has_ci());
}

TEST_CASE("extremes, ties, one value and infinities") {
  const auto ends = quantiles({4.0, 4.0, 4.0}, {{"p", json::array{0.0, 0.5, 1.0}}});
  REQUIRE(ends.size() == 3);
  CHECK(ends[0].statistic == "quantile_0");
  CHECK(ends[1].statistic == "quantile_0.5");
  for (const auto& row : ends) CHECK(row.value == 4.0);
  CHECK_FALSE(ends[0].has_ci());
  CHECK(quantiles({7.0}, {{"p", json::array{0.3}}}).front().value == 7.0);
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(quantiles({1.0, infinity, infinity}, {{"p", json::array{0.75}}}).front().value == infinity);
  CHECK(quantiles({-infinity, 1.0}, {{"p", json::array{0.5}}}).front().value == -infinity);
  const auto between = quantiles({-infinity, infinity, 3.0, -infinity}, {{"p", json::array{0.5, 0.9}}});
  CHECK(between[0].value == -infinity);
  CHECK(between[1].value == infinity);
  const auto opposite = quantiles({-infinity, infinity}, {{"p", json::array{0.5}}}).front();
  CHECK(opposite.undefined());
  CHECK(opposite.needed == 2);
  CHECK(opposite.found == 0);
}

TEST_CASE("what has no order has no quantile") {
  const auto row = quantiles({1.0, std::nan(""), 2.0}, {{"p", json::array{0.5}}}).front();
  CHECK(row.undefined());
  CHECK(row.needed == 3);
  CHECK(row.found == 2);
}
