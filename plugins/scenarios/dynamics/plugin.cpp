// SPDX-License-Identifier: Apache-2.0
#include <ophamin/sdk.hpp>

#include "cognitive_inertia.hpp"
#include "kernel_coupling.hpp"
#include "world_model_gap.hpp"

namespace {

constexpr ophamin::sdk::PluginInfo kPlugin{
    .id = "ophamin.dynamics", .version = OPHAMIN_PLUGIN_VERSION, .vendor = "Ophamin", .license = "Apache-2.0"};

}  // namespace

OPHAMIN_PLUGIN(kPlugin, ophamin::dynamics::KernelCoupling, ophamin::dynamics::WorldModelGap, ophamin::dynamics::CognitiveInertia);
