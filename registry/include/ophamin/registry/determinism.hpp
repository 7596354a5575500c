// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include <boost/json/object.hpp>
#include <ophamin/registry/plugin.hpp>
#include <ophamin/registry/violation.hpp>

/// OPH-HOST-8: a component that says it is deterministic is held to it.
namespace ophamin::registry {

struct DeterminismResult {
  bool checked = false;               ///< the pillar computed, so that there was something to compare
  std::string note;                   ///< why it was not checked, or what was compared
  std::vector<Violation> violations;  ///< OPH-HOST-8 for other evidence from the same input; OPH-ABI-9 for instances that
                                      ///< change each other's results
};

/// Runs a pillar that declares itself deterministic on a synthetic table made from its roles: alone, again in a fresh
/// instance, and with two instances alive at once. Everything it hands over (evidence, details, events, errors) is compared
/// bit for bit. `parameters` are laid over the schema's defaults. Components of other kinds, and pillars that do not declare
/// it, are not checked. Runs plugin code in this process.
DeterminismResult check_determinism(const Component& component, const boost::json::object& parameters = {});

}  // namespace ophamin::registry
