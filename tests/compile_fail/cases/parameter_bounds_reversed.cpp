// SPDX-License-Identifier: Apache-2.0
// expect: sdk: a parameter's lower bound is above its upper bound
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodPillar {
  struct Params {
    double x = 0.5;
  };
  static constexpr auto kParameters = sdk::parameters(sdk::param("x", &Params::x).help("h").range(0, 1));
  explicit Subject(const Params&) {}
};
#else
struct Subject : GoodPillar {
  struct Params {
    double x = 0.5;
  };
  static constexpr auto kParameters = sdk::parameters(sdk::param("x", &Params::x).help("h").range(1, 0));
  explicit Subject(const Params&) {}
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
