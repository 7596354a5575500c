// SPDX-License-Identifier: Apache-2.0
// expect: sdk: a component needs static constexpr
#include "../good.hpp"

#ifndef MISUSE
struct Subject : GoodPillar {};
#else
struct Subject {};
#endif

OPHAMIN_PLUGIN(kGoodPlugin, Subject);
