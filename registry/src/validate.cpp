// SPDX-License-Identifier: Apache-2.0
#include <ophamin/registry/validate.hpp>

#include <utility>

#include <fmt/format.h>

#include "inspector.hpp"
#include "names.hpp"

namespace ophamin::registry {
namespace {

void inspect_plugin(Inspector& to, const oph_plugin_t& raw, Plugin& plugin) {
  to.set_component({});
  if (const auto id = to.text(raw.id, "id")) {
    plugin.id = *id;
    if (!is_dotted_name(*id)) {
      to.violate("OPH-ABI-4", "an id of 1 to 128 letters, digits, `_`, `.` and `-`, beginning with a letter or digit",
                 fmt::format("id {}", in_quotes(*id)), "give the plugin an id such as `acme.spc`");
    }
  }
  if (const auto version = to.text(raw.version, "version")) {
    plugin.version = *version;
    if (!is_semantic_version(*version)) {
      to.violate("OPH-ABI-4", "a semantic version 2.0", fmt::format("version {}", in_quotes(*version)),
                 "write a version such as `1.0.0`");
    }
  }
  if (const auto vendor = to.text(raw.vendor, "vendor")) {
    plugin.vendor = *vendor;
    if (vendor->empty()) to.violate("OPH-ABI-4", "a vendor", "an empty vendor", "say who made the plugin");
  }
  if (const auto license = to.text(raw.license, "license")) {
    plugin.license = *license;
    if (!is_license_expression(*license)) {
      to.violate("OPH-ABI-4", "an SPDX licence expression", fmt::format("license {}", in_quotes(*license)),
                 "name the licence of the shared object as a whole, such as `Apache-2.0`");
    }
  }
  if (const auto homepage = to.text(raw.homepage, "homepage")) plugin.homepage = *homepage;
  if (const auto sdk = to.text(raw.sdk_version, "sdk_version")) {
    plugin.sdk_version = *sdk;
    if (!is_semantic_version(*sdk)) {
      to.violate("OPH-ABI-4", "the version of the SDK, a semantic version 2.0", fmt::format("sdk_version {}", in_quotes(*sdk)),
                 "write the version of the SDK that the plugin was built with");
    }
  }
  if (OPH_HAS(&raw, oph_plugin_t, extension)) plugin.extension = raw.extension;
}

void check_duplicates(Inspector& to, const Inspection& inspection) {
  to.set_component({});
  for (std::size_t i = 0; i < inspection.claims.size(); ++i) {
    std::size_t copies = 1;
    bool first = true;
    for (std::size_t j = 0; j < inspection.claims.size(); ++j) {
      if (j == i || inspection.claims[j] != inspection.claims[i]) continue;
      ++copies;
      first = first && j > i;
    }
    if (copies == 1 || !first) continue;
    const auto& [kind, name] = inspection.claims[i];
    to.set_component(kind_name(kind) + " " + printable(name));
    to.violate("OPH-HOST-4", "each kind and name once in a plugin", fmt::format("{} components of this kind and name", copies),
               "rename or remove all but one",
               kind == OPH_SCENARIO ? ErrorKind::kDuplicateScenarioNameError : ErrorKind::kDuplicatePluginError);
  }
}

}  // namespace

Inspection inspect(const oph_plugin_t* descriptor, std::uint32_t boot_number, const std::filesystem::path& file) {
  Inspection inspection;
  Inspector to(file, inspection.violations);
  ValidPlugin valid;
  valid.plugin.path = file;
  valid.plugin.abi_major = boot_number >> 16;
  valid.plugin.abi_minor = boot_number & 0xFFFFu;

  if (!to.pointer(descriptor, "the descriptor that the entry function returns")) return inspection;
  if (!to.size(descriptor->struct_size, OPH_PLUGIN_FLOOR, "oph_plugin_t")) return inspection;
  inspect_plugin(to, *descriptor, valid.plugin);
  inspection.id = valid.plugin.id;
  inspection.version = valid.plugin.version;

  const std::uint64_t count = descriptor->component_count;
  if (count == 0 || count > kMostComponents) {
    to.violate("OPH-ABI-4", fmt::format("1 to {} components", kMostComponents), fmt::format("component_count {}", count),
               "list at least one component");
  } else if (to.pointer(descriptor->components, "components")) {
    for (std::uint64_t i = 0; i < count; ++i) {
      to.set_component(fmt::format("component {}", i));
      const oph_component_t* raw = descriptor->components[i];
      if (!to.pointer(raw, "the component")) continue;
      if (!to.size(raw->struct_size, OPH_COMPONENT_FLOOR, "oph_component_t")) continue;
      Component component = inspect_component(to, *raw);
      if (!component.name.empty()) inspection.claims.emplace_back(component.kind, component.name);
      valid.components.push_back(std::move(component));
    }
    check_duplicates(to, inspection);
  }
  if (inspection.violations.empty()) inspection.valid = std::move(valid);
  return inspection;
}

std::vector<Violation> check_boot_number(std::uint32_t boot_number, const std::filesystem::path& file) {
  const std::uint32_t major = boot_number >> 16;
  const std::uint32_t minor = boot_number & 0xFFFFu;
  if (major == OPH_ABI_MAJOR && minor <= OPH_ABI_MINOR) return {};
  const bool newer = major > OPH_ABI_MAJOR || (major == OPH_ABI_MAJOR && minor > OPH_ABI_MINOR);
  Violation violation{.rule = "OPH-ABI-3", .error = ErrorKind::kPluginProtocolViolationError, .file = file, .component = {}};
  violation.expected = OPH_ABI_MINOR == 0 ? fmt::format("ABI {}.0", OPH_ABI_MAJOR)
                                          : fmt::format("ABI {0}.0 to {0}.{1}", OPH_ABI_MAJOR, OPH_ABI_MINOR);
  violation.expected += ", which is what this host supports";
  violation.found = fmt::format("a plugin for ABI {}.{} (boot number {:#010x})", major, minor, boot_number);
  violation.mend = newer ? "use a newer host, or a version of the plugin that was built for this one"
                         : "rebuild the plugin with a current SDK";
  return {violation};
}

}  // namespace ophamin::registry
