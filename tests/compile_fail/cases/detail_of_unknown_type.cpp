// SPDX-License-Identifier: Apache-2.0
// expect: sdk: write null, a boolean, a number
#include "../good.hpp"

#ifndef MISUSE
struct Opaque {};
inline void fill(sdk::Object& o) { o.set("x", 1); }
#else
struct Opaque {};
inline void fill(sdk::Object& o) { o.set("x", Opaque{}); }
#endif

OPHAMIN_PLUGIN(kGoodPlugin, GoodPillar);
