// SPDX-License-Identifier: Apache-2.0
#include <ophamin/sdk.hpp>

#include "kimera_substrate.hpp"
#include "process_substrate.hpp"

namespace {

constexpr ophamin::sdk::PluginInfo kPlugin{
    .id = "ophamin.process", .version = OPHAMIN_PLUGIN_VERSION, .vendor = "Ophamin", .license = "Apache-2.0 AND BSL-1.0"};

}  // namespace

OPHAMIN_PLUGIN(kPlugin, ophamin::process::Process, ophamin::process::Kimera);
