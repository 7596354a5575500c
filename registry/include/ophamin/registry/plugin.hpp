// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <ophamin/abi.h>

/// What the host keeps of a plugin: copies of everything that its descriptor said, and normalised function tables.
namespace ophamin::registry {

/// "pillar", "scenario", "corpus", "substrate", "auditor"; "kind 17" for one that this host does not know.
std::string kind_name(oph_kind_t kind);

/// The kind of that name, or 0.
oph_kind_t kind_of(std::string_view name) noexcept;

struct Plugin {
  std::string id, version, vendor, license, homepage, sdk_version;
  std::filesystem::path path;  ///< absolute and canonical; empty for one that is linked into the program
  std::string sha256;          ///< of the file, lower-case hex; empty if linked in
  std::uint32_t abi_major = 0, abi_minor = 0;  ///< from the boot number
  std::uint32_t position = 0;                  ///< 1-based rank in the search order; 0 if it was not searched for
  std::string origin;                          ///< "--plugins", "manifest", ..., "trusted"
  /// Optional abilities by name and revision (OPH-ABI-11); null if the plugin has none. Runs code of the plugin.
  const void* (*extension)(oph_str_t name, std::uint32_t revision) noexcept = nullptr;
};

/// A pillar's input role, copied.
struct Role {
  std::string name, help;
  std::uint32_t types = 0, arity = 0;  ///< OPH_TYPE_BIT ored; OPH_ROLE_*

  bool is_required() const noexcept { return arity != OPH_ROLE_OPTIONAL && arity != OPH_ROLE_ANY; }
  bool takes_several() const noexcept { return arity == OPH_ROLE_MANY || arity == OPH_ROLE_ANY; }
};

struct Component {
  oph_kind_t kind = 0;
  std::string name;
  std::uint32_t revision = 0;
  std::uint32_t flags = 0;  ///< OPH_COMPONENT_*
  std::string summary;
  std::string parameters_schema;  ///< empty for no parameters
  std::string cycle_schema;       ///< substrates; empty for no cycle parameters
  std::vector<std::pair<std::string, std::string>> metadata;
  std::vector<Role> roles;         ///< pillars
  const Plugin* plugin = nullptr;  ///< owned by the registry; never null once registered

  /// The function table in this host's size: slots that the plugin does not have are null. Pointers in it point into the
  /// plugin, which stays loaded until the process ends.
  std::variant<std::monostate, oph_pillar_t, oph_scenario_t, oph_corpus_t, oph_substrate_t, oph_auditor_t> table;

  /// The table by kind. Throws std::bad_variant_access for a component of another kind.
  const oph_pillar_t& pillar() const { return std::get<oph_pillar_t>(table); }
  const oph_scenario_t& scenario() const { return std::get<oph_scenario_t>(table); }
  const oph_corpus_t& corpus() const { return std::get<oph_corpus_t>(table); }
  const oph_substrate_t& substrate() const { return std::get<oph_substrate_t>(table); }
  const oph_auditor_t& auditor() const { return std::get<oph_auditor_t>(table); }

  bool deterministic() const noexcept { return (flags & OPH_COMPONENT_DETERMINISTIC) != 0; }
  bool marks() const noexcept { return (flags & OPH_COMPONENT_MARKS) != 0; }

  /// The value of a metadata key; empty if there is none.
  std::string meta(std::string_view key) const;

  /// "pillar O.spc", for messages.
  std::string label() const { return kind_name(kind) + " " + name; }
};

}  // namespace ophamin::registry
