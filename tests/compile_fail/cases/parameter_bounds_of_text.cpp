// SPDX-License-Identifier: Apache-2.0
// expect: sdk: only numbers have bounds
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodPillar {
  struct Params {
    std::string x;
  };
  static constexpr auto kParameters = sdk::parameters(sdk::param("x", &Params::x).help("h").one_of({"", "a"}));
  explicit Subject(const Params&) {}
};
#else
struct Subject : GoodPillar {
  struct Params {
    std::string x;
  };
  static constexpr auto kParameters = sdk::parameters(sdk::param("x", &Params::x).help("h").at_least(0));
  explicit Subject(const Params&) {}
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
