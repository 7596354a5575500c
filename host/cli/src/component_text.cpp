// SPDX-License-Identifier: Apache-2.0
#include "component_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ophamin/guests/text.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/reporting/table.hpp>

#include "text.hpp"

namespace ophamin::cli {
namespace {

constexpr std::uint32_t kAnyType =
    OPH_TYPE_BIT(OPH_BOOL) | OPH_TYPE_BIT(OPH_INT) | OPH_TYPE_BIT(OPH_FLOAT) | OPH_TYPE_BIT(OPH_TEXT) | OPH_TYPE_BIT(OPH_JSON);
constexpr std::size_t kLabels = 20;

std::string arity_text(std::uint32_t arity) {
  switch (arity) {
    case OPH_ROLE_ONE: return "one column";
    case OPH_ROLE_OPTIONAL: return "optional";
    case OPH_ROLE_MANY: return "one or more columns";
    case OPH_ROLE_ANY: return "any number of columns, none included";
    default: return fmt::format("arity {}", arity);
  }
}

std::string section(std::string_view title, std::string_view schema, std::size_t width) {
  const std::vector<ParameterRow> rows = parameter_rows(schema);
  if (rows.empty()) return fmt::format("\n{}: {}\n", title, takes_any(schema) ? "any" : "none");
  std::string text = fmt::format("\n{}:\n", title);
  for (const ParameterRow& row : rows) {
    std::vector<std::string> facts{row.type};
    if (!row.allowed.empty()) facts.push_back(row.allowed);
    if (!row.fallback.empty()) facts.push_back("default " + row.fallback);
    if (row.required) facts.push_back("required");
    text += wrapped(fmt::format("{}: {}", row.name, fmt::join(facts, "; ")), 2, width) + wrapped(row.help, 6, width);
  }
  return text;
}

records::Json schema_json(std::string_view schema) { return schema.empty() ? records::Json(records::JsonObject{}) : records::parse_json(schema); }

bool streams(const registry::Component& component) { return component.kind == OPH_PILLAR && component.pillar().begin != nullptr; }

}  // namespace

std::string accepted_types(std::uint32_t types) {
  std::vector<std::string_view> names;
  if ((types & kAnyType) == kAnyType) return "any type";
  for (oph_type_t type = OPH_BOOL; type <= OPH_JSON; ++type)
    if ((types & OPH_TYPE_BIT(type)) != 0) names.push_back(guests::type_name(type));
  return fmt::format("{}", fmt::join(names, " or "));
}

std::string component_text(const registry::Component& component, std::size_t width) {
  const registry::Plugin& plugin = *component.plugin;
  std::string text = fmt::format("{}, revision {}\n", component.label(), component.revision);
  text += wrapped(reporting::printable(component.summary), 2, width) + "\n";
  const auto line = [&](std::string_view label, std::string_view value) {
    if (!value.empty()) text += hanging(fmt::format("  {}", label), reporting::printable(value), kLabels, width);
  };
  line("plugin", fmt::format("{} {} ({})", plugin.id, plugin.version, plugin.license));
  for (const auto& [key, value] : component.metadata) line(key, value);
  line("deterministic", component.deterministic() ? "yes" : "no");
  if (component.kind == OPH_PILLAR) line("streams", streams(component) ? "yes" : "no");
  if (component.marks()) line("times itself", "yes, it marks each cycle");
  if (!component.roles.empty()) {
    text += "\nRoles of columns:\n";
    for (const registry::Role& role : component.roles) {
      text += wrapped(fmt::format("{}: {}; {}", role.name, accepted_types(role.types), arity_text(role.arity)), 2, width);
      text += wrapped(reporting::printable(role.help), 6, width);
    }
  }
  text += section("Parameters", component.parameters_schema, width);
  if (component.kind == OPH_SUBSTRATE) text += section("Cycle parameters", component.cycle_schema, width);
  return text;
}

records::JsonObject component_json(const registry::Component& component) {
  records::JsonObject metadata;
  for (const auto& [key, value] : component.metadata) metadata.set(key, value);
  records::JsonObject object{{"kind", registry::kind_name(component.kind)},
                             {"name", component.name},
                             {"revision", component.revision},
                             {"summary", component.summary},
                             {"deterministic", component.deterministic()},
                             {"plugin", records::JsonObject{{"id", component.plugin->id}, {"version", component.plugin->version}}},
                             {"metadata", std::move(metadata)}};
  if (component.kind == OPH_PILLAR) {
    records::JsonArray roles;
    for (const registry::Role& role : component.roles)
      roles.push_back(records::JsonObject{{"name", role.name},
                                          {"types", accepted_types(role.types)},
                                          {"arity", arity_text(role.arity)},
                                          {"help", role.help}});
    object.set("roles", std::move(roles));
    object.set("streams", streams(component));
  }
  object.set("parameters", schema_json(component.parameters_schema));
  if (component.kind == OPH_SUBSTRATE) object.set("cycle_parameters", schema_json(component.cycle_schema));
  return object;
}

records::JsonObject plugin_json(const registry::Plugin& plugin, const std::vector<const registry::Component*>& components) {
  records::JsonArray offered;
  for (const registry::Component* component : components)
    offered.push_back(records::JsonObject{{"kind", registry::kind_name(component->kind)},
                                          {"name", component->name},
                                          {"revision", component->revision},
                                          {"summary", component->summary}});
  return {{"id", plugin.id},
          {"version", plugin.version},
          {"vendor", plugin.vendor},
          {"license", plugin.license},
          {"homepage", plugin.homepage},
          {"sdk_version", plugin.sdk_version},
          {"abi", fmt::format("{}.{}", plugin.abi_major, plugin.abi_minor)},
          {"path", plugin.path.string()},
          {"sha256", plugin.sha256},
          {"origin", plugin.origin},
          {"position", plugin.position},
          {"components", std::move(offered)}};
}

}  // namespace ophamin::cli
