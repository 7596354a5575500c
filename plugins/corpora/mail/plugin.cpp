// SPDX-License-Identifier: Apache-2.0
#include <ophamin/sdk.hpp>

#include "enron.hpp"
#include "mbox.hpp"

namespace {

constexpr ophamin::sdk::PluginInfo kPlugin{.id = "ophamin.mail",
                                           .version = OPHAMIN_PLUGIN_VERSION,
                                           .vendor = "Ophamin",
                                           .license = "Apache-2.0 AND LGPL-2.1-or-later AND BSD-2-Clause"};

}  // namespace

OPHAMIN_PLUGIN(kPlugin, ophamin::mail::Enron, ophamin::mail::Mbox);
