// SPDX-License-Identifier: Apache-2.0
// expect: sdk: a plugin has at least one component
#include "../good.hpp"

#ifndef MISUSE
#define COMPONENTS , GoodPillar
#else
#define COMPONENTS
#endif

OPHAMIN_PLUGIN(kGoodPlugin COMPONENTS);
