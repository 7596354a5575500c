// SPDX-License-Identifier: Apache-2.0
// expect: sdk: the struct of parameters must be default-constructible
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodPillar {
  struct Params {
    double x = 0;
  };
  static constexpr auto kParameters = sdk::parameters(sdk::param("x", &Params::x).help("h"));
  explicit Subject(const Params&) {}
};
#else
struct Subject : GoodPillar {
  struct Params {
    explicit Params(int) {}
    double x = 0;
  };
  static constexpr auto kParameters = sdk::parameters(sdk::param("x", &Params::x).help("h"));
  explicit Subject(const Params&) {}
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
