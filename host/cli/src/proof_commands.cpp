// SPDX-License-Identifier: Apache-2.0
//
// proof show|verify|validate|ingest|list|index; proof attest has a file of its own
#include <memory>
#include <optional>

#include <ophamin/records/record_kind.hpp>

#include "commands.hpp"
#include "options.hpp"
#include "record_set_verbs.hpp"
#include "record_verbs.hpp"

namespace ophamin::cli {
namespace {

using records::RecordKind;
using Verb = int (*)(Console&, RecordKind, const RecordVerbOptions&);

struct Added {
  CLI::App* command;
  std::shared_ptr<RecordVerbOptions> options;
};

Added add_verb(Program& program, CLI::App& group, const std::string& name, const std::string& description,
               const std::string& examples, Verb act) {
  auto options = std::make_shared<RecordVerbOptions>();
  CLI::App* command = add_command(group, name, description);
  command->add_option("FILE", options->file, "the proof, or the folder of its bundle; - for stdin")->required();
  if (name != "show") add_record_key(*command, options->key);
  add_max_bytes(*command, options->max_bytes);
  add_json(*command, options->json);
  command->footer("Examples:\n" + examples);
  on_call(program, *command, [&program, options, act] { return act(program.console, RecordKind::kProof, *options); });
  return {command, options};
}

void add_set_options(CLI::App& command, RecordSetOptions& options) {
  command.add_option("DIR", options.folder, "the folder; everything below it is looked at")->required();
  add_max_bytes(command, options.max_bytes);
  add_json(command, options.json);
}

}  // namespace

void add_proof_commands(Program& program) {
  CLI::App* group = add_command(program.app, "proof", "Proof records: read them, check them, list them.");
  group->require_subcommand(1);
  group->footer("Examples:\n  ophamin-host proof show proof.json\n  ophamin-host proof verify proof.json\n  ophamin-host proof list proofs");
  const Added show = add_verb(program, *group, "show", "A proof as a page of Markdown.",
                              "  ophamin-host proof show proof.json\n  ophamin-host proof show proof.json --json", show_record);
  show.command->add_flag("--verbose", show.options->verbose, "also the raw view: the record as it stands in the file");

  const Added verify = add_verb(program, *group, "verify",
                                "Whether a proof is exactly what was signed: signature, id, every member, attestation. 0 if so, 1 if not, 2 if it "
                                "cannot be decoded.",
                                "  ophamin-host proof verify proof.json\n  ophamin-host proof verify proof.json --key-file ~/.ophamin-key\n"
                                "  ophamin-host proof verify proof.json --authors authors.json",
                                verify_record);
  verify.command->add_flag("--verbose", verify.options->verbose, "also the raw view: the record as it stands in the file");
  verify.command->add_option("--authors", verify.options->authors, "the proof must be attested by an author of this registry, with the registered key")
      ->option_text("REGISTRY");

  const Added validate = add_verb(program, *group, "validate",
                                  "Whether a proof is well-formed: JSON Schema, checklist, id. 0 if so, 1 if not, 2 if it cannot be decoded.",
                                  "  ophamin-host proof validate proof.json\n  ophamin-host proof validate proof.json --with-signature", validate_record);
  validate.command->add_flag("--with-signature", validate.options->with_signature, "check the signature, too; a key implies it");

  const Added ingest = add_verb(program, *group, "ingest",
                                "Whether a proof from elsewhere can be taken in: JSON Schema, checklist, id, version. 0 if so, 1 if not.",
                                "  ophamin-host proof ingest proof.json --strict-signature --key-file ~/.ophamin-key", ingest_record);
  ingest.command->add_flag("--strict-signature", ingest.options->strict_signature, "the signature must match");
  ingest.command->add_option("--require-schema-version", ingest.options->require_version, "exactly this version; 1.0 is the only one there is")
      ->option_text("VERSION");
  ingest.command->add_flag("--allow-any-schema-version", ingest.options->any_version, "do not look at the version; the JSON Schema still does");

  auto list = std::make_shared<RecordSetOptions>();
  CLI::App* list_command = add_command(*group, "list", "Every proof below a folder, one line each. What cannot be decoded has a line, too.");
  add_set_options(*list_command, *list);
  list_command->add_flag("--with-signature", list->with_signature, "check the signatures, too; a key implies it");
  add_record_key(*list_command, list->key);
  list_command->footer("Examples:\n  ophamin-host proof list proofs\n  ophamin-host proof list proofs --with-signature --json");
  on_call(program, *list_command, [&program, list] { return list_record_set(program.console, RecordKind::kProof, *list); });

  auto index = std::make_shared<RecordSetOptions>();
  CLI::App* index_command = add_command(*group, "index", "A page about all proofs below a folder: totals by verdict and family, and a table.");
  add_set_options(*index_command, *index);
  index_command->add_option("--out", index->out, "write here instead of stdout")->option_text("FILE");
  index_command->footer("Examples:\n  ophamin-host proof index proofs --out INDEX.md");
  on_call(program, *index_command, [&program, index] { return index_proofs(program.console, *index); });
  add_attest_command(program, *group);
}

}  // namespace ophamin::cli
