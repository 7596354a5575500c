/* SPDX-License-Identifier: Apache-2.0 */
/* abi.h first and alone, then a second time, the abilities, and everything a plugin in C needs of them. */
#include <ophamin/abi.h>
#include <ophamin/abi.h>
#include <ophamin/probe.h>
#include <ophamin/templates.h>

const uint32_t ophamin_abi_version = OPH_ABI_VERSION;

static oph_status_t create(const oph_host_t *host, const oph_value_t *params, oph_instance_t **instance,
                           oph_error_t *error) OPH_NOEXCEPT {
  (void)params;
  (void)error;
  *instance = (oph_instance_t *)host;
  return OPH_HAS(host, oph_host_t, extension) ? OPH_OK : OPH_UNSUPPORTED;
}
static void destroy(oph_instance_t *instance) OPH_NOEXCEPT { (void)instance; }
static oph_status_t compute(oph_instance_t *instance, const oph_table_t *table, const oph_evidence_sink_t *evidence,
                            oph_error_t *error) OPH_NOEXCEPT {
  (void)instance;
  (void)table;
  (void)evidence;
  error->status = OPH_UNSUPPORTED;
  return OPH_UNSUPPORTED;
}

static const oph_role_t roles[1] = {{{"value", 5}, {"numbers", 7}, OPH_TYPE_BIT(OPH_FLOAT), OPH_ROLE_ONE}};
static const oph_pillar_t pillar = {OPH_SIZEOF(oph_pillar_t, finish), roles, 1, create, destroy, compute, 0, 0, 0};
static const oph_metadata_t metadata[2] = {{{"library", 7}, {"c", 1}}, {{"library_version", 15}, {"1", 1}}};
static const oph_component_t component = {OPH_SIZEOF(oph_component_t, table),
                                          OPH_PILLAR,
                                          1,
                                          {"c.pillar", 8},
                                          {"a pillar in C", 13},
                                          {0, 0},
                                          OPH_COMPONENT_DETERMINISTIC,
                                          0,
                                          2,
                                          metadata,
                                          &pillar};
static const oph_template_t model = {OPH_SIZEOF(oph_template_t, text), OPH_PILLAR, OPH_TEMPLATE_EXECUTABLE, {"c.pillar", 8},
                                     {0, 0}, {"a.txt", 5}, {"a file", 6}, {"text", 4}};
static const oph_template_t *const template_items[1] = {&model};
static const oph_templates_t templates = {OPH_SIZEOF(oph_templates_t, items), 1, template_items};
static const oph_probes_t no_probes = {OPH_SIZEOF(oph_probes_t, items), 0, 0};
static const void *extension(oph_str_t name, uint32_t revision) OPH_NOEXCEPT {
  if (revision != OPH_ABILITY_TEMPLATES_REVISION || revision != OPH_ABILITY_PROBE_REVISION) return 0;
  return name.size == sizeof(OPH_ABILITY_TEMPLATES) - 1 ? (const void *)&templates : (const void *)&no_probes;
}

static const oph_component_t *const components[1] = {&component};
static const oph_plugin_t plugin = {OPH_SIZEOF(oph_plugin_t, extension),
                                    {"c", 1},
                                    {"1.0.0", 5},
                                    {"Tests", 5},
                                    {"Apache-2.0", 10},
                                    {0, 0},
                                    {"1.0.0", 5},
                                    1,
                                    components,
                                    extension};

const oph_plugin_t *ophamin_plugin_entry(void) OPH_NOEXCEPT { return &plugin; }
