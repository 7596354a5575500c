// SPDX-License-Identifier: Apache-2.0
#include <ophamin/sdk.hpp>

#include "mea.hpp"
#include "mixed_effects.hpp"

namespace {

constexpr ophamin::sdk::PluginInfo kPlugin{
    .id = "ophamin.effects", .version = OPHAMIN_PLUGIN_VERSION, .vendor = "Ophamin", .license = "Apache-2.0 AND MPL-2.0 AND BSL-1.0"};

}  // namespace

OPHAMIN_PLUGIN(kPlugin, ophamin::effects::MixedEffects, ophamin::effects::Mea);
