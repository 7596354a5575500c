/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ophamin/probe.h - the optional ability "probe" of a plugin, revision 1 (OPH-ABI-11).
 *
 * What a substrate finds out about the system under test without running a cycle: where it is, which of its parts are there, what
 * is missing. The host asks `oph_plugin_t.extension` for OPH_ABILITY_PROBE and OPH_ABILITY_PROBE_REVISION, and gets a pointer to a constant
 * `oph_probes_t` that lives as long as the process, or null.
 *
 * Both sides share this header, like abi.h.
 */
#ifndef OPHAMIN_PROBE_H
#define OPHAMIN_PROBE_H

#include <ophamin/abi.h>

#define OPH_ABILITY_PROBE "probe"
#define OPH_ABILITY_PROBE_REVISION 1u

/* APPENDABLE. The probe of one substrate component of the same plugin. */
typedef struct oph_probe {
  uint64_t struct_size;
  oph_str_t component;
  /* Between `reset` and `run`, or after `run`, on an instance of that component; any number of times. May take as long as the system
   * needs to answer. `writer` is inside an object. What is found to be missing or broken is no error: it is written. */
  oph_status_t (*probe)(oph_instance_t *instance, const oph_writer_t *writer, oph_error_t *error) OPH_NOEXCEPT;
} oph_probe_t;

/* APPENDABLE. */
typedef struct oph_probes {
  uint64_t struct_size;
  uint64_t count; /* at least 1 */
  const oph_probe_t *const *items;
} oph_probes_t;

OPH_STATIC_ASSERT(OPH_SIZEOF(oph_probe_t, probe) == 32, "APPENDABLE, revision 1");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_probes_t, items) == 24, "APPENDABLE, revision 1");

#endif /* OPHAMIN_PROBE_H */
