// SPDX-License-Identifier: Apache-2.0
// expect: sdk: two components of one kind have the same name
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodPillar {};
struct Other : GoodPillar {
  static constexpr sdk::PillarInfo kInfo{.name = "demo.other", .summary = "s", .library = "l", .library_version = "1"};
};
#else
struct Subject : GoodPillar {};
struct Other : GoodPillar {};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject, Other);
