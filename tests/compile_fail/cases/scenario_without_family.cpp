// SPDX-License-Identifier: Apache-2.0
// expect: sdk: kInfo.family is required
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodScenario {
  static constexpr sdk::ScenarioInfo kInfo{.name = "a-question", .summary = "s", .tier = sdk::Tier::kScientific, .family = "f", .goal = "g", .explanation = "e"};
};
#else
struct Subject : GoodScenario {
  static constexpr sdk::ScenarioInfo kInfo{.name = "a-question", .summary = "s", .tier = sdk::Tier::kScientific, .family = "", .goal = "g", .explanation = "e"};
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
