// SPDX-License-Identifier: Apache-2.0
// expect: sdk: a streaming pillar needs all of
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodPillar {
  void begin() {}
  void update(const sdk::Table&, sdk::Events&) {}
  void finish(sdk::EvidenceSink&) {}
};
#else
struct Subject : GoodPillar {
  void begin() {}
  void finish(sdk::EvidenceSink&) {}
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
