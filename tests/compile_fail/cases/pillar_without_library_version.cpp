// SPDX-License-Identifier: Apache-2.0
// expect: sdk: a pillar says the version of its library
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodPillar {
  static constexpr sdk::PillarInfo kInfo{.name = "demo.x", .summary = "s", .library = "l"};
  static std::string library_version() { return "2"; }
};
#else
struct Subject : GoodPillar {
  static constexpr sdk::PillarInfo kInfo{.name = "demo.x", .summary = "s", .library = "l"};
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
