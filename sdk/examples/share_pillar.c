/* SPDX-License-Identifier: Apache-2.0 */
/* The pillar of share_pillar.cpp in C: the share of ones in a column. Here the rules of abi.h are the author's to keep. */
#include <ophamin/abi.h>
#include <stdlib.h>
#include <string.h>

#define TEXT(literal) {literal, sizeof(literal) - 1}

typedef struct share {
  double one;
} share_t;

static oph_status_t fail(oph_error_t *error, oph_status_t status, const char *message) {
  const size_t size = strlen(message);
  error->status = status;
  error->message_size = (uint32_t)(size < sizeof error->message ? size : sizeof error->message);
  memcpy(error->message, message, error->message_size);
  return status;
}

static int is(oph_str_t text, const char *name) { return text.size == strlen(name) && memcmp(text.data, name, text.size) == 0; }

static oph_status_t create(const oph_host_t *host, const oph_value_t *params, oph_instance_t **instance, oph_error_t *error) {
  share_t *share = malloc(sizeof *share);
  (void)host;
  if (share == NULL) return fail(error, OPH_OUT_OF_MEMORY, "out of memory");
  share->one = 1.0;
  for (uint64_t i = 0; params != NULL && params->type == OPH_OBJECT && i < params->count; ++i) {
    if (is(params->keys[i], "one")) {
      share->one = params->items[i].type == OPH_INT ? (double)params->items[i].integer : params->items[i].number;
    }
  }
  *instance = (oph_instance_t *)share;
  return OPH_OK;
}

static void destroy(oph_instance_t *instance) { free(instance); }

static oph_status_t write_counts(const oph_writer_t *detail, int64_t ones, int64_t trials) {
  oph_status_t status = detail->key(detail->context, (oph_str_t)TEXT("ones"));
  if (status == OPH_OK) status = detail->integer(detail->context, ones);
  if (status == OPH_OK) status = detail->key(detail->context, (oph_str_t)TEXT("trials"));
  if (status == OPH_OK) status = detail->integer(detail->context, trials);
  return status;
}

static oph_status_t compute(oph_instance_t *instance, const oph_table_t *table, const oph_evidence_sink_t *sink, oph_error_t *error) {
  const share_t *share = (const share_t *)instance;
  const oph_column_t *column = NULL;
  for (uint64_t i = 0; i < table->column_count; ++i) {
    if (is(table->columns[i].role, "success")) column = &table->columns[i];
  }
  if (column == NULL) return fail(error, OPH_MISSING_ROLE, "the table has no column with the role `success`; give it one");

  const double *cells = column->values;
  int64_t ones = 0;
  int64_t trials = 0;
  for (uint64_t row = 0; row < table->row_count; ++row) {
    if (column->validity != NULL && column->validity[row] == 0) continue;
    ++trials;
    if (cells[row] == share->one) ++ones;
  }

  oph_evidence_t evidence = {.struct_size = OPH_SIZEOF(oph_evidence_t, reason), .statistic = TEXT("share")};
  if (trials == 0) {
    evidence.flags = OPH_EVIDENCE_UNDEFINED;
    evidence.needed = 1;
    evidence.reason = (oph_str_t)TEXT("no trial");
  } else {
    evidence.value = (double)ones / (double)trials;
  }
  const oph_writer_t *detail = NULL;
  oph_status_t status = sink->add(sink->context, &evidence, &detail);
  if (status == OPH_OK) status = write_counts(detail, ones, trials);
  return status == OPH_OK ? OPH_OK : fail(error, status, "the host refused the evidence");
}

static const oph_role_t roles[] = {{TEXT("success"), TEXT("one row a trial"), OPH_TYPE_BIT(OPH_FLOAT), OPH_ROLE_ONE}};
static const oph_pillar_t pillar = {.struct_size = OPH_SIZEOF(oph_pillar_t, finish),
                                    .roles = roles,
                                    .role_count = 1,
                                    .create = create,
                                    .destroy = destroy,
                                    .compute = compute};
static const oph_metadata_t metadata[] = {{TEXT("library"), TEXT("example")}, {TEXT("library_version"), TEXT("1.0.0")}};
static const oph_component_t component = {
    .struct_size = OPH_SIZEOF(oph_component_t, table),
    .kind = OPH_PILLAR,
    .revision = 1,
    .name = TEXT("example.share"),
    .summary = TEXT("share of ones"),
    .parameters_schema = TEXT("{\"type\":\"object\",\"properties\":{\"one\":{\"description\":\"the value that counts as success\","
                              "\"type\":\"number\",\"default\":1.0}},\"additionalProperties\":false}"),
    .flags = OPH_COMPONENT_DETERMINISTIC,
    .metadata_count = 2,
    .metadata = metadata,
    .table = &pillar};
static const oph_component_t *const components[] = {&component};
static const oph_plugin_t plugin = {.struct_size = OPH_SIZEOF(oph_plugin_t, extension),
                                    .id = TEXT("example.share"),
                                    .version = TEXT("1.0.0"),
                                    .vendor = TEXT("You"),
                                    .license = TEXT("Apache-2.0"),
                                    .sdk_version = TEXT("0.1.0"),
                                    .component_count = 1,
                                    .components = components};

const uint32_t ophamin_abi_version = OPH_ABI_VERSION;
const oph_plugin_t *ophamin_plugin_entry(void) { return &plugin; }
