// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <ophamin/registry/load.hpp>

namespace ophamin::cli {

/// The component that the command line names. Throws diagnostics::Error: exit code 2 with near names if no plugin offers it,
/// 3 with the reasons if one was refused that does, or that may.
const registry::Component& named_component(const registry::LoadReport& plugins, oph_kind_t kind, const std::string& name);

}  // namespace ophamin::cli
