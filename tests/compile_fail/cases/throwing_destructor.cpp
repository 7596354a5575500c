// SPDX-License-Identifier: Apache-2.0
// expect: sdk: the destructor of a component must not throw
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodPillar {
  ~Subject() {}
};
#else
struct Subject : GoodPillar {
  ~Subject() noexcept(false) {}
};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
