// SPDX-License-Identifier: Apache-2.0
// expect: sdk: an enum parameter needs choices()
#include "../good.hpp"

#ifndef MISUSE
enum class Color { kRed };
struct Subject : GoodPillar {
  struct Params {
    Color x = Color::kRed;
  };
  static constexpr auto kParameters = sdk::parameters(sdk::param("x", &Params::x).help("h").choices({{"red", Color::kRed}}));
  explicit Subject(const Params&) {}
};
#else
enum class Color { kRed };
struct Subject : GoodPillar {
  struct Params {
    Color x = Color::kRed;
  };
  static constexpr auto kParameters = sdk::parameters(sdk::param("x", &Params::x).help("h"));
  explicit Subject(const Params&) {}
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
