/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ophamin/templates.h - the optional ability "templates" of a plugin, revision 1 (OPH-ABI-11).
 *
 * Files that a component gives its users to start from: the program that a substrate runs, a configuration, a sample of
 * data. The host asks `oph_plugin_t.extension` for OPH_ABILITY_TEMPLATES and OPH_ABILITY_TEMPLATES_REVISION, and gets a pointer to a constant
 * `oph_templates_t` that lives as long as the process, or null. Reading it runs no other code. The host writes a template out
 * when its user asks for it, and never runs one.
 *
 * Both sides share this header, like abi.h.
 */
#ifndef OPHAMIN_TEMPLATES_H
#define OPHAMIN_TEMPLATES_H

#include <ophamin/abi.h>

#define OPH_ABILITY_TEMPLATES "templates"
#define OPH_ABILITY_TEMPLATES_REVISION 1u

/* APPENDABLE. One file. All texts but `variant` are required. */
typedef struct oph_template {
  uint64_t struct_size;
  oph_kind_t kind; /* with `component`: whose template it is, one of the same plugin */
  uint32_t flags;  /* OPH_TEMPLATE_* */
  oph_str_t component;
  oph_str_t variant; /* tells several templates of a component apart, such as `python`; empty for the only one */
  oph_str_t file;    /* the name that the file should have, without folders */
  oph_str_t summary; /* one line */
  oph_str_t text;    /* the content, UTF-8 */
} oph_template_t;
enum { OPH_TEMPLATE_EXECUTABLE = 1u << 0 }; /* the file is to be executable */

/* APPENDABLE. */
typedef struct oph_templates {
  uint64_t struct_size;
  uint64_t count; /* at least 1 */
  const oph_template_t *const *items;
} oph_templates_t;

OPH_STATIC_ASSERT(OPH_SIZEOF(oph_template_t, text) == 96, "APPENDABLE, revision 1");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_templates_t, items) == 24, "APPENDABLE, revision 1");

#endif /* OPHAMIN_TEMPLATES_H */
