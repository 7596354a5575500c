// SPDX-License-Identifier: Apache-2.0
#include <ophamin/sdk.hpp>

#include "conformal.hpp"
#include "conformal_sets.hpp"
#include "proportion.hpp"
#include "quantile.hpp"

namespace {

constexpr ophamin::sdk::PluginInfo kPlugin{
    .id = "ophamin.statistics", .version = OPHAMIN_PLUGIN_VERSION, .vendor = "Ophamin", .license = "Apache-2.0 AND BSL-1.0"};

}  // namespace

OPHAMIN_PLUGIN(kPlugin, ophamin::statistics::Proportion, ophamin::statistics::Quantile, ophamin::statistics::Conformal,
               ophamin::statistics::ConformalSets);
