// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <ophamin/random.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <span>
#include <vector>

namespace sdk = ophamin::sdk;

TEST_CASE("the engine is the standard's 64-bit Mersenne Twister") {
  // [rand.predef]: the 10000th value of a default-seeded mt19937_64.
  sdk::Rng rng(5489);
  for (int i = 0; i < 9999; ++i) rng.bits();
  CHECK(rng.bits() == 9981545732273789042u);
}

TEST_CASE("the same seed gives the same draws, and reseeding starts anew") {
  sdk::Rng a(42), b(42), c(43);
  std::vector<double> first, second, third;
  const auto draw = [](sdk::Rng& rng) {
    std::vector<double> x;
    for (int i = 0; i < 20; ++i) {
      x.push_back(rng.normal(1, 2));
      x.push_back(rng.uniform01());
      x.push_back(rng.exponential(3));
      x.push_back(static_cast<double>(rng.uniform_int(-5, 5)));
      x.push_back(rng.bernoulli(0.5) ? 1 : 0);
    }
    return x;
  };
  first = draw(a);
  CHECK(first == draw(b));
  CHECK(first != draw(c));
  a.reseed(42);
  CHECK(first == draw(a));
}

TEST_CASE("draws are pinned: another value here is another stream for everybody") {
  sdk::Rng rng(20260515);
  // An initializer list is evaluated from left to right.
  std::vector<double> x{rng.uniform01(), rng.normal(), rng.exponential()};
  std::vector<std::int64_t> k{rng.uniform_int(0, 9), rng.uniform_int(0, 9), rng.uniform_int(-1000000, 1000000)};
  CHECK(x[0] == doctest::Approx(0.50576009230670238).epsilon(1e-15));
  CHECK(x[1] == doctest::Approx(1.0488939055972344).epsilon(1e-15));
  CHECK(x[2] == doctest::Approx(3.4682771502442229).epsilon(1e-15));
  CHECK(k == std::vector<std::int64_t>{7, 3, 707818});
  CHECK(rng.sample(10, 4) == std::vector<std::size_t>{1, 5, 2, 9});
  std::vector<int> order{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  rng.shuffle(std::span(order));
  CHECK(order == std::vector<int>{3, 7, 5, 8, 0, 4, 2, 1, 6, 9});
}

TEST_CASE("draws have the moments that they should") {
  sdk::Rng rng(1);
  constexpr int kDraws = 200'000;
  double normal = 0, square = 0, exponential = 0, uniform = 0;
  int heads = 0;
  std::vector<int> counts(5);
  for (int i = 0; i < kDraws; ++i) {
    const double z = rng.normal();
    normal += z;
    square += z * z;
    exponential += rng.exponential(2.0);
    const double u = rng.uniform01();
    CHECK_MESSAGE((u >= 0 && u < 1), u);
    uniform += u;
    heads += rng.bernoulli(0.3) ? 1 : 0;
    ++counts[static_cast<std::size_t>(rng.uniform_int(0, 4))];
  }
  const double root = std::sqrt(kDraws);
  CHECK(std::fabs(normal / kDraws) < 5 / root);
  CHECK(std::fabs(square / kDraws - 1) < 5 * std::sqrt(2.0) / root);
  CHECK(std::fabs(exponential / kDraws - 2) < 5 * 2 / root);
  CHECK(std::fabs(uniform / kDraws - 0.5) < 5 * 0.29 / root);
  CHECK(std::fabs(heads / static_cast<double>(kDraws) - 0.3) < 5 * 0.46 / root);
  for (const int count : counts) CHECK(std::fabs(count / static_cast<double>(kDraws) - 0.2) < 5 * 0.4 / root);
}

TEST_CASE("shuffles and samples") {
  sdk::Rng rng(9);
  std::vector<int> items(50);
  std::iota(items.begin(), items.end(), 0);
  const auto before = items;
  rng.shuffle(std::span(items));
  CHECK(items != before);
  auto sorted = items;
  std::sort(sorted.begin(), sorted.end());
  CHECK(sorted == before);

  const auto sample = rng.sample(30, 30);
  CHECK(std::set(sample.begin(), sample.end()).size() == 30);
  CHECK(rng.sample(5, 0).empty());
  CHECK_THROWS(rng.sample(3, 4));
  CHECK_THROWS(rng.uniform_int(2, 1));
  // Each of the six orders of three items, about equally often.
  std::map<std::vector<std::size_t>, int> orders;
  for (int i = 0; i < 6000; ++i) ++orders[rng.sample(3, 3)];
  CHECK(orders.size() == 6);
  for (const auto& [order, count] : orders) CHECK(std::abs(count - 1000) < 150);
}

TEST_CASE("every order of a shuffle is equally likely") {
  sdk::Rng rng(10);
  std::map<std::vector<int>, int> orders;
  constexpr int kShuffles = 24'000;
  for (int i = 0; i < kShuffles; ++i) {
    std::vector<int> items{0, 1, 2, 3};
    rng.shuffle(std::span(items));
    ++orders[items];
  }
  REQUIRE(orders.size() == 24);
  double chi_square = 0;
  for (const auto& [order, count] : orders) chi_square += (count - 1000.0) * (count - 1000.0) / 1000.0;
  CHECK(chi_square < 58.0);  // the 1 - 1e-4 quantile of 23 degrees of freedom is 57.8
}

TEST_CASE("indices are below their limit and without bias") {
  sdk::Rng rng(11);
  sdk::IndexDraws draws(rng);
  for (int i = 0; i < 5; ++i) CHECK(draws.below(1) == 0);
  // Without the correction, 3 * 2^30 would favour every third index by half.
  constexpr std::uint32_t kLimit = 3u << 30;
  std::map<std::uint32_t, int> thirds;
  for (int i = 0; i < 30'000; ++i) ++thirds[draws.below(kLimit) % 3];
  for (const auto& [third, count] : thirds) CHECK(std::abs(count - 10'000) < 5 * 82);
  std::uint32_t largest = 0;
  for (int i = 0; i < 1000; ++i) largest = std::max(largest, draws.below(7));
  CHECK(largest == 6);
}
