// SPDX-License-Identifier: Apache-2.0
// expect: sdk: a plugin's version is a semantic version
#include "../good.hpp"

#ifndef MISUSE
constexpr sdk::PluginInfo kPlugin{.id = "demo", .version = "1.2.3-rc.1+b.5", .vendor = "v", .license = "MIT"};
#else
constexpr sdk::PluginInfo kPlugin{.id = "demo", .version = "1.02.3", .vendor = "v", .license = "MIT"};
#endif

OPHAMIN_PLUGIN(kPlugin, GoodPillar);
