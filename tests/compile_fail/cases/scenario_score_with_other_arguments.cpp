// SPDX-License-Identifier: Apache-2.0
// expect: sdk: a scenario needs `void score
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodScenario {};
#else
struct Subject : GoodScenario {
  void score(sdk::Run&) {}
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
