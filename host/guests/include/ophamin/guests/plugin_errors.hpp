// SPDX-License-Identifier: Apache-2.0
//
// What the registry complains of, as diagnostics of the host's catalogue.
#pragma once

#include <span>
#include <vector>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/registry/registry.hpp>
#include <ophamin/registry/violation.hpp>

namespace ophamin::guests {

std::vector<diagnostics::Diagnostic> to_diagnostics(std::span<const registry::Violation> violations);

/// One diagnostic for the miss, followed by the reasons if the component was found but refused.
std::vector<diagnostics::Diagnostic> to_diagnostics(const registry::RegistryMiss& miss);

/// Registry::get that throws diagnostics::Error (kComponentNotFound).
const registry::Component& get_component(const registry::Registry& registry, oph_kind_t kind, std::string_view name);

}  // namespace ophamin::guests
