/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ophamin/abi.h - the contract between the Ophamin host and its plugins.
 *
 * This file is the manual. It is the only file that both sides share; it compiles alone as C11 and later and as
 * C++11 and later, and includes freestanding headers only. Plugin authors who write C++ want <ophamin/sdk.hpp>,
 * which wraps all of this.
 *
 * A plugin is a shared object that exports exactly two symbols (OPH-ABI-1):
 *
 *     const uint32_t       ophamin_abi_version;           the boot number, OPH_ABI_VERSION
 *     const oph_plugin_t  *ophamin_plugin_entry(void);    the descriptor
 *
 * The host reads the boot number from the file, without running code. It then loads the file in a probe child, and
 * only then in the process that will use it. The descriptor lists components; a component is a pillar, a scenario, a
 * corpus, a substrate or an auditor, and points at the table of functions of its kind. Life of a component:
 *
 *     create -> (functions of its table, in the order its table states) -> destroy
 *
 * Conventions that hold for every declaration below, unless it says otherwise
 *
 *   Sizes        (OPH-ABI-2) A struct marked APPENDABLE begins with `struct_size`, set by the side that fills it to
 *                OPH_SIZEOF(type, last field that it knows). A reader looks at a field only if OPH_HAS(p, type, field).
 *                A struct marked FROZEN never changes within a major; the small ones that are held by value (strings,
 *                spans, values, records, columns) carry no size. Fields named `reserved` are written as 0.
 *   Ownership    (OPH-ABI-7) Nobody frees what the other side allocated. A pointer passed as an argument is borrowed
 *                for the duration of that call. A longer life is stated beside the pointer.
 *   Errors       (OPH-ABI-8) Functions return OPH_OK or another status and then fill `*error`, which the caller owns;
 *                `error` is never null. No exception crosses. A status that the caller does not know counts as
 *                OPH_INTERNAL. After an error from any function but `create`, the instance may only be destroyed.
 *   Threads      (OPH-ABI-9) An instance is used by one thread at a time. Several instances may live at once, and their
 *                calls may interleave, with the same results as if each were alone. Sinks, writers and the host's
 *                services may be called only from the thread of the call that received them, while that call runs;
 *                `oph_host_t` may be called from any call into the instance that got it at `create`.
 *   Conduct      (OPH-ABI-10) Seeds, clocks, logging, progress and cancellation come only from `oph_host_t`. A plugin
 *                does not print, exit, fork, install signal handlers or keep mutable state outside its instances.
 *                `fork` means a copy of the host's process that runs on. To start a program of its own (posix_spawn, or
 *                vfork and exec at once) is what a substrate does whose system under test is a program, and an auditor
 *                whose tool is one: it inherits no descriptor of the host but those meant for it, is in a process group
 *                of its own, and is ended and reaped by whoever started it.
 *   Text         (OPH-ABI-6) UTF-8, pointer and length, not terminated. Invalid UTF-8 is refused. An empty string may
 *                have a null pointer.
 */
#ifndef OPHAMIN_ABI_H
#define OPHAMIN_ABI_H

#include <stddef.h>
#include <stdint.h>

/* ------------------------------------------------------------------------------------------------ 0. Language glue */

#ifdef __cplusplus
#define OPH_EXTERN_C extern "C"
#define OPH_STATIC_ASSERT(condition, text) static_assert(condition, text)
#else
#define OPH_EXTERN_C extern
#define OPH_STATIC_ASSERT(condition, text) _Static_assert(condition, text)
#endif

/* Only C++17 made `noexcept` part of a function's type; before it the promise is the author's (OPH-ABI-8). */
#if defined(__cplusplus) && __cplusplus >= 201703L
#define OPH_NOEXCEPT noexcept
#else
#define OPH_NOEXCEPT
#endif

#if defined(__GNUC__) || defined(__clang__)
#define OPH_EXPORT OPH_EXTERN_C __attribute__((visibility("default")))
#else
#define OPH_EXPORT OPH_EXTERN_C
#endif

/* The size of `type` up to and including `last`: trailing padding is no field, so appending one grows the figure. */
#define OPH_SIZEOF(type, last) (offsetof(type, last) + sizeof(((type *)0)->last))

/* True if the struct at `pointer`, whoever filled it, is large enough to hold `field`: the one gate for tail fields. */
#define OPH_HAS(pointer, type, field) ((pointer)->struct_size >= OPH_SIZEOF(type, field))

OPH_STATIC_ASSERT(sizeof(void *) == 8, "the Ophamin ABI is defined for 64-bit targets");
OPH_STATIC_ASSERT(sizeof(double) == 8, "the Ophamin ABI needs IEEE 754 binary64");

/* ---------------------------------------------------------------------------------------- 1. Boot number, OPH-ABI-1 */

#define OPH_ABI_MAJOR 1u
#define OPH_ABI_MINOR 1u
#define OPH_ABI_VERSION ((OPH_ABI_MAJOR << 16) | OPH_ABI_MINOR)

#define OPH_BOOT_SYMBOL "ophamin_abi_version"
#define OPH_ENTRY_SYMBOL "ophamin_plugin_entry"

/* ---------------------------------------------------------------------------------------------------- 2. Vocabulary */

/* Enumerations cross as 32-bit numbers (OPH-ABI-6); the constants are enumerators so that debuggers show names. */

typedef int32_t oph_status_t;
enum {
  OPH_OK = 0,
  OPH_INVALID_ARGUMENT = 1, /* a parameter or an input that no correct caller passes */
  OPH_UNAVAILABLE = 2,      /* data, a tool or a service that is not there; the message says what was looked for */
  OPH_MISSING_ROLE = 3,     /* the table lacks a role: NonUniformComputeError; the message names the roles */
  OPH_UNSUPPORTED = 4,      /* an optional function or ability that this side does not offer */
  OPH_CANCELLED = 5,        /* stopped because the host asked for it */
  OPH_OUT_OF_MEMORY = 6,
  OPH_IO = 7,               /* the operating system refused; the message has its words */
  OPH_INTERNAL = 8,         /* a defect of the side that returns it */
  OPH_NOT_FOUND = 9,        /* a name that is not known; the message lists near ones */
  OPH_LIMIT = 10,           /* a limit of the host was reached; the message names the limit */
  OPH_MISUSE = 11           /* a call out of order or against a rule; the message names the rule */
};

