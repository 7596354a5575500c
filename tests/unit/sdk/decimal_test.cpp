// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <ophamin/decimal.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

namespace sdk = ophamin::sdk;

namespace {

std::string share(double of, std::uint64_t count) {
  const auto [floor, ceil] = sdk::whole_share(of, count);
  return std::to_string(floor) + " " + std::to_string(ceil);
}

}  // namespace

TEST_CASE("a share of a count is that of the decimal number, not of the double") {
  CHECK(share(0.29, 100) == "29 29");
  CHECK(std::floor(0.29 * 100) == 28);
  CHECK(share(0.7, 10) == "7 7");
  CHECK(share(0.9, 9) == "8 9");
  CHECK(share(0.1, 100) == "10 10");
  CHECK(share(1.0 / 3.0, 3) == "0 1");  // 0.3333333333333333 is less than a third
  CHECK(share(0.5, 3) == "1 2");
  CHECK(share(1.0, 17) == "17 17");
  CHECK(share(0.0, 17) == "0 0");
  CHECK(share(0.25, 0) == "0 0");
}

TEST_CASE("shares of every hundredth of counts up to a thousand are exact") {
  for (std::uint64_t percent = 0; percent <= 100; ++percent) {
    const double of = static_cast<double>(percent) / 100.0;
    for (std::uint64_t count = 0; count <= 1000; ++count) {
      const auto whole = sdk::whole_share(of, count);
      REQUIRE(whole.floor == percent * count / 100);
      REQUIRE(whole.ceil == (percent * count + 99) / 100);
    }
  }
}

TEST_CASE("shares of the largest counts and the smallest shares") {
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  CHECK(share(1.0, kMost) == "18446744073709551615 18446744073709551615");
  CHECK(share(0.1, kMost) == "1844674407370955161 1844674407370955162");
  CHECK(share(std::nextafter(1.0, 0.0), kMost) == "18446744073709549770 18446744073709549771");
  CHECK(share(std::numeric_limits<double>::denorm_min(), kMost) == "0 1");
  CHECK(share(1e-37, kMost) == "0 1");
  CHECK(share(1e-19, kMost) == "1 2");
  CHECK(share(std::numeric_limits<double>::denorm_min(), 0) == "0 0");
}

TEST_CASE("what is no share is refused") {
  for (const double wrong : {-0.1, 1.1, std::nan(""), HUGE_VAL}) CHECK_THROWS_AS(sdk::whole_share(wrong, 3), std::invalid_argument);
}
