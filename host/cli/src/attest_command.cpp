// SPDX-License-Identifier: Apache-2.0
//
// proof attest
#include <filesystem>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include <ophamin/records/attestation.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/proof.hpp>
#include <ophamin/records/verify.hpp>
#include <ophamin/reporting/table.hpp>
#include <ophamin/storage/files.hpp>

#include "author_options.hpp"
#include "commands.hpp"
#include "options.hpp"

namespace ophamin::cli {
namespace {

using diagnostics::Diagnostic;
using diagnostics::ErrorCode;
using records::VerifyProblemKind;

struct AttestOptions {
  std::string file{};
  std::string out{};
  AuthorOptions author{};
  bool replace = false;
  bool json = false;
};

// What attesting does not change, or is there to change.
bool may_be_so(VerifyProblemKind kind) noexcept {
  return kind == VerifyProblemKind::kUnsigned || kind == VerifyProblemKind::kSignature || kind == VerifyProblemKind::kAttestation ||
         kind == VerifyProblemKind::kNotInWrittenForm;
}

// The proof is written anew: what the format does not hold would be lost, and a change that somebody made would be covered up.
void check_nothing_is_lost(const std::string& text, const std::string& file) {
  std::vector<Diagnostic> problems;
  for (const records::VerifyProblem& problem : records::verify_text(text, records::SigningKey::published(), file).problems) {
    if (may_be_so(problem.kind)) continue;
    problems.push_back({.code = ErrorCode::kRecordValidationError,
                        .message = fmt::format("{}: {}", records::to_string(problem.kind), problem.message),
                        .place = {.file = file, .path = problem.path}});
  }
  if (!problems.empty()) throw diagnostics::Error(std::move(problems));
}

// The author that an attestation names.
std::string named_author(const records::EmpiricalProofRecord& record) {
  const records::Json* author = record.attestation.find("author");
  return author != nullptr && author->is_string() ? author->as_string() : std::string();
}

[[noreturn]] void refuse_attested(const records::EmpiricalProofRecord& record, const std::string& file) {
  throw diagnostics::Error({.code = ErrorCode::kProofAlreadyAttested,
                            .message = records::verify_attestation(record)
                                           ? fmt::format("'{}' attests the proof already", named_author(record))
                                           : "the proof carries an attestation that does not match it",
                            .expected = "a proof without an attestation",
                            .mend = "attest it in place of the other with --replace",
                            .place = {.file = file}});
}

void print(Console& console, const AttestOptions& options, const records::EmpiricalProofRecord& record, const std::string& file,
           const keys::Attester& attester, bool changed) {
  if (options.json) {
    console.print_json(true, {{"file", file},
                              {"id", record.id()},
                              {"author", attester.author},
                              {"public_key", attester.key.public_key()},
                              {"key_file", origin_of(attester.file)},
                              {"key_created", attester.created},
                              {"changed", changed}});
    return;
  }
  console.out << fmt::format("{}: {} by {}, key {}\n", file, changed ? "attested" : "attested already", reporting::printable(attester.author),
                             short_key(attester.key.public_key()))
              << std::flush;
}

int attest(Console& console, const AttestOptions& options) {
  std::string file = options.file;
  std::error_code ignored;
  if (file != "-" && std::filesystem::is_directory(file, ignored)) file = (std::filesystem::path(file) / "proof.json").string();
  const std::string name = input_name(file);
  const std::string text = read_input(file);
  records::ParseOptions parse;
  parse.file = name;
  auto record = records::EmpiricalProofRecord::from_json(records::parse_json(text, parse), name);
  check_nothing_is_lost(text, name);

  // Before a key is made for nothing.
  const bool stays = !record.attestation.empty() && !options.replace;
  keys::AttesterRequest request = options.author.request();
  request.author = options.author.name();
  if (stays && named_author(record) != *request.author) refuse_attested(record, name);
  guard_memory();
  std::vector<Diagnostic> warnings;
  const keys::Attester attester = keys::find_attester(request, warnings);
  console.report(warnings);
  note_created(console, attester);

  const bool changed = named_author(record) != attester.author || !records::verify_attestation(record, attester.key.public_key());
  if (stays && changed) refuse_attested(record, name);
  if (changed) records::attest(record, attester.author, attester.key);
  const std::string out = options.out.empty() ? file : options.out;
  if (out == "-") {
    console.out << (changed ? records::pretty(record.to_json()) : text);
    if (console.out_is_terminal) console.out << '\n';
    console.out.flush();
    return 0;
  }
  if (changed || out != file) storage::write_file_atomic(out, changed ? records::pretty(record.to_json()) : text);
  print(console, options, record, out, attester, changed);
  return 0;
}

}  // namespace

void add_attest_command(Program& program, CLI::App& proof) {
  auto options = std::make_shared<AttestOptions>();
  CLI::App* command = add_command(proof, "attest",
                                  "Puts an author's ed25519 signature under a proof, in its own file. Id and signature of the proof stay as "
                                  "they are. A key is made for an author who has none.");
  command->add_option("FILE", options->file, "the proof, or the folder of its bundle; - for stdin to stdout")->required();
  add_author(*command, options->author);
  command->add_option("--out", options->out, "write here, and leave the file as it is")->option_text("FILE");
  command->add_flag("--replace", options->replace, "in place of an attestation that is there");
  add_json(*command, options->json);
  command->footer(
      "Examples:\n"
      "  ophamin-host proof attest proof.json\n"
      "  ophamin-host proof attest proof.json --author alice@example.org --keystore keys");
  on_call(program, *command, [&program, options] { return attest(program.console, *options); });
}

}  // namespace ophamin::cli