typedef uint32_t oph_kind_t; /* a new kind is a new enumerator, never a changed struct (OPH-ABI-5) */
enum { OPH_PILLAR = 1, OPH_SCENARIO = 2, OPH_CORPUS = 3, OPH_SUBSTRATE = 4, OPH_AUDITOR = 5 };

typedef uint32_t oph_type_t; /* of a value and of a column */
enum {
  OPH_NULL = 0,
  OPH_BOOL = 1,   /* values: integer 0 or 1;  columns: uint8_t, 0 or 1 */
  OPH_INT = 2,    /* int64_t */
  OPH_FLOAT = 3,  /* double */
  OPH_TEXT = 4,   /* values: oph_str_t;       columns: offsets into bytes, see oph_column_t */
  OPH_ARRAY = 5,  /* values only */
  OPH_OBJECT = 6, /* values only */
  OPH_JSON = 7    /* columns only: as OPH_TEXT, each cell one JSON document */
};

typedef uint32_t oph_comparator_t; /* observed <comparator> threshold */
enum { OPH_GE = 1, OPH_LE = 2, OPH_GT = 3, OPH_LT = 4, OPH_EQ = 5 };

typedef uint32_t oph_cross_check_t;
enum { OPH_CHECK_NONE = 0, OPH_CHECK_PASSED = 1, OPH_CHECK_SKIPPED = 2, OPH_CHECK_FAILED = 3 };

typedef uint32_t oph_log_level_t;
enum { OPH_LOG_DEBUG = 1, OPH_LOG_INFO = 2, OPH_LOG_WARNING = 3, OPH_LOG_ERROR = 4 };

typedef uint32_t oph_severity_t; /* of an auditor's finding */
enum { OPH_SEVERITY_INFO = 1, OPH_SEVERITY_LOW = 2, OPH_SEVERITY_MEDIUM = 3, OPH_SEVERITY_HIGH = 4, OPH_SEVERITY_CRITICAL = 5 };

/* FROZEN. UTF-8 text. `data` may be null only if `size` is 0. */
typedef struct oph_str {
  const char *data;
  uint64_t size; /* bytes */
} oph_str_t;

/* FROZEN. Raw bytes. `data` may be null only if `size` is 0. */
typedef struct oph_bytes {
  const uint8_t *data;
  uint64_t size;
} oph_bytes_t;

/* FROZEN. The caller's error slot. The callee writes `status` (what it returns), `message` and `message_size`. The
 * message says what was expected, what was found and how to mend it; longer text is cut at a character boundary. */
typedef struct oph_error {
  uint64_t struct_size; /* sizeof(oph_error_t), set by the caller */
  oph_status_t status;
  uint32_t message_size; /* bytes used of `message`, at most sizeof message */
  char message[1008];
} oph_error_t;

/* FROZEN. A typed value: a parameter, an attribute, a detail read back (OPH-ABI-12). A tree is owned by whoever made
 * it and is borrowed like any argument. Only the member that `type` names is meaningful. */
typedef struct oph_value {
  oph_type_t type;
  uint32_t reserved;
  int64_t integer;               /* OPH_BOOL, OPH_INT */
  double number;                 /* OPH_FLOAT */
  oph_str_t text;                /* OPH_TEXT */
  uint64_t count;                /* OPH_ARRAY, OPH_OBJECT: number of items */
  const struct oph_value *items; /* OPH_ARRAY, OPH_OBJECT: `count` values */
  const oph_str_t *keys;         /* OPH_OBJECT: `count` keys, parallel to `items`, each once */
} oph_value_t;

/* FROZEN. A pair of a published list, see oph_component_t. */
typedef struct oph_metadata {
  oph_str_t key;
  oph_str_t value;
} oph_metadata_t;

/* FROZEN. One record of a corpus; also the stimulus of a cycle. The views belong to whoever produced the record and
 * last as long as the function that hands the record over says. */
typedef struct oph_record {
  oph_str_t id;                  /* not empty, unique within the corpus */
  oph_str_t text;                /* UTF-8; what cannot be decoded is replaced by U+FFFD and flagged */
  oph_bytes_t raw;               /* the stored bytes where they differ from `text`; else empty */
  const oph_value_t *attributes; /* an OPH_OBJECT, or null for none */
  uint32_t flags;                /* OPH_RECORD_* */
  uint32_t reserved;
} oph_record_t;
enum { OPH_RECORD_INVALID_UTF8 = 1u << 0 };

/* FROZEN. A read-only column of `row_count` cells (of its table). Storage by type: OPH_BOOL uint8_t, OPH_INT int64_t,
 * OPH_FLOAT double in `values`; OPH_TEXT and OPH_JSON bytes in `values`, cell i being [offsets[i], offsets[i+1]).
 * `validity` is null if every cell has a value, else one byte a row, 0 for a missing cell. Missing is never NaN or 0. */
typedef struct oph_column {
  oph_str_t name; /* unique within its table */
  oph_str_t role; /* of the pillar's declared roles; in a run's table the family of the field */
  oph_str_t unit; /* may be empty */
  oph_type_t type;
  uint32_t reserved;
  const void *values;
  const uint64_t *offsets; /* OPH_TEXT, OPH_JSON: row_count + 1 of them; else null */
  const uint8_t *validity;
} oph_column_t;

/* APPENDABLE. Borrowed for the call. */
typedef struct oph_table {
  uint64_t struct_size;
  uint64_t row_count;
  uint64_t column_count;
  const oph_column_t *columns;
} oph_table_t;

/* ------------------------------------------------------------------------------------------------------- 3. Sinks */
/* Sinks and writers belong to the host. `context` is passed back unread. A sink that returns a status other than OPH_OK
 * has refused what it was given, and keeps refusing; the callee gives up and returns that status. */

/* APPENDABLE. Takes text. */
typedef struct oph_text_sink {
  uint64_t struct_size;
  void *context;
  oph_status_t (*put)(void *context, oph_str_t text) OPH_NOEXCEPT;
} oph_text_sink_t;

/* APPENDABLE. Writes one JSON document, top down. Inside an object every value follows its key. The host checks order,
 * nesting and UTF-8: OPH_MISUSE for a wrong call. Numbers that are not finite are kept and written as NaN, Infinity. */
