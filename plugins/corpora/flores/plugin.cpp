// SPDX-License-Identifier: Apache-2.0
#include <ophamin/sdk.hpp>

#include "flores.hpp"

namespace {

constexpr ophamin::sdk::PluginInfo kPlugin{
    .id = "ophamin.flores", .version = OPHAMIN_PLUGIN_VERSION, .vendor = "Ophamin", .license = "Apache-2.0"};

}  // namespace

OPHAMIN_PLUGIN(kPlugin, ophamin::flores::Flores);
