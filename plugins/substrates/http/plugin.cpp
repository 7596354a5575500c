// SPDX-License-Identifier: Apache-2.0
#include <ophamin/sdk.hpp>

#include "http_substrate.hpp"

namespace {

constexpr ophamin::sdk::PluginInfo kPlugin{
    .id = "ophamin.http", .version = OPHAMIN_PLUGIN_VERSION, .vendor = "Ophamin", .license = "Apache-2.0 AND BSL-1.0 AND curl"};

}  // namespace

OPHAMIN_PLUGIN(kPlugin, ophamin::http::Http);
