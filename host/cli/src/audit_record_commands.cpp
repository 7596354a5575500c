// SPDX-License-Identifier: Apache-2.0
//
// audit-record show|verify|validate|ingest|list
#include <memory>

#include <ophamin/records/record_kind.hpp>

#include "commands.hpp"
#include "options.hpp"
#include "record_set_verbs.hpp"
#include "record_verbs.hpp"

namespace ophamin::cli {
namespace {

using records::RecordKind;
using Verb = int (*)(Console&, RecordKind, const RecordVerbOptions&);

// The reference checks audits without a JSON Schema, and ends validation of what cannot be decoded with 1.
int validate_audit(Console& console, RecordKind kind, const RecordVerbOptions& options) {
  try {
    return validate_record(console, kind, options);
  } catch (const diagnostics::Error& error) {
    if (options.json) {
      console.print_json(false, {{"errors", errors_json(error.diagnostics())}});
    } else {
      console.report(error.diagnostics());
    }
    return 1;
  }
}

struct Added {
  CLI::App* command;
  std::shared_ptr<RecordVerbOptions> options;
};

Added add_verb(Program& program, CLI::App& group, const std::string& name, const std::string& description,
               const std::string& examples, Verb act) {
  auto options = std::make_shared<RecordVerbOptions>();
  options->schema = false;
  CLI::App* command = add_command(group, name, description);
  command->add_option("FILE", options->file, "the audit record; - for stdin")->required();
  if (name != "show") add_record_key(*command, options->key);
  add_max_bytes(*command, options->max_bytes);
  add_json(*command, options->json);
  command->footer("Examples:\n" + examples);
  on_call(program, *command, [&program, options, act] { return act(program.console, RecordKind::kAudit, *options); });
  return {command, options};
}

}  // namespace

void add_audit_record_commands(Program& program) {
  CLI::App* group = add_command(program.app, "audit-record", "Audit records: read them, check them, list them.");
  group->require_subcommand(1);
  group->footer("Examples:\n  ophamin-host audit-record show audit.json\n  ophamin-host audit-record list audits");
  const Added show = add_verb(program, *group, "show", "An audit as a page of Markdown.", "  ophamin-host audit-record show audit.json", show_record);
  show.command->add_flag("--verbose", show.options->verbose, "also the raw view: the record as it stands in the file");

  const Added verify = add_verb(program, *group, "verify",
                                "Whether an audit is exactly what was signed: signature, id, every member, every count. Without a key, with the "
                                "published key of audits. 0 if so, 1 if not, 2 if it cannot be decoded.",
                                "  ophamin-host audit-record verify audit.json\n"
                                "  ophamin-host audit-record verify audit.json --key ophamin-audit-default-key",
                                verify_record);
  verify.command->add_flag("--verbose", verify.options->verbose, "also the raw view: the record as it stands in the file");

  const Added validate = add_verb(program, *group, "validate", "Whether an audit is well-formed: checklist, id, counts. 0 if so, 1 if not.",
                                  "  ophamin-host audit-record validate audit.json --with-schema", validate_audit);
  validate.command->add_flag("--with-signature", validate.options->with_signature, "check the signature, too; a key implies it");
  validate.command->add_flag("--with-schema", validate.options->schema, "check against the JSON Schema first");

  const Added ingest = add_verb(program, *group, "ingest", "Whether an audit from elsewhere can be taken in: checklist, id, counts, version. 0 if so, 1 if not.",
                                "  ophamin-host audit-record ingest audit.json --strict-signature", ingest_record);
  ingest.command->add_flag("--strict-signature", ingest.options->strict_signature, "the signature must match");
  ingest.command->add_flag("--with-schema", ingest.options->schema, "check against the JSON Schema first");

  auto list = std::make_shared<RecordSetOptions>();
  CLI::App* list_command = add_command(*group, "list", "Every audit below a folder, one line each. What cannot be decoded has a line, too.");
  list_command->add_option("DIR", list->folder, "the folder; everything below it is looked at")->required();
  list_command->add_flag("--with-signature", list->with_signature, "check the signatures, too; a key implies it");
  add_record_key(*list_command, list->key);
  add_max_bytes(*list_command, list->max_bytes);
  add_json(*list_command, list->json);
  list_command->footer("Examples:\n  ophamin-host audit-record list audits --json");
  on_call(program, *list_command, [&program, list] { return list_record_set(program.console, RecordKind::kAudit, *list); });
}

}  // namespace ophamin::cli