typedef struct oph_writer {
  uint64_t struct_size;
  void *context;
  oph_status_t (*begin_object)(void *context) OPH_NOEXCEPT;
  oph_status_t (*end_object)(void *context) OPH_NOEXCEPT;
  oph_status_t (*begin_array)(void *context) OPH_NOEXCEPT;
  oph_status_t (*end_array)(void *context) OPH_NOEXCEPT;
  oph_status_t (*key)(void *context, oph_str_t name) OPH_NOEXCEPT;
  oph_status_t (*null)(void *context) OPH_NOEXCEPT;
  oph_status_t (*boolean)(void *context, uint32_t value) OPH_NOEXCEPT;
  oph_status_t (*integer)(void *context, int64_t value) OPH_NOEXCEPT;
  oph_status_t (*number)(void *context, double value) OPH_NOEXCEPT;
  oph_status_t (*string)(void *context, oph_str_t value) OPH_NOEXCEPT;
  oph_status_t (*json)(void *context, oph_str_t document) OPH_NOEXCEPT; /* ready JSON text; parsed and checked */
} oph_writer_t;

/* APPENDABLE. One row of evidence. The host adds who computed it: pillar, library and version come from the descriptor
 * of the component that ran, never from here. */
typedef struct oph_evidence {
  uint64_t struct_size;
  oph_str_t statistic; /* not empty; kept stable over revisions so that results can be compared */
  uint32_t flags;      /* OPH_EVIDENCE_*: which of the numbers below are set */
  oph_cross_check_t cross_check;
  double value;
  double effect_size;
  double ci_low;
  double ci_high;
  double p_value;
  uint64_t needed;  /* OPH_EVIDENCE_UNDEFINED: observations that the method needs */
  uint64_t found;   /* OPH_EVIDENCE_UNDEFINED: observations that there were */
  oph_str_t reason; /* OPH_EVIDENCE_UNDEFINED: why, in words */
} oph_evidence_t;
enum {
  OPH_EVIDENCE_EFFECT_SIZE = 1u << 0,
  OPH_EVIDENCE_CI = 1u << 1, /* both ends */
  OPH_EVIDENCE_P_VALUE = 1u << 2,
  OPH_EVIDENCE_UNDEFINED = 1u << 3 /* below the method's minimum: `value` is ignored; said so, never 0 */
};

/* APPENDABLE. Takes evidence rows. `add` copies the row; if `detail` is not null it receives a writer, already inside
 * the row's detail object (write keys at once; do not end it), valid until the next `add` or the end of the call. */
typedef struct oph_evidence_sink {
  uint64_t struct_size;
  void *context;
  oph_status_t (*add)(void *context, const oph_evidence_t *row, const oph_writer_t **detail) OPH_NOEXCEPT;
} oph_evidence_sink_t;

/* APPENDABLE. What a streaming pillar noticed at one row. */
typedef struct oph_event {
  uint64_t struct_size;
  uint64_t row;   /* 0-based index of the row since `begin` */
  oph_str_t name; /* `drift`, `warning`, `accept_h1`, ... */
  double value;   /* the value at the event, or the statistic; NaN if none */
} oph_event_t;

/* APPENDABLE. Takes events, in ascending rows. `emit` copies. */
typedef struct oph_event_sink {
  uint64_t struct_size;
  void *context;
  oph_status_t (*emit)(void *context, const oph_event_t *event) OPH_NOEXCEPT;
} oph_event_sink_t;

/* APPENDABLE. A result that the host computed for a guest: a row of evidence with its detail and its attribution. */
typedef struct oph_result {
  uint64_t struct_size;
  const oph_evidence_t *evidence;
  const oph_value_t *detail; /* an OPH_OBJECT */
  oph_str_t pillar;
  oph_str_t library;
  oph_str_t library_version;
} oph_result_t;

/* APPENDABLE. Lives until the instance that asked for it is destroyed. */
typedef struct oph_results {
  uint64_t struct_size;
  uint64_t id; /* names these results in oph_score_sink_t.attach */
  uint64_t count;
  const oph_result_t *const *items;
} oph_results_t;

/* ------------------------------------------------------------------------------------ 4. The host's services, OPH-ABI-10 */

/* APPENDABLE. Given to `create`; lives until the instance is destroyed. All functions are cheap unless they say otherwise. */
typedef struct oph_host {
  uint64_t struct_size;
  uint32_t abi_version; /* of the host */
  uint32_t reserved;
  void *context;
  oph_str_t version; /* of the host, semantic */

  /* Any time. Lines go to the host's log with the component's name; a level the user did not ask for is dropped. */
  void (*log)(void *context, oph_log_level_t level, oph_str_t line) OPH_NOEXCEPT;

  /* Any time; at most a few times a second are shown. `total` 0 means unknown. */
  void (*progress)(void *context, uint64_t done, uint64_t total) OPH_NOEXCEPT;

  /* Any time. 1 once the host wants the current call to end soon with OPH_CANCELLED. Long calls ask regularly. */
  uint32_t (*cancelled)(void *context) OPH_NOEXCEPT;

  /* Any time. Nanoseconds of a clock that never goes back; only differences mean anything. */
  uint64_t (*monotonic_ns)(void *context) OPH_NOEXCEPT;

  /* Any time. The seed of the random stream `name`, derived from the campaign's seed, the shard, the component and the
   * replicate of the session. The same name gives the same seed; different names give independent seeds. */
  uint64_t (*seed)(void *context, oph_str_t name) OPH_NOEXCEPT;

  /* From `score`, `after_batch`, `drive` and a pillar's `compute` and `finish`. Runs the registered pillar `name` on
   * `table`, whose columns carry that pillar's roles. `params` is an OPH_OBJECT or null for the defaults. Takes as long as the pillar.
   * Calls are counted, and the count is part of the record. OPH_NOT_FOUND, OPH_INVALID_ARGUMENT (parameters against the
   * pillar's schema), OPH_MISSING_ROLE, OPH_LIMIT (pillars calling pillars deeper than 8), or what the pillar returned. */
  oph_status_t (*compute)(void *context, oph_str_t pillar, const oph_table_t *table, const oph_value_t *params,
                          const oph_results_t **results, oph_error_t *error) OPH_NOEXCEPT;

  /* Any time. An optional ability of the host by name and revision (OPH-ABI-11), or null. Each ability's header says what
   * the pointer is and that it lives as long as this table. Names that begin with `draft.` answer only if the manifest
   * switches them on. */
  const void *(*extension)(void *context, oph_str_t name, uint32_t revision) OPH_NOEXCEPT;
} oph_host_t;

/* The ability "skips", revision 1, of the host of a corpus: counts what `next` leaves out because it cannot be delivered, so
 * that the count is part of the record. APPENDABLE. */
