// SPDX-License-Identifier: Apache-2.0
//
// A component's manual, from what its descriptor says: as text and as JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <ophamin/records/json.hpp>
#include <ophamin/registry/plugin.hpp>

namespace ophamin::cli {

/// A parameter as its schema describes it.
struct ParameterRow {
  std::string name;     ///< "window"; nested "limits.upper"
  std::string type;     ///< "integer", "number or null", "array of string"
  std::string fallback; ///< the default as JSON; empty if there is none
  std::string allowed;  ///< "1 to 9", "one of a, b"; empty for anything of the type
  std::string help;
  bool required = false;
};

/// Every parameter that a schema lists, nested ones after their table. Empty for a schema without properties.
std::vector<ParameterRow> parameter_rows(std::string_view schema);

/// True for a schema that lists no properties and takes all.
bool takes_any(std::string_view schema);

/// "int or float"; "any type".
std::string accepted_types(std::uint32_t types);

/// The whole manual.
std::string component_text(const registry::Component& component, std::size_t width);

/// {kind, name, revision, summary, deterministic, plugin, metadata, roles, parameters, cycle_parameters}; the last two are
/// the JSON Schemas.
records::JsonObject component_json(const registry::Component& component);

/// {id, version, vendor, license, homepage, sdk_version, abi, path, sha256, origin, position, components}
records::JsonObject plugin_json(const registry::Plugin& plugin, const std::vector<const registry::Component*>& components);

}  // namespace ophamin::cli
