// SPDX-License-Identifier: Apache-2.0
#include <ophamin/sdk.hpp>

#include "csv.hpp"
#include "jsonl.hpp"
#include "text_files.hpp"

namespace {

constexpr ophamin::sdk::PluginInfo kPlugin{.id = "ophamin.files",
                                           .version = OPHAMIN_PLUGIN_VERSION,
                                           .vendor = "Ophamin",
                                           .license = "Apache-2.0 AND BSL-1.0 AND BSD-2-Clause"};

}  // namespace

OPHAMIN_PLUGIN(kPlugin, ophamin::files::TextFiles, ophamin::files::Jsonl, ophamin::files::Csv);