#define OPH_ABILITY_SKIPS "skips"
typedef struct oph_skips {
  uint64_t struct_size;
  void *context;
  /* From `next`. `count` records or pieces of data were left out. `reason` is one line that is the same for the same kind of fault
   * ("a line that is no JSON"); where it was belongs into the log. The host keeps the first 16 reasons apart. */
  oph_status_t (*skip)(void *context, oph_str_t reason, uint64_t count) OPH_NOEXCEPT;
} oph_skips_t;

/* What `create` makes: the plugin's own type, never looked into by the host. */
typedef struct oph_instance oph_instance_t;

/* ------------------------------------------------------------------------------------------------------ 5. Pillar */
/* A pillar judges a table: create -> compute (any number of times) -> destroy, or, if it is sequential,
 * create -> (begin -> update, any number of times -> finish), any number of times -> destroy. The same rows in the same order give the
 * same evidence whichever way they come. */

/* FROZEN. An input role of a pillar. Columns are matched by their `role`. */
typedef struct oph_role {
  oph_str_t name;
  oph_str_t help;
  uint32_t types; /* accepted column types: OPH_TYPE_BIT(type) ored. The host converts OPH_BOOL and OPH_INT to OPH_FLOAT
                     where only the latter is accepted. */
  uint32_t arity; /* OPH_ROLE_* */
} oph_role_t;
enum {
  OPH_ROLE_ONE = 1,
  OPH_ROLE_OPTIONAL = 2, /* none or one */
  OPH_ROLE_MANY = 3,     /* one or more */
  OPH_ROLE_ANY = 4       /* none, one or more; since 1.1 */
};
#define OPH_TYPE_BIT(type) (1u << (type))

/* APPENDABLE. Required: create, destroy, compute. begin, update and finish are there all together or not at all. */
typedef struct oph_pillar {
  uint64_t struct_size;
  const oph_role_t *roles; /* constant, lives as long as the plugin */
  uint64_t role_count;     /* at least 1 */

  /* Once. `params` is checked against the component's schema and defaulted; borrowed for the call. */
  oph_status_t (*create)(const oph_host_t *host, const oph_value_t *params, oph_instance_t **instance,
                         oph_error_t *error) OPH_NOEXCEPT;
  /* Once, last. `instance` is never null. Cannot fail. */
  void (*destroy)(oph_instance_t *instance) OPH_NOEXCEPT;

  /* Computes evidence of the whole table. The host has checked that every required role is there with an accepted
   * type; a role that is needed only in some cases is the pillar's to demand (OPH_MISSING_ROLE). Too few rows are no
   * error: OPH_EVIDENCE_UNDEFINED. Adds at least one row. */
  oph_status_t (*compute)(oph_instance_t *instance, const oph_table_t *table, const oph_evidence_sink_t *evidence,
                          oph_error_t *error) OPH_NOEXCEPT;

  /* Optional. Starts a stream: forgets whatever came before. */
  oph_status_t (*begin)(oph_instance_t *instance, oph_error_t *error) OPH_NOEXCEPT;
  /* Takes the next rows; never fewer columns than at the first call. Memory must not grow with the number of rows. */
  oph_status_t (*update)(oph_instance_t *instance, const oph_table_t *rows, const oph_event_sink_t *events,
                         oph_error_t *error) OPH_NOEXCEPT;
  /* Ends the stream and says what it showed. */
  oph_status_t (*finish)(oph_instance_t *instance, const oph_evidence_sink_t *evidence, oph_error_t *error) OPH_NOEXCEPT;
} oph_pillar_t;

/* ------------------------------------------------------------------------------------------------------ 6. Corpus */
/* A corpus delivers records: create -> files? -> revision? -> next, until it gives none -> destroy. To read again the host
 * creates another instance with the same parameters, which delivers the same records in the same order. Absent data is
 * OPH_UNAVAILABLE at create, never a substitute: the message names the expected layout. */

/* APPENDABLE. Takes the files whose bytes are the data. `file` copies. */
typedef struct oph_file_sink {
  uint64_t struct_size;
  void *context;
  /* `path`: absolute, for the host to read. `label`: the name that enters the content hash; relative, the same on
   * every machine, unique, with `/` between components. */
  oph_status_t (*file)(void *context, oph_str_t path, oph_str_t label) OPH_NOEXCEPT;
} oph_file_sink_t;

/* APPENDABLE. Required: create, destroy, next. */
typedef struct oph_corpus {
  uint64_t struct_size;

  oph_status_t (*create)(const oph_host_t *host, const oph_value_t *params, oph_instance_t **instance,
                         oph_error_t *error) OPH_NOEXCEPT;
  void (*destroy)(oph_instance_t *instance) OPH_NOEXCEPT;

  /* The next records, at most `limit` (at least 1). `*records` points at memory of the plugin that stays valid until the next call
   * into the instance. `*count` 0 means the end, and then stays 0. Streams: memory must not grow with the data. */
  oph_status_t (*next)(oph_instance_t *instance, uint64_t limit, const oph_record_t **records, uint64_t *count,
                       oph_error_t *error) OPH_NOEXCEPT;

  /* Optional, before the first `next`. Names every file that `next` reads. The host hashes these bytes itself; without
   * this function it hashes the records that `next` delivers. */
  oph_status_t (*files)(oph_instance_t *instance, const oph_file_sink_t *sink, oph_error_t *error) OPH_NOEXCEPT;

  /* Optional, before the first `next`. The version of the data (a commit, a release), if it has one. */
  oph_status_t (*revision)(oph_instance_t *instance, const oph_text_sink_t *sink, oph_error_t *error) OPH_NOEXCEPT;
} oph_corpus_t;

/* --------------------------------------------------------------------------------------------------- 7. Substrate */
/* A substrate is the system under test: create -> describe -> revision -> reset -> run, any number of times, with reset in between
 * where a scenario asks for it -> state? -> destroy. */

/* APPENDABLE. A field that each cycle fills. */
typedef struct oph_field {
  uint64_t struct_size;
  oph_str_t name; /* unique; must not begin with `host.` */
  oph_type_t type; /* OPH_BOOL, OPH_INT, OPH_FLOAT, OPH_TEXT or OPH_JSON */
  uint32_t flags;  /* OPH_FIELD_* */
  oph_str_t unit;
  oph_str_t family;
  oph_str_t description;
} oph_field_t;
enum {
  OPH_FIELD_NULLABLE = 1u << 0, /* a successful cycle may leave it out */
  OPH_FIELD_MEASURED = 1u << 1  /* a duration or another physical reading: differs between equal runs */
};

