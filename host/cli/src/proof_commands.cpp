// SPDX-License-Identifier: Apache-2.0
//
// proof show|verify|validate; proof attest has a file of its own
#include <filesystem>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include <ophamin/keys/authors.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/markdown.hpp>
#include <ophamin/records/proof.hpp>
#include <ophamin/records/record_kind.hpp>
#include <ophamin/records/schema.hpp>
#include <ophamin/records/verify.hpp>
#include <ophamin/reporting/table.hpp>

#include "commands.hpp"
#include "options.hpp"
#include "verify_text.hpp"

namespace ophamin::cli {
namespace {

struct ProofOptions {
  std::string file{};
  std::string key_file{};
  std::string authors{};
  bool with_signature = false;
  bool verbose = false;
  bool json = false;
};

struct Loaded {
  std::string name;
  std::string text;
  records::Json json;
  records::EmpiricalProofRecord record;
};

// A folder stands for the bundle in it.
Loaded load(const ProofOptions& options) {
  std::string file = options.file;
  std::error_code ignored;
  if (file != "-" && std::filesystem::is_directory(file, ignored)) file = (std::filesystem::path(file) / "proof.json").string();
  Loaded loaded{.name = input_name(file), .text = read_input(file), .json = {}, .record = {}};
  records::ParseOptions parse;
  parse.file = loaded.name;
  loaded.json = records::parse_json(loaded.text, parse);
  loaded.record = records::EmpiricalProofRecord::from_json(loaded.json, loaded.name);
  return loaded;
}

records::SigningKey key_for(Console& console, const ProofOptions& options) {
  return choose_key(console, options.key_file, std::nullopt, records::SigningKey::published());
}

int show(Console& console, const ProofOptions& options) {
  const Loaded loaded = load(options);
  if (options.json) {
    console.print_json(true, {{"id", loaded.record.id()}, {"record", loaded.record.to_json()}});
    return 0;
  }
  std::string page = records::to_markdown(loaded.record);
  console.out << (console.colour_out() ? colour_verdicts(page) : page);
  if (options.verbose) console.out << "\nAs it stands in the file:\n\n" << records::pretty(loaded.json) << '\n';
  return 0;
}

int verify(Console& console, const ProofOptions& options) {
  std::optional<keys::Authors> authors;
  if (!options.authors.empty()) authors = keys::Authors::load(options.authors);
  const Loaded loaded = load(options);
  const records::SigningKey key = key_for(console, options);
  records::VerifyReport report = records::verify_text(loaded.text, key, loaded.name);
  std::optional<bool> registered;
  if (authors) registered = keys::check_author(report, *authors);
  print_report(console, loaded.name, loaded.json, report, key, {.json = options.json, .verbose = options.verbose, .registered = registered});
  return report.exit_code();
}

bool is_about_signature(records::VerifyProblemKind kind) noexcept {
  return kind == records::VerifyProblemKind::kUnsigned || kind == records::VerifyProblemKind::kSignature ||
         kind == records::VerifyProblemKind::kAttestation;
}

int validate(Console& console, const ProofOptions& options) {
  const Loaded loaded = load(options);
  const bool with_signature = options.with_signature || !options.key_file.empty();
  const records::SigningKey key = with_signature ? key_for(console, options) : records::SigningKey::published();
  const records::VerifyReport report = records::verify_text(loaded.text, key, loaded.name);

  std::vector<std::string> problems = records::proof_schema().check(loaded.json);
  for (const std::string& problem : loaded.record.validate()) problems.push_back(problem);
  for (const records::VerifyProblem& problem : report.problems)
    if (with_signature || !is_about_signature(problem.kind)) problems.push_back(fmt::format("{}: {}", problem.path, problem.message));
  const bool fine = problems.empty();
  if (options.json) {
    records::JsonObject object{{"file", loaded.name}, {"id", report.id}, {"problems", records::JsonArray(problems.begin(), problems.end())}};
    if (with_signature) object.set("key_warning", key.warning());
    console.print_json(fine, std::move(object));
    return fine ? 0 : 1;
  }
  console.out << fmt::format("{}: {}\n", loaded.name, fine ? "well-formed" : "not well-formed");
  for (const std::string& problem : problems) console.out << "  " << reporting::printable(problem) << '\n';
  console.out.flush();
  if (with_signature) console.key_warning(key.warning());
  return fine ? 0 : 1;
}

std::shared_ptr<ProofOptions> add_proof(Program& program, CLI::App& group, const std::string& name, const std::string& description,
                                        const std::string& examples, int (*act)(Console&, const ProofOptions&)) {
  auto options = std::make_shared<ProofOptions>();
  CLI::App* command = add_command(group, name, description);
  command->add_option("FILE", options->file, "the proof, or the folder of its bundle; - for stdin")->required();
  if (name != "show") add_key_file(*command, options->key_file);
  if (name == "validate")
    command->add_flag("--with-signature", options->with_signature, "check the signature, too; --key-file implies it");
  else
    command->add_flag("--verbose", options->verbose, "also the raw view: the record as it stands in the file");
  if (name == "verify")
    command->add_option("--authors", options->authors, "the proof must be attested by an author of this registry, with the registered key")
        ->option_text("REGISTRY");
  add_json(*command, options->json);
  command->footer("Examples:\n" + examples);
  on_call(program, *command, [&program, options, act] { return act(program.console, *options); });
  return options;
}

}  // namespace

void add_proof_commands(Program& program) {
  CLI::App* group = add_command(program.app, "proof", "Proof records: read them, check them.");
  group->require_subcommand(1);
  group->footer("Examples:\n  ophamin-host proof show proof.json\n  ophamin-host proof verify proof.json");
  add_proof(program, *group, "show", "A proof as a page of Markdown.", "  ophamin-host proof show proof.json\n  ophamin-host proof show proof.json --json", show);
  add_proof(program, *group, "verify",
            "Whether a proof is exactly what was signed: signature, id, every member, attestation. 0 if so, 1 if not, 2 if it "
            "cannot be decoded.",
            "  ophamin-host proof verify proof.json\n  ophamin-host proof verify proof.json --key-file ~/.ophamin-key\n"
            "  ophamin-host proof verify proof.json --authors authors.json",
            verify);
  add_proof(program, *group, "validate",
            "Whether a proof is well-formed: JSON Schema, checklist, id. 0 if so, 1 if not, 2 if it cannot be decoded.",
            "  ophamin-host proof validate proof.json\n  ophamin-host proof validate proof.json --with-signature", validate);
  add_attest_command(program, *group);
}

}  // namespace ophamin::cli
