// SPDX-License-Identifier: Apache-2.0
#include <ophamin/sdk.hpp>

#include "sprt.hpp"

namespace {

constexpr ophamin::sdk::PluginInfo kPlugin{
    .id = "ophamin.adaptive", .version = OPHAMIN_PLUGIN_VERSION, .vendor = "Ophamin", .license = "Apache-2.0"};

}  // namespace

OPHAMIN_PLUGIN(kPlugin, ophamin::adaptive::Sprt);
