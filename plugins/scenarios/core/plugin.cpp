// SPDX-License-Identifier: Apache-2.0
#include <ophamin/sdk.hpp>

#include "round_trip_fidelity.hpp"
#include "throughput_ceiling.hpp"

namespace {

constexpr ophamin::sdk::PluginInfo kPlugin{
    .id = "ophamin.core", .version = OPHAMIN_PLUGIN_VERSION, .vendor = "Ophamin", .license = "Apache-2.0"};

}  // namespace

OPHAMIN_PLUGIN(kPlugin, ophamin::core::ThroughputCeiling, ophamin::core::RoundTripFidelity);
