// SPDX-License-Identifier: Apache-2.0
// expect: sdk: a parameter is a bool, a number
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodPillar {
  struct Params {
    const char* y = "";
    double x = 0;
  };
  static constexpr auto kParameters = sdk::parameters(sdk::param("x", &Params::x).help("h"));
  explicit Subject(const Params&) {}
};
#else
struct Subject : GoodPillar {
  struct Params {
    const char* y = "";
    double x = 0;
  };
  static constexpr auto kParameters = sdk::parameters(sdk::param("y", &Params::y).help("h"));
  explicit Subject(const Params&) {}
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
