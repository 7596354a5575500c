// SPDX-License-Identifier: Apache-2.0
// expect: sdk: a pillar needs at least one role
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodPillar {};
#else
struct Subject {
  static constexpr sdk::PillarInfo kInfo = GoodPillar::kInfo;
  void compute(const sdk::Table&, sdk::EvidenceSink&) {}
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
