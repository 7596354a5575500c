// SPDX-License-Identifier: Apache-2.0
// expect: sdk: kInfo.library is required
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodPillar {
  static constexpr sdk::PillarInfo kInfo{.name = "demo.x", .summary = "s", .library = "l", .library_version = "1"};
};
#else
struct Subject : GoodPillar {
  static constexpr sdk::PillarInfo kInfo{.name = "demo.x", .summary = "s", .library = "", .library_version = "1"};
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
