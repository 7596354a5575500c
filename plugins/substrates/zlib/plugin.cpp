// SPDX-License-Identifier: Apache-2.0
#include <ophamin/sdk.hpp>

#include "zlib_substrate.hpp"

namespace {

constexpr ophamin::sdk::PluginInfo kPlugin{
    .id = "ophamin.zlib", .version = OPHAMIN_PLUGIN_VERSION, .vendor = "Ophamin", .license = "Apache-2.0 AND Zlib"};

}  // namespace

OPHAMIN_PLUGIN(kPlugin, ophamin::zlib::Zlib);
