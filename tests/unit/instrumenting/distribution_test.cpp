// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include <ophamin/instrumenting/distribution.hpp>

using namespace ophamin;
using instrumenting::Distribution;

namespace {

double member(const records::JsonObject& summary, std::string_view name) { return summary.find(name)->to_double(); }

}  // namespace

TEST_CASE("ranks are those of the reference: p10 one below floor(n/10), p90 at floor(9n/10)") {
  Distribution twenty;
  for (int i = 20; i >= 1; --i) twenty.add(i);
  const auto summary = twenty.to_json();
  CHECK(member(summary, "n") == 20);
  CHECK(member(summary, "min") == 1);
  CHECK(member(summary, "max") == 20);
  CHECK(member(summary, "median") == 10.5);
  CHECK(member(summary, "mean") == 10.5);
  CHECK(member(summary, "p10") == 2);
  CHECK(member(summary, "p90") == 19);
  CHECK_FALSE(summary.contains("quantiles_from"));
  Distribution one;
  one.add(3.0);
  for (const auto* name : {"min", "max", "median", "mean", "p10", "p90"}) CHECK(member(one.to_json(), name) == 3.0);
}

TEST_CASE("nothing is null, not 0") {
  const auto summary = Distribution().to_json();
  CHECK(member(summary, "n") == 0);
  CHECK(summary.find("median")->is_null());
  CHECK(summary.find("p90")->is_null());
  Distribution none;
  none.add(std::numeric_limits<double>::quiet_NaN());
  none.add(std::numeric_limits<double>::infinity());
  CHECK(none.count() == 0);
}

TEST_CASE("beyond what is kept the quantiles come from a sample, and the rest stays exact") {
  Distribution many;
  const int n = 1'000'000;
  for (int i = 1; i <= n; ++i) many.add(i);
  const auto summary = many.to_json();
  CHECK(member(summary, "n") == n);
  CHECK(member(summary, "min") == 1);
  CHECK(member(summary, "max") == n);
  CHECK(member(summary, "mean") == doctest::Approx((n + 1) / 2.0));
  CHECK(member(summary, "quantiles_from") == Distribution::kKept);
  // Standard error of a sample quantile: n sqrt(p (1 - p) / kept), 0.2 % of n for the median; five of them are allowed.
  CHECK(std::fabs(member(summary, "median") / n - 0.5) < 0.01);
  CHECK(std::fabs(member(summary, "p10") / n - 0.1) < 0.006);
  CHECK(std::fabs(member(summary, "p90") / n - 0.9) < 0.006);
}
