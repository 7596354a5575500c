// SPDX-License-Identifier: Apache-2.0
// expect: sdk: a component needs a constructor that takes
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodPillar {
  explicit Subject(const sdk::Host&) {}
};
#else
struct Subject : GoodPillar {
  explicit Subject(int) {}
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
