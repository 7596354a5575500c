// SPDX-License-Identifier: Apache-2.0
// expect: sdk: after_batch() of a scenario is
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodScenario {
  bool after_batch(const sdk::Run&) { return true; }
};
#else
struct Subject : GoodScenario {
  void after_batch(const sdk::Run&) {}
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