/* APPENDABLE. Takes field declarations; their order is the order of the buffers. `field` copies. */
typedef struct oph_field_sink {
  uint64_t struct_size;
  void *context;
  oph_status_t (*field)(void *context, const oph_field_t *field) OPH_NOEXCEPT;
} oph_field_sink_t;

/* APPENDABLE. The cycles to run. */
typedef struct oph_batch {
  uint64_t struct_size;
  uint64_t first_cycle; /* 0-based index of the first cycle since reset */
  uint64_t count;       /* at least 1 */
  const oph_record_t *records;           /* `count` stimuli */
  const oph_value_t *params;             /* cycle parameters for the whole batch, checked and defaulted; an OPH_OBJECT */
  const oph_value_t *const *row_params;  /* null, or `count` of them, each null or an OPH_OBJECT that replaces `params` */
} oph_batch_t;

/* FROZEN. Where one field's values go. Host-owned, room for the batch's `count`. For OPH_TEXT and OPH_JSON `values` is
 * null: use set_text. `validity` is null for a field that is not nullable; else zero-filled, set 1 for a value. */
typedef struct oph_field_buffer {
  oph_type_t type;
  uint32_t wanted; /* 0: nobody will read it; filling it is harmless, leaving it out is allowed */
  void *values;
  uint8_t *validity;
} oph_field_buffer_t;

/* APPENDABLE. What comes back of a batch. Rows are 0..count-1 of the batch. */
typedef struct oph_cycles {
  uint64_t struct_size;
  void *context;
  uint64_t field_count;
  const oph_field_buffer_t *fields; /* in the order of `describe` */
  uint8_t *success; /* `count` bytes, zero-filled: a cycle that nobody reports counts as failed. Set 1 for success. */
  /* Text of one cell; copied. */
  oph_status_t (*set_text)(void *context, uint64_t row, uint64_t field, oph_str_t text) OPH_NOEXCEPT;
  /* The cycle could not run: `error` says why (copied), nothing is made up; its fields are dropped. Costs a call only
   * for failures. */
  oph_status_t (*fail)(void *context, uint64_t row, oph_str_t error) OPH_NOEXCEPT;
  /* The raw output of a cycle, kept where the scenario asked for it, else dropped. `*writer` expects one object, opened
   * already (write keys at once; do not end it), and is valid until the next call here. */
  oph_status_t (*raw)(void *context, uint64_t row, const oph_writer_t **writer) OPH_NOEXCEPT;
  /* The cycle `row` has just ended: the host notes the time. Call it for every row in order, or for none; a substrate
   * that does sets OPH_COMPONENT_MARKS and is then timed cycle by cycle within large batches. */
  void (*mark)(void *context, uint64_t row) OPH_NOEXCEPT;
  /* Since 1.1. 0: nobody will read raw outputs; they may be left out. */
  uint32_t raw_wanted;
  uint32_t reserved;
} oph_cycles_t;

/* APPENDABLE. Required: create, destroy, describe, revision, reset, run. */
typedef struct oph_substrate {
  uint64_t struct_size;
  oph_str_t cycle_schema; /* JSON Schema of the cycle parameters; empty if there are none */

  oph_status_t (*create)(const oph_host_t *host, const oph_value_t *params, oph_instance_t **instance,
                         oph_error_t *error) OPH_NOEXCEPT;
  void (*destroy)(oph_instance_t *instance) OPH_NOEXCEPT;

  /* Once, after create. At least one field. */
  oph_status_t (*describe)(oph_instance_t *instance, const oph_field_sink_t *sink, oph_error_t *error) OPH_NOEXCEPT;

  /* Once, after create. The version of the system under test: a commit, a release, a digest. Not empty. */
  oph_status_t (*revision)(oph_instance_t *instance, const oph_text_sink_t *sink, oph_error_t *error) OPH_NOEXCEPT;

  /* Before the first `run`, and between runs. Back to the state after create, random streams included. */
  oph_status_t (*reset)(oph_instance_t *instance, oph_error_t *error) OPH_NOEXCEPT;

  /* Runs `batch->count` cycles in order. OPH_OK even if cycles failed; another status means that the substrate as a
   * whole is gone, and the shard ends. */
  oph_status_t (*run)(oph_instance_t *instance, const oph_batch_t *batch, const oph_cycles_t *cycles,
                      oph_error_t *error) OPH_NOEXCEPT;

  /* Optional, after the last `run`. The state worth keeping in the record; `writer` is inside an object. */
  oph_status_t (*state)(oph_instance_t *instance, const oph_writer_t *writer, oph_error_t *error) OPH_NOEXCEPT;
} oph_substrate_t;

/* ---------------------------------------------------------------------------------------------------- 8. Scenario */
/* A scenario asks one falsifiable question. The host keeps the order:
 *
 *   create -> claim -> plan -> fields? -> [the host writes and syncs the pre-registration]
 *          -> select, per chunk of the corpus, and select_end -> cycles, with after_batch? in between -> score -> destroy
 *   driven:  ... [pre-registration] -> drive (which pulls records and runs sessions itself) -> score -> destroy
 *   static (OPH_PLAN_STATIC):  ... [pre-registration] -> select -> score, over records alone -> destroy
 *
 * Nothing before the pre-registration sees data. Whatever comes after it cannot change the claim. */

/* APPENDABLE. Every text but `units` is required. */
typedef struct oph_claim {
  uint64_t struct_size;
  oph_str_t statement;
  oph_str_t operationalization;
  oph_str_t h0;
  oph_str_t h1;
  oph_str_t metric; /* what the observed value is called */
  oph_str_t units;
  oph_comparator_t comparator;
  uint32_t reserved;
  double threshold;
} oph_claim_t;

