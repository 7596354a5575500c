// SPDX-License-Identifier: Apache-2.0
// expect: sdk: a pillar's name has letters, digits
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodPillar {
  static constexpr sdk::PillarInfo kInfo{.name = "O.spc", .summary = "s", .library = "l", .library_version = "1"};
};
#else
struct Subject : GoodPillar {
  static constexpr sdk::PillarInfo kInfo{.name = "O spc", .summary = "s", .library = "l", .library_version = "1"};
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
