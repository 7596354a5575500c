// SPDX-License-Identifier: Apache-2.0
//
// What a result was made with: host, compiler, platform, libraries, and every loaded plugin by digest.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <ophamin/registry/registry.hpp>

namespace ophamin::measuring {

using EnvironmentLock = std::vector<std::pair<std::string, std::string>>;

/// Names in a fixed order: `ophamin-host`, `ophamin-host.commit`, `compiler`, `build`, `platform`, libraries as they are at
/// run time, then `plugin:<id>` to `<version> sha256:<hex>` in order of ids.
EnvironmentLock environment_lock(const registry::Registry& registry);

}  // namespace ophamin::measuring
