// SPDX-License-Identifier: Apache-2.0
// expect: sdk: select_end() needs select()
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodScenario {
  void select(const sdk::Record&, sdk::Selection&) {}
  void select_end(sdk::Selection&) {}
};
#else
struct Subject : GoodScenario {
  void select_end(sdk::Selection&) {}
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