/* APPENDABLE. */
typedef struct oph_plan {
  uint64_t struct_size;
  oph_str_t analysis;      /* the analysis plan in plain words; pre-registered. Not empty. */
  oph_str_t stopping_rule; /* pre-registered; required if the table has after_batch */
  uint32_t flags;          /* OPH_PLAN_* */
  uint32_t reserved;
  uint64_t cycles;           /* cycles to run unless the manifest says; 0 leaves it to the host (1000) */
  uint64_t batch;            /* cycles per call at most, and between two after_batch calls; 0 leaves it to the host */
  uint64_t selection_window; /* most records that `select` holds back at any time; 0 if none */
} oph_plan_t;
enum {
  OPH_PLAN_STATIC = 1u << 0,       /* no substrate is run */
  OPH_PLAN_TIME_CYCLES = 1u << 1,  /* the host times every cycle: column host.cycle_seconds */
  OPH_PLAN_KEEP_RECORDS = 1u << 2, /* oph_run_t.record works; costs memory per cycle */
  OPH_PLAN_KEEP_RAW = 1u << 3      /* oph_run_t.raw works; the raw trace is kept in a file */
};

/* APPENDABLE. A field that score reads: the field contract. Only requested fields are kept. */
typedef struct oph_field_request {
  uint64_t struct_size;
  oph_str_t name;
  uint32_t required; /* 1: a substrate that does not declare it cannot be judged */
  uint32_t types;    /* accepted: OPH_TYPE_BIT ored; 0 accepts any */
  oph_str_t family;  /* expected family; empty accepts any */
} oph_field_request_t;

/* APPENDABLE. Each `put` copies. `claim` and `plan` exactly once each. */
typedef struct oph_claim_sink {
  uint64_t struct_size;
  void *context;
  oph_status_t (*put)(void *context, const oph_claim_t *claim) OPH_NOEXCEPT;
} oph_claim_sink_t;

typedef struct oph_plan_sink {
  uint64_t struct_size;
  void *context;
  oph_status_t (*put)(void *context, const oph_plan_t *plan) OPH_NOEXCEPT;
} oph_plan_sink_t;

typedef struct oph_request_sink {
  uint64_t struct_size;
  void *context;
  oph_status_t (*put)(void *context, const oph_field_request_t *request) OPH_NOEXCEPT;
} oph_request_sink_t;

/* APPENDABLE. Takes selected records, in the order in which they shall run. `emit` copies. OPH_LIMIT once there are
 * enough: not an error, `select` then returns OPH_OK. */
typedef struct oph_selection_sink {
  uint64_t struct_size;
  void *context;
  oph_status_t (*emit)(void *context, const oph_record_t *record) OPH_NOEXCEPT;
} oph_selection_sink_t;

/* APPENDABLE. The run as a scenario sees it, so far or at its end. Lives for the call. Rows are cycles (static scenarios: records) in the
 * order in which they ran. Host columns: `host.success` OPH_BOOL; `host.cycle_seconds` OPH_FLOAT with OPH_PLAN_TIME_CYCLES; `host.session`
 * OPH_INT if driven; if instrumented `host.cpu_seconds`, `host.page_faults` OPH_FLOAT, `host.rss_bytes` OPH_INT. Then the requested
 * fields under their names. Cells of failed cycles are missing, those of `host.success` and `host.session` aside. */
typedef struct oph_run {
  uint64_t struct_size;
  void *context;
  uint64_t cycles; /* rows of `table` */
  uint64_t failed; /* of them without success; a rate counts them beside, never in its denominator */
  uint64_t planned;
  uint32_t stopped_early; /* 1 if after_batch stopped it */
  uint32_t reserved;
  const oph_table_t *table;
  /* With OPH_PLAN_KEEP_RECORDS, or static: the stimulus of a row. Views live until the next call here. */
  oph_status_t (*record)(void *context, uint64_t row, oph_record_t *record, oph_error_t *error) OPH_NOEXCEPT;
  /* With OPH_PLAN_KEEP_RAW: the raw output of a row, null if it gave none. Lives until the next call here. */
  oph_status_t (*raw)(void *context, uint64_t row, const oph_value_t **raw, oph_error_t *error) OPH_NOEXCEPT;
  /* Why a row failed; empty if it did not. Lives as long as the run. */
  oph_status_t (*failure)(void *context, uint64_t row, oph_str_t *text, oph_error_t *error) OPH_NOEXCEPT;
  /* Events of streaming pillars that the manifest attached, in order of rows. */
  uint64_t event_count;
  const oph_event_t *const *events;
} oph_run_t;

/* APPENDABLE. Takes the score. `observed` exactly once, at least one row of evidence, the others at will. The host
 * decides the verdict from `observed` and the pre-registered threshold. */
typedef struct oph_score_sink {
  uint64_t struct_size;
  void *context;
  oph_status_t (*observed)(void *context, double value) OPH_NOEXCEPT;
  /* The evidence is not sufficient either way, and why. */
  oph_status_t (*inconclusive)(void *context, oph_str_t reason) OPH_NOEXCEPT;
  oph_status_t (*reasoning)(void *context, oph_str_t text) OPH_NOEXCEPT;
  /* A row of the scenario's own arithmetic, attributed to the scenario's plugin. `aspect` names it beneath the scenario. */
  oph_status_t (*evidence)(void *context, oph_str_t aspect, const oph_evidence_t *row, const oph_writer_t **detail) OPH_NOEXCEPT;
  /* Row `item` of results that oph_host_t.compute gave, attributed to the pillar that computed it. */
  oph_status_t (*attach)(void *context, const oph_results_t *results, uint64_t item) OPH_NOEXCEPT;
} oph_score_sink_t;

/* APPENDABLE. Sessions for a driven scenario. The host owns data, order, seeds, limits and the trace: every cycle that
 * is run here is a row of the run's table. */
typedef struct oph_driver {
  uint64_t struct_size;
  void *context;
  uint64_t planned; /* cycles that the manifest allows in all; `run` beyond it is OPH_LIMIT */

  /* The next selected records, at most `limit`. Valid until the next call of `records`. `*count` 0 at the end. */
  oph_status_t (*records)(void *context, uint64_t limit, const oph_record_t **records, uint64_t *count,
                          oph_error_t *error) OPH_NOEXCEPT;
  /* A fresh substrate, reset. `params` is an OPH_OBJECT laid over the manifest's parameters, or null. Sessions with the
   * same `replicate` get the same seeds. */
  oph_status_t (*open)(void *context, const oph_value_t *params, uint64_t replicate, uint64_t *session,
                       oph_error_t *error) OPH_NOEXCEPT;
  oph_status_t (*reset)(void *context, uint64_t session, oph_error_t *error) OPH_NOEXCEPT;
  /* Runs cycles; `params` (cycle parameters) are laid over the manifest's, or null. `row_params` as in oph_batch_t, or
   * null. `*first_row` receives the first row. */
  oph_status_t (*run)(void *context, uint64_t session, const oph_record_t *records, uint64_t count,
                      const oph_value_t *params, const oph_value_t *const *row_params, uint64_t *first_row,
                      oph_error_t *error) OPH_NOEXCEPT;
  oph_status_t (*close)(void *context, uint64_t session, oph_error_t *error) OPH_NOEXCEPT;
  /* The run so far; valid until the next call here. */
  oph_status_t (*so_far)(void *context, const oph_run_t **run, oph_error_t *error) OPH_NOEXCEPT;
} oph_driver_t;

