// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>
#include <vector>

#include <ophamin/abi.h>

namespace ophamin::test {

inline oph_str_t text(std::string_view value) { return {value.data(), value.size()}; }

/// A plugin in memory with one right component of each kind, every field open to be spoilt.
struct Descriptor {
  oph_role_t roles[2];
  oph_metadata_t pillar_metadata[2];
  oph_metadata_t scenario_metadata[4];
  oph_pillar_t pillar_table{};
  oph_scenario_t scenario_table{};
  oph_corpus_t corpus_table{};
  oph_substrate_t substrate_table{};
  oph_auditor_t auditor_table{};
  oph_component_t pillar{}, scenario{}, corpus{}, substrate{}, auditor{};
  std::vector<const oph_component_t*> components;
  oph_plugin_t plugin{};

  Descriptor();
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  const oph_plugin_t* get() {
    plugin.component_count = components.size();
    plugin.components = components.data();
    return &plugin;
  }
};

namespace detail {

inline oph_status_t create(const oph_host_t*, const oph_value_t*, oph_instance_t**, oph_error_t*) OPH_NOEXCEPT { return OPH_OK; }
inline void destroy(oph_instance_t*) OPH_NOEXCEPT {}

/// A function of the slot's type that does nothing.
template <typename... Args>
void nothing(oph_status_t (*&slot)(Args...) noexcept) {
  slot = [](Args...) noexcept -> oph_status_t { return OPH_OK; };
}

template <typename Table>
void fill(Table& table, std::uint64_t size) {
  table.struct_size = size;
  table.create = create;
  table.destroy = destroy;
}

inline void fill(oph_component_t& component, oph_kind_t kind, std::string_view name, const void* table) {
  component.struct_size = OPH_SIZEOF(oph_component_t, table);
  component.kind = kind;
  component.revision = 1;
  component.name = text(name);
  component.summary = text("one line");
  component.table = table;
}

}  // namespace detail

inline Descriptor::Descriptor()
    : roles{{text("value"), text("what is judged"), OPH_TYPE_BIT(OPH_FLOAT), OPH_ROLE_ONE},
            {text("group"), text(""), OPH_TYPE_BIT(OPH_TEXT) | OPH_TYPE_BIT(OPH_INT), OPH_ROLE_OPTIONAL}},
      pillar_metadata{{text("library"), text("none")}, {text("library_version"), text("1.0")}},
      scenario_metadata{{text("tier"), text("scientific")},
                        {text("family"), text("tests")},
                        {text("goal"), text("a goal")},
                        {text("explanation"), text("an explanation")}} {
  using namespace detail;
  fill(pillar_table, OPH_SIZEOF(oph_pillar_t, finish));
  pillar_table.roles = roles;
  pillar_table.role_count = 2;
  nothing(pillar_table.compute);
  fill(scenario_table, OPH_SIZEOF(oph_scenario_t, drive));
  nothing(scenario_table.claim);
  nothing(scenario_table.plan);
  nothing(scenario_table.score);
  fill(corpus_table, OPH_SIZEOF(oph_corpus_t, revision));
  nothing(corpus_table.next);
  fill(substrate_table, OPH_SIZEOF(oph_substrate_t, state));
  nothing(substrate_table.describe);
  nothing(substrate_table.revision);
  nothing(substrate_table.reset);
  nothing(substrate_table.run);
  fill(auditor_table, OPH_SIZEOF(oph_auditor_t, run));
  nothing(auditor_table.available);
  nothing(auditor_table.version);
  nothing(auditor_table.run);

  fill(pillar, OPH_PILLAR, "T.pillar", &pillar_table);
  pillar.metadata = pillar_metadata;
  pillar.metadata_count = 2;
  fill(scenario, OPH_SCENARIO, "test-scenario", &scenario_table);
  scenario.metadata = scenario_metadata;
  scenario.metadata_count = 4;
  fill(corpus, OPH_CORPUS, "test-corpus", &corpus_table);
  fill(substrate, OPH_SUBSTRATE, "test-substrate", &substrate_table);
  fill(auditor, OPH_AUDITOR, "test-auditor", &auditor_table);
  components = {&pillar, &scenario, &corpus, &substrate, &auditor};

  plugin.struct_size = OPH_SIZEOF(oph_plugin_t, extension);
  plugin.id = text("test.plugin");
  plugin.version = text("1.2.3-rc.1+build.5");
  plugin.vendor = text("Tests");
  plugin.license = text("Apache-2.0 OR (MIT AND BSD-3-Clause)");
  plugin.sdk_version = text("1.0.0");
}

}  // namespace ophamin::test
