// SPDX-License-Identifier: Apache-2.0
// expect: sdk: a pillar needs `void compute
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodPillar {
  void compute(const sdk::Table&, sdk::EvidenceSink&) {}
};
#else
struct Subject : GoodPillar {
  void compute(const sdk::Table&) {}
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
