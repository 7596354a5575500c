// SPDX-License-Identifier: Apache-2.0
#include <ophamin/sdk.hpp>

#include "cyber.hpp"

namespace {

// libgit2 is under the GPL 2 with the permission to link it to anything.
constexpr ophamin::sdk::PluginInfo kPlugin{.id = "ophamin.cyber",
                                           .version = OPHAMIN_PLUGIN_VERSION,
                                           .vendor = "Ophamin",
                                           .license = "Apache-2.0 AND GPL-2.0-only WITH GCC-exception-2.0"};

}  // namespace

OPHAMIN_PLUGIN(kPlugin, ophamin::cyber::Cyber);
