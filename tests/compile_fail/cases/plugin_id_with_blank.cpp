// SPDX-License-Identifier: Apache-2.0
// expect: sdk: a plugin's id has letters
#include "../good.hpp"

#ifndef MISUSE
constexpr sdk::PluginInfo kPlugin{.id = "demo", .version = "1.0.0", .vendor = "v", .license = "MIT"};
#else
constexpr sdk::PluginInfo kPlugin{.id = "my plugin", .version = "1.0.0", .vendor = "v", .license = "MIT"};
#endif

OPHAMIN_PLUGIN(kPlugin, GoodPillar);
