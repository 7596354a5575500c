// SPDX-License-Identifier: Apache-2.0
// expect: sdk: two roles have the same name
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodPillar {
  static constexpr sdk::Role kRoles[] = {{.name = "x", .help = "h"}, {.name = "y", .help = "h"}};
};
#else
struct Subject : GoodPillar {
  static constexpr sdk::Role kRoles[] = {{.name = "x", .help = "h"}, {.name = "x", .help = "h"}};
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
