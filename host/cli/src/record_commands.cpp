// SPDX-License-Identifier: Apache-2.0
//
// record canonicalize|id|sign|verify: any kind of record, and any JSON.
#include <memory>

#include <fmt/format.h>

#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/record_kind.hpp>
#include <ophamin/records/resign.hpp>
#include <ophamin/records/verify.hpp>
#include <ophamin/storage/files.hpp>

#include "commands.hpp"
#include "options.hpp"
#include "verify_text.hpp"

namespace ophamin::cli {
namespace {

struct RecordOptions {
  std::string file{};
  std::string key_file{};
  std::string out{};
  bool whole = false;
  bool verbose = false;
  bool json = false;
};

struct Loaded {
  std::string name;
  std::string text;
  records::Json json;
};

Loaded load(const RecordOptions& options) {
  Loaded loaded{.name = input_name(options.file), .text = read_input(options.file), .json = {}};
  records::ParseOptions parse;
  parse.file = loaded.name;
  loaded.json = records::parse_json(loaded.text, parse);
  return loaded;
}

std::string_view kind_of(const records::Json& json) { return records::traits(records::detect_record_kind(json)).name; }

int canonicalize(Console& console, const RecordOptions& options) {
  const Loaded loaded = load(options);
  console.out << (options.whole ? records::canonical(loaded.json) : records::canonical_body(loaded.json));
  // What is piped on is hashed: there, not one byte more.
  if (console.out_is_terminal) console.out << '\n';
  return 0;
}

int id(Console& console, const RecordOptions& options) {
  const Loaded loaded = load(options);
  const std::string id = records::record_id(loaded.json);
  const std::string_view member = records::traits(records::detect_record_kind(loaded.json)).id_member;
  const records::Json* stored = member.empty() ? nullptr : loaded.json.find(member);
  if (options.json) {
    console.print_json(true, {{"kind", kind_of(loaded.json)}, {"id", id}, {"stored_id", stored == nullptr ? records::Json(nullptr) : *stored}});
    return 0;
  }
  console.out << id << '\n' << std::flush;
  if (stored != nullptr && !(*stored == records::Json(id))) console.note(fmt::format("{}: '{}' says another id", loaded.name, member));
  return 0;
}

int sign(Console& console, const RecordOptions& options) {
  const Loaded loaded = load(options);
  const records::SigningKey key = choose_key(console, options.key_file, std::nullopt, records::published_key_for(loaded.json));
  const std::string text = records::pretty(records::signed_again(loaded.json, key, loaded.name));
  if (options.out.empty()) {
    console.out << text;
    if (console.out_is_terminal) console.out << '\n';
    console.out.flush();
  } else {
    storage::write_file_atomic(options.out, text);
    console.out << fmt::format("{}: {} signed\n", options.out, kind_of(loaded.json)) << std::flush;
  }
  console.key_warning(key.warning());
  return 0;
}

int verify(Console& console, const RecordOptions& options) {
  const Loaded loaded = load(options);
  const records::SigningKey key = choose_key(console, options.key_file, std::nullopt, records::published_key_for(loaded.json));
  const records::VerifyReport report = records::verify_text(loaded.text, key, loaded.name);
  print_report(console, loaded.name, loaded.json, report, key, {.json = options.json, .verbose = options.verbose});
  return report.exit_code();
}

struct Added {
  CLI::App* command;
  std::shared_ptr<RecordOptions> options;
};

Added add_record(Program& program, CLI::App& group, const std::string& name, const std::string& description, const std::string& examples,
                 int (*act)(Console&, const RecordOptions&)) {
  auto options = std::make_shared<RecordOptions>();
  CLI::App* command = add_command(group, name, description);
  command->add_option("FILE", options->file, "a record or any JSON; - for stdin")->required();
  command->footer("Examples:\n" + examples);
  on_call(program, *command, [&program, options, act] { return act(program.console, *options); });
  return {command, options};
}

}  // namespace

void add_record_commands(Program& program) {
  CLI::App* group = add_command(program.app, "record", "Canonical text, id and signature of any record, and of any JSON.");
  group->require_subcommand(1);
  group->footer("Examples:\n  ophamin-host record canonicalize proof.json | sha256sum\n  ophamin-host record sign data.json --out signed.json");

  const Added canonical = add_record(program, *group, "canonicalize",
                                     "The bytes that are hashed and signed: the body of a record; for other JSON everything but its "
                                     "signature. No newline follows unless on a terminal.",
                                     "  ophamin-host record canonicalize proof.json | sha256sum\n  echo '{\"b\": 1.0, \"a\": 30}' | ophamin-host record canonicalize -",
                                     canonicalize);
  canonical.command->add_flag("--whole", canonical.options->whole, "the whole value, id and signature too");

  const Added ids = add_record(program, *group, "id", "The SHA-256 of those bytes.", "  ophamin-host record id proof.json", id);
  add_json(*ids.command, ids.options->json);

  const Added signs = add_record(program, *group, "sign",
                                 "Writes the record with its id and signature. A proof and a campaign are written in their format, "
                                 "other JSON as it is.",
                                 "  ophamin-host record sign data.json --key-file KEY --out signed.json", sign);
  signs.command->add_option("--out", signs.options->out, "write here instead of stdout")->option_text("FILE");
  add_key_file(*signs.command, signs.options->key_file);

  const Added verifies = add_record(program, *group, "verify",
                                    "Whether a record is exactly what was signed. 0 if so, 1 if not, 2 if it cannot be decoded.",
                                    "  ophamin-host record verify CAMPAIGN.json\n  ophamin-host record verify - --json < alert.json", verify);
  add_key_file(*verifies.command, verifies.options->key_file);
  verifies.command->add_flag("--verbose", verifies.options->verbose, "also the raw view: id and signature of the file as it stands");
  add_json(*verifies.command, verifies.options->json);
}

}  // namespace ophamin::cli