/* APPENDABLE. Required: create, destroy, claim, plan, score. select_end needs select. drive excludes after_batch. */
typedef struct oph_scenario {
  uint64_t struct_size;

  oph_status_t (*create)(const oph_host_t *host, const oph_value_t *params, oph_instance_t **instance,
                         oph_error_t *error) OPH_NOEXCEPT;
  void (*destroy)(oph_instance_t *instance) OPH_NOEXCEPT;

  oph_status_t (*claim)(oph_instance_t *instance, const oph_claim_sink_t *sink, oph_error_t *error) OPH_NOEXCEPT;
  oph_status_t (*plan)(oph_instance_t *instance, const oph_plan_sink_t *sink, oph_error_t *error) OPH_NOEXCEPT;
  oph_status_t (*score)(oph_instance_t *instance, const oph_run_t *run, const oph_score_sink_t *sink,
                        oph_error_t *error) OPH_NOEXCEPT;

  /* Optional. Without it no field is kept and only host columns are there. */
  oph_status_t (*fields)(oph_instance_t *instance, const oph_request_sink_t *sink, oph_error_t *error) OPH_NOEXCEPT;
  /* Optional stateful filter; without it every record is selected. For `count` records in, any number out; it may hold
   * back copies of up to `selection_window` records to reorder, pair or group. */
  oph_status_t (*select)(oph_instance_t *instance, const oph_record_t *records, uint64_t count,
                         const oph_selection_sink_t *sink, oph_error_t *error) OPH_NOEXCEPT;
  /* Optional. The corpus has ended, or there is enough: emit what was held back. */
  oph_status_t (*select_end)(oph_instance_t *instance, const oph_selection_sink_t *sink, oph_error_t *error) OPH_NOEXCEPT;
  /* Optional, after each batch. Set `*stop` to 1 to end the run here, by the pre-registered rule. */
  oph_status_t (*after_batch)(oph_instance_t *instance, const oph_run_t *run, uint32_t *stop, oph_error_t *error) OPH_NOEXCEPT;
  /* Optional. Makes the scenario a driven one. */
  oph_status_t (*drive)(oph_instance_t *instance, const oph_driver_t *driver, oph_error_t *error) OPH_NOEXCEPT;
} oph_scenario_t;

/* ----------------------------------------------------------------------------------------------------- 9. Auditor */
/* An auditor wraps one external tool: create -> available -> version -> run -> destroy. */

/* APPENDABLE. `message` and `severity` are required. */
typedef struct oph_finding {
  uint64_t struct_size;
  oph_str_t rule;
  oph_str_t message;
  oph_str_t path; /* as the tool gave it */
  oph_severity_t severity;
  uint32_t line;   /* 1-based; 0 if none */
  uint32_t column; /* 1-based; 0 if none */
  uint32_t reserved;
} oph_finding_t;

/* APPENDABLE. `add` copies; `extra` as `detail` of oph_evidence_sink_t. `tool` says how the tool ended, once. */
typedef struct oph_finding_sink {
  uint64_t struct_size;
  void *context;
  oph_status_t (*add)(void *context, const oph_finding_t *finding, const oph_writer_t **extra) OPH_NOEXCEPT;
  oph_status_t (*tool)(void *context, int32_t exit_code, uint64_t stdout_size, uint64_t stderr_size) OPH_NOEXCEPT;
} oph_finding_sink_t;

/* APPENDABLE. Required: all. */
typedef struct oph_auditor {
  uint64_t struct_size;

  oph_status_t (*create)(const oph_host_t *host, const oph_value_t *params, oph_instance_t **instance,
                         oph_error_t *error) OPH_NOEXCEPT;
  void (*destroy)(oph_instance_t *instance) OPH_NOEXCEPT;

  /* Sets `*yes`; if 0, `why` receives how to get the tool. */
  oph_status_t (*available)(oph_instance_t *instance, uint32_t *yes, const oph_text_sink_t *why, oph_error_t *error) OPH_NOEXCEPT;
  oph_status_t (*version)(oph_instance_t *instance, const oph_text_sink_t *sink, oph_error_t *error) OPH_NOEXCEPT;
  /* `path` is absolute. */
  oph_status_t (*run)(oph_instance_t *instance, oph_str_t path, const oph_finding_sink_t *sink, oph_error_t *error) OPH_NOEXCEPT;
} oph_auditor_t;

/* --------------------------------------------------------------------------------------- 10. Descriptor, OPH-ABI-4 */
/* Everything here is constant, is complete when the entry function returns, and lives as long as the process: a loaded
 * plugin is never unloaded. Reading it runs no other code. */

/* APPENDABLE.
 *
 * Published metadata keys, by kind; a key that is not listed is kept and shown, never required.
 *   pillar     library, library_version (required, of the code that computes; read at run time, not typed in), method, citation
 *   scenario   tier, family, goal, explanation (required), method, falsification
 *   corpus     kind (default `corpus`), source, dataset (what records call the data; default: the component's name),
 *              hash_rule, reference_hash
 *   substrate  kind, system (what is tested; default: the component's name)
 *   auditor    tool, install
 * tier is one of scientific, engineering, philosophical, empirical_deep, measurement_machinery.
 * hash_rule says how the host makes the content hash out of the digests (SHA-256, hex) that it takes of the files itself:
 *   labels               (default) SHA-256 of the canonical JSON [[label, digest], ...], by labels
 *   file                 the digest of the one file
 *   python-repr-files    SHA-256 of the Python repr [('label', 'digest'), ...], by labels
 *   python-repr-sources  labels are `source:path`; SHA-256 of the Python repr [('source', 'files:LIST'), ...], by sources,
 *                        LIST being the SHA-256 of the Python repr [('path', 'digest'), ...] of that source, paths
 *                        compared part by part
 * reference_hash asks for a figure that another implementation has for the same data, to stand beside the content hash. It
 * describes data and proves nothing:
 *   revision-count       SHA-256 of `REVISION:COUNT`, the corpus's revision and its number of records
 *   python-repr-sources  that rule, with the words SOURCE=IDENTIFIER of the revision in the place of their 'files:LIST' */
