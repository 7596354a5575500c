// SPDX-License-Identifier: Apache-2.0
// expect: sdk: a driven scenario decides itself
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodScenario {
  void drive(sdk::Driver&) {}
};
#else
struct Subject : GoodScenario {
  void drive(sdk::Driver&) {}
  bool after_batch(const sdk::Run&) { return false; }
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
