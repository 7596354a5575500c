// SPDX-License-Identifier: Apache-2.0
// expect: sdk: two parameters have the same name
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodPillar {
  struct Params {
    double x = 0, y = 0;
  };
  static constexpr auto kParameters = sdk::parameters(sdk::param("x", &Params::x).help("h"), sdk::param("y", &Params::y).help("h"));
  explicit Subject(const Params&) {}
};
#else
struct Subject : GoodPillar {
  struct Params {
    double x = 0, y = 0;
  };
  static constexpr auto kParameters = sdk::parameters(sdk::param("x", &Params::x).help("h"), sdk::param("x", &Params::y).help("h"));
  explicit Subject(const Params&) {}
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