typedef struct oph_component {
  uint64_t struct_size;
  oph_kind_t kind;
  uint32_t revision; /* of the component's behaviour; at least 1; raised when results change */
  oph_str_t name;    /* pillars `O.spc`, `stats.proportion`: letters, digits, `_`, `.`, `-`; the others kebab-case */
  oph_str_t summary; /* one line */
  oph_str_t parameters_schema; /* JSON Schema of an object; empty for no parameters */
  uint32_t flags;              /* OPH_COMPONENT_* */
  uint32_t reserved;
  uint64_t metadata_count;
  const oph_metadata_t *metadata;
  const void *table; /* oph_pillar_t, oph_scenario_t, oph_corpus_t, oph_substrate_t or oph_auditor_t, by `kind` */
} oph_component_t;
enum {
  OPH_COMPONENT_DETERMINISTIC = 1u << 0, /* same parameters, seeds and input: same output; the host holds it to that */
  OPH_COMPONENT_MARKS = 1u << 1          /* substrate: calls oph_cycles_t.mark */
};

/* APPENDABLE. */
typedef struct oph_plugin {
  uint64_t struct_size;
  oph_str_t id;          /* unique over all plugins: letters, digits, `_`, `.`, `-` */
  oph_str_t version;     /* semantic version 2.0 */
  oph_str_t vendor;
  oph_str_t license;     /* SPDX expression of the shared object as a whole, linked libraries included */
  oph_str_t homepage;    /* may be empty */
  oph_str_t sdk_version; /* of the SDK it was built with */
  uint64_t component_count; /* at least 1 */
  const oph_component_t *const *components;
  /* Optional. An optional ability of the plugin by name and revision (OPH-ABI-11), or null. */
  const void *(*extension)(oph_str_t name, uint32_t revision) OPH_NOEXCEPT;
} oph_plugin_t;

/* Called once per process, on the main thread, after loading. Does no work but to fill the descriptor. Never null. */
typedef const oph_plugin_t *(*oph_plugin_entry_t)(void);

/* What a plugin defines, in C and C++ alike: `const uint32_t ophamin_abi_version = OPH_ABI_VERSION;` at file scope, and
 * the entry function. These declarations give both their linkage and visibility. */
OPH_EXPORT const uint32_t ophamin_abi_version;
OPH_EXPORT const oph_plugin_t *ophamin_plugin_entry(void) OPH_NOEXCEPT;

/* ----------------------------------------------------------------------------------------- 11. Floors and sentinels */
/* The required part of each struct that a plugin fills, as of version 1.0. A smaller struct is refused; the floors never
 * rise within the major. The assertions are there to make a change hurt: a FROZEN size or a floor that moves is a new
 * major; the figure of an APPENDABLE struct moves only when fields were appended, together with OPH_ABI_MINOR. */

#define OPH_PLUGIN_FLOOR 120u
#define OPH_COMPONENT_FLOOR 96u
#define OPH_PILLAR_FLOOR 48u
#define OPH_CORPUS_FLOOR 32u
#define OPH_SUBSTRATE_FLOOR 72u
#define OPH_SCENARIO_FLOOR 48u
#define OPH_AUDITOR_FLOOR 48u

OPH_STATIC_ASSERT(OPH_SIZEOF(oph_plugin_t, components) == OPH_PLUGIN_FLOOR, "floor");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_component_t, table) == OPH_COMPONENT_FLOOR, "floor");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_pillar_t, compute) == OPH_PILLAR_FLOOR, "floor");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_corpus_t, next) == OPH_CORPUS_FLOOR, "floor");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_substrate_t, run) == OPH_SUBSTRATE_FLOOR, "floor");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_scenario_t, score) == OPH_SCENARIO_FLOOR, "floor");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_auditor_t, run) == OPH_AUDITOR_FLOOR, "floor");

OPH_STATIC_ASSERT(sizeof(oph_str_t) == 16, "FROZEN");
OPH_STATIC_ASSERT(sizeof(oph_bytes_t) == 16, "FROZEN");
OPH_STATIC_ASSERT(sizeof(oph_error_t) == 1024, "FROZEN");
OPH_STATIC_ASSERT(sizeof(oph_value_t) == 64, "FROZEN");
OPH_STATIC_ASSERT(sizeof(oph_metadata_t) == 32, "FROZEN");
OPH_STATIC_ASSERT(sizeof(oph_record_t) == 64, "FROZEN");
OPH_STATIC_ASSERT(sizeof(oph_column_t) == 80, "FROZEN");
OPH_STATIC_ASSERT(sizeof(oph_role_t) == 40, "FROZEN");
OPH_STATIC_ASSERT(sizeof(oph_field_buffer_t) == 24, "FROZEN");

OPH_STATIC_ASSERT(OPH_SIZEOF(oph_table_t, columns) == 32, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_text_sink_t, put) == 24, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_writer_t, json) == 104, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_evidence_t, reason) == 104, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_evidence_sink_t, add) == 24, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_event_t, value) == 40, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_event_sink_t, emit) == 24, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_result_t, library_version) == 72, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_results_t, items) == 32, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_host_t, extension) == 96, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_skips_t, skip) == 24, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_pillar_t, finish) == 72, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_file_sink_t, file) == 24, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_corpus_t, revision) == 48, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_field_t, description) == 80, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_field_sink_t, field) == 24, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_batch_t, row_params) == 48, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_cycles_t, reserved) == 80, "APPENDABLE, 1.1");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_substrate_t, state) == 80, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_claim_t, threshold) == 120, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_plan_t, selection_window) == 72, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_field_request_t, family) == 48, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_claim_sink_t, put) == 24, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_plan_sink_t, put) == 24, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_request_sink_t, put) == 24, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_selection_sink_t, emit) == 24, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_run_t, events) == 96, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_score_sink_t, attach) == 56, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_driver_t, so_far) == 72, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_scenario_t, drive) == 88, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_finding_t, reserved) == 72, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_finding_sink_t, tool) == 32, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_auditor_t, run) == 48, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_component_t, table) == 96, "APPENDABLE, 1.0");
OPH_STATIC_ASSERT(OPH_SIZEOF(oph_plugin_t, extension) == 128, "APPENDABLE, 1.0");

#endif /* OPHAMIN_ABI_H */
