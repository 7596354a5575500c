// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <ophamin/summary.hpp>

#include <cmath>
#include <limits>
#include <vector>

namespace sdk = ophamin::sdk;

TEST_CASE("quantiles by linear interpolation") {
  const std::vector<double> x{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  CHECK(sdk::quantile(x, 0.0) == 1.0);
  CHECK(sdk::quantile(x, 0.25) == doctest::Approx(3.25));
  CHECK(sdk::quantile(x, 0.95) == doctest::Approx(9.55));
  CHECK(sdk::quantile(x, 1.0) == 10.0);
  CHECK(std::isnan(sdk::quantile({}, 0.5)));
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(sdk::quantile(std::vector{-infinity, -infinity, 1.0}, 0.25) == -infinity);
  CHECK(sdk::quantile(std::vector{-infinity, 1.0}, 0.25) == -infinity);
  CHECK(sdk::quantile(std::vector{1.0, infinity}, 0.25) == infinity);
  CHECK(std::isnan(sdk::quantile(std::vector{-infinity, infinity}, 0.25)));
  CHECK(sdk::quantile(std::vector{-1.7e308, 1.7e308}, 0.5) == 0.0);
  CHECK(sdk::quantile(std::vector{7.0}, 0.9) == 7.0);
}

TEST_CASE("the summary of a sample") {
  const auto s = sdk::summarize({10, 9, 8, 7, 6, 5, 4, 3, 2, 1});
  CHECK(s.n == 10);
  CHECK(s.min == 1.0);
  CHECK(s.max == 10.0);
  CHECK(s.median == 5.5);
  CHECK(s.mean == doctest::Approx(5.5));
  CHECK(s.p10 == 1.0);   // index max(0, floor(1.0) - 1)
  CHECK(s.p90 == 10.0);  // index min(9, floor(9.0))
  const auto twenty = sdk::summarize({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20});
  CHECK(twenty.p10 == 2.0);
  CHECK(twenty.p90 == 19.0);
  const auto three = sdk::summarize({3, 1, 2});
  CHECK(three.median == 2.0);
  CHECK(three.p10 == 1.0);
  CHECK(three.p90 == 3.0);
}

TEST_CASE("an empty sample is all zero and says n 0") {
  const auto s = sdk::summarize({});
  CHECK(s.n == 0);
  for (const double figure : {s.min, s.max, s.median, s.mean, s.p10, s.p90}) CHECK(figure == 0.0);
}

TEST_CASE("the mean of large numbers does not overflow") {
  CHECK(sdk::summarize({1.5e308, 1.5e308}).mean == 1.5e308);
  CHECK(sdk::summarize({1.5e308, 1.5e308}).median == 1.5e308);
}
