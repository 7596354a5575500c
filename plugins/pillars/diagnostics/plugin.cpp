// SPDX-License-Identifier: Apache-2.0
#include <ophamin/sdk.hpp>

#include "anticipatory.hpp"
#include "inertia.hpp"
#include "kernel_coupling.hpp"

namespace {

constexpr ophamin::sdk::PluginInfo kPlugin{.id = "ophamin.diagnostics",
                                           .version = OPHAMIN_PLUGIN_VERSION,
                                           .vendor = "Ophamin",
                                           .license = "Apache-2.0 AND BSL-1.0 AND MPL-2.0"};

}  // namespace

OPHAMIN_PLUGIN(kPlugin, ophamin::diagnostics::Anticipatory, ophamin::diagnostics::Inertia, ophamin::diagnostics::KernelCoupling);
