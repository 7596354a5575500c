// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <set>
#include <string>

#include <fmt/format.h>

#include "inspector.hpp"
#include "names.hpp"

namespace ophamin::registry {
namespace {

struct Slot {
  std::string_view name;
  bool present;
};

void require(Inspector& to, std::string_view type, std::initializer_list<Slot> slots) {
  for (const Slot& slot : slots) {
    if (slot.present) continue;
    to.violate("OPH-ABI-5", fmt::format("{}.{}, a required function", type, slot.name), "a null pointer",
               fmt::format("implement `{}`", slot.name));
  }
}

// The table in this host's size. Slots beyond the plugin's size stay null. Every field after a floor is one pointer of 8
// bytes, so a size that ends within a slot counts as without it.
template <typename Table>
bool normalise(Inspector& to, const void* raw, std::uint64_t floor, std::uint64_t size, std::string_view type, Table& table) {
  if (!to.pointer(static_cast<const Table*>(raw), fmt::format("its table, {}", type))) return false;
  std::uint64_t theirs = 0;
  std::memcpy(&theirs, raw, sizeof theirs);
  if (!to.size(theirs, floor, type)) return false;
  static_assert(alignof(Table) == 8);
  std::memcpy(static_cast<void*>(&table), raw, std::min(theirs, size) / 8 * 8);
  table.struct_size = size;
  return true;
}

void inspect_role(Inspector& to, const oph_role_t& raw, std::uint64_t index, std::set<std::string>& names, Role& role) {
  constexpr std::uint32_t kColumnTypes = OPH_TYPE_BIT(OPH_BOOL) | OPH_TYPE_BIT(OPH_INT) | OPH_TYPE_BIT(OPH_FLOAT) |
                                         OPH_TYPE_BIT(OPH_TEXT) | OPH_TYPE_BIT(OPH_JSON);
  const auto name = to.text(raw.name, fmt::format("name of role {}", index));
  if (name) {
    role.name = *name;
    if (!is_dotted_name(*name)) {
      to.violate("OPH-ABI-4", "a role's name of letters, digits, `_`, `.` and `-`", "role " + in_quotes(*name), "name the role");
    } else if (!names.insert(*name).second) {
      to.violate("OPH-ABI-4", "each role once", "role " + in_quotes(*name) + " twice",
                 "remove one; a role that takes several columns has the arity OPH_ROLE_MANY or OPH_ROLE_ANY");
    }
  }
  if (const auto help = to.text(raw.help, fmt::format("help of role {}", index))) role.help = *help;
  role.types = raw.types;
  role.arity = raw.arity;
  if (raw.types == 0 || (raw.types & ~kColumnTypes) != 0) {
    to.violate("OPH-ABI-4", fmt::format("types of role {}: OPH_TYPE_BIT of column types, ored", in_quotes(role.name)),
               fmt::format("{:#x}", raw.types), "accept at least one column type");
  }
  if (raw.arity < OPH_ROLE_ONE || raw.arity > OPH_ROLE_ANY) {
    to.violate("OPH-ABI-4", fmt::format("arity of role {}: one 1, optional 2, many 3, any 4", in_quotes(role.name)),
               fmt::format("{}", raw.arity), "set OPH_ROLE_ONE, OPH_ROLE_OPTIONAL, OPH_ROLE_MANY or OPH_ROLE_ANY");
  }
}

void inspect_pillar(Inspector& to, const void* raw, Component& component) {
  oph_pillar_t table{};
  if (!normalise(to, raw, OPH_PILLAR_FLOOR, OPH_SIZEOF(oph_pillar_t, finish), "oph_pillar_t", table)) return;
  require(to, "oph_pillar_t",
          {{"create", table.create != nullptr}, {"destroy", table.destroy != nullptr}, {"compute", table.compute != nullptr}});
  const int streaming = (table.begin != nullptr) + (table.update != nullptr) + (table.finish != nullptr);
  if (streaming != 0 && streaming != 3) {
    to.violate("OPH-ABI-5", "begin, update and finish all together or not at all", fmt::format("{} of the three", streaming),
               "implement the missing ones, or leave all of them null");
  }
  if (table.role_count == 0 || table.role_count > kMostRoles) {
    to.violate("OPH-ABI-4", fmt::format("1 to {} roles", kMostRoles), fmt::format("role_count {}", table.role_count),
               "declare what the pillar reads");
  } else if (to.pointer(table.roles, "roles")) {
    std::set<std::string> names;
    for (std::uint64_t i = 0; i < table.role_count; ++i) {
      inspect_role(to, table.roles[i], i, names, component.roles.emplace_back());
    }
  }
  component.table = table;
}

void inspect_scenario(Inspector& to, const void* raw, Component& component) {
  oph_scenario_t table{};
  if (!normalise(to, raw, OPH_SCENARIO_FLOOR, OPH_SIZEOF(oph_scenario_t, drive), "oph_scenario_t", table)) return;
  require(to, "oph_scenario_t",
          {{"create", table.create != nullptr},
           {"destroy", table.destroy != nullptr},
           {"claim", table.claim != nullptr},
           {"plan", table.plan != nullptr},
           {"score", table.score != nullptr}});
  if (table.select_end != nullptr && table.select == nullptr) {
    to.violate("OPH-ABI-5", "select where there is select_end", "select_end alone", "implement select, or drop select_end");
  }
  if (table.drive != nullptr && table.after_batch != nullptr) {
    to.violate("OPH-ABI-5", "either drive or after_batch", "both",
               "drop after_batch: a driven scenario decides itself when it has enough");
  }
  component.table = table;
}

void inspect_corpus(Inspector& to, const void* raw, Component& component) {
  oph_corpus_t table{};
  if (!normalise(to, raw, OPH_CORPUS_FLOOR, OPH_SIZEOF(oph_corpus_t, revision), "oph_corpus_t", table)) return;
  require(to, "oph_corpus_t",
          {{"create", table.create != nullptr}, {"destroy", table.destroy != nullptr}, {"next", table.next != nullptr}});
  component.table = table;
}

void inspect_substrate(Inspector& to, const void* raw, Component& component) {
  oph_substrate_t table{};
  if (!normalise(to, raw, OPH_SUBSTRATE_FLOOR, OPH_SIZEOF(oph_substrate_t, state), "oph_substrate_t", table)) return;
  require(to, "oph_substrate_t",
          {{"create", table.create != nullptr},
           {"destroy", table.destroy != nullptr},
           {"describe", table.describe != nullptr},
           {"revision", table.revision != nullptr},
           {"reset", table.reset != nullptr},
           {"run", table.run != nullptr}});
  if (const auto schema = to.text(table.cycle_schema, "cycle_schema")) {
    component.cycle_schema = *schema;
    inspect_schema(to, *schema, "cycle_schema");
  }
  component.table = table;
}

void inspect_auditor(Inspector& to, const void* raw, Component& component) {
  oph_auditor_t table{};
  if (!normalise(to, raw, OPH_AUDITOR_FLOOR, OPH_SIZEOF(oph_auditor_t, run), "oph_auditor_t", table)) return;
  require(to, "oph_auditor_t",
          {{"create", table.create != nullptr},
           {"destroy", table.destroy != nullptr},
           {"available", table.available != nullptr},
           {"version", table.version != nullptr},
           {"run", table.run != nullptr}});
  component.table = table;
}

}  // namespace

void inspect_table(Inspector& to, const void* table, Component& component) {
  switch (component.kind) {
    case OPH_PILLAR: return inspect_pillar(to, table, component);
    case OPH_SCENARIO: return inspect_scenario(to, table, component);
    case OPH_CORPUS: return inspect_corpus(to, table, component);
    case OPH_SUBSTRATE: return inspect_substrate(to, table, component);
    case OPH_AUDITOR: return inspect_auditor(to, table, component);
    default: return;
  }
}

}  // namespace ophamin::registry
