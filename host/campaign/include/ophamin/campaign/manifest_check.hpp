// SPDX-License-Identifier: Apache-2.0
//
// A manifest held against the plugins that are loaded: whether the components exist, whether every parameter
// satisfies its schema at every point of every sweep, and whether pillars get the columns they ask for.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include <ophamin/campaign/manifest.hpp>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/registry/parameters.hpp>
#include <ophamin/registry/registry.hpp>

namespace ophamin::campaign {

/// Everything that is wrong, each complaint at the line of the key it is about, in file order. Empty if the manifest can run.
/// Only reads the registry. What a draft does not hold is passed over: the reader has complained of it.
std::vector<diagnostics::Diagnostic> check_against(const Manifest& manifest, const registry::Registry& registry);

/// By line and column; complaints that have no line come last.
void sort_by_place(std::vector<diagnostics::Diagnostic>& complaints);

/// registry::resolve, and then: every text whose schema says `"format": "path"` and that is a relative path becomes
/// absolute against `folder` (defaults too; in items of arrays and in nested objects too; an empty text stays empty).
/// What a component is created with; records keep the parameters as written, so that they are the same on every machine.
registry::ResolvedParameters resolve_parameters(std::string_view schema, const boost::json::object& given,
                                                const std::filesystem::path& folder);

}  // namespace ophamin::campaign
