// SPDX-License-Identifier: Apache-2.0
#include <ophamin/sdk.hpp>

#include "drift.hpp"
#include "spc.hpp"
#include "srm.hpp"

namespace {

constexpr ophamin::sdk::PluginInfo kPlugin{
    .id = "ophamin.observability", .version = OPHAMIN_PLUGIN_VERSION, .vendor = "Ophamin", .license = "Apache-2.0 AND BSL-1.0"};

}  // namespace

OPHAMIN_PLUGIN(kPlugin, ophamin::observability::Spc, ophamin::observability::Srm, ophamin::observability::Drift);
