// SPDX-License-Identifier: Apache-2.0
//
// record canonicalize|id|sign|verify|info|validate|list: any kind of record, and any JSON.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include <ophamin/records/canonical.hpp>
#include <ophamin/records/codec.hpp>
#include <ophamin/records/layout.hpp>
#include <ophamin/records/number_text.hpp>
#include <ophamin/records/record_kind.hpp>
#include <ophamin/records/resign.hpp>
#include <ophamin/reporting/table.hpp>
#include <ophamin/storage/files.hpp>

#include "commands.hpp"
#include "options.hpp"
#include "record_options.hpp"
#include "record_set_verbs.hpp"
#include "record_verbs.hpp"

namespace ophamin::cli {
namespace {

struct RecordOptions {
  RecordVerbOptions verb{};
  std::string out{};
  bool whole = false;
};

records::RecordFile load(const RecordOptions& options) { return read_record_input(options.verb.file, options.verb.max_bytes); }

std::string_view kind_of(const records::Json& json) { return records::traits(records::detect_record_kind(json)).name; }

int canonicalize(Console& console, const RecordOptions& options) {
  const records::RecordFile loaded = load(options);
  console.out << (options.whole ? records::canonical(loaded.json) : records::canonical_body(loaded.json));
  // What is piped on is hashed: there, not one byte more.
  if (console.out_is_terminal) console.out << '\n';
  return 0;
}

int id(Console& console, const RecordOptions& options) {
  const records::RecordFile loaded = load(options);
  const std::string id = records::record_id(loaded.json);
  const std::string_view member = records::traits(records::detect_record_kind(loaded.json)).id_member;
  const records::Json* stored = member.empty() ? nullptr : loaded.json.find(member);
  if (options.verb.json) {
    console.print_json(true, {{"kind", kind_of(loaded.json)}, {"id", id}, {"stored_id", stored == nullptr ? records::Json(nullptr) : *stored}});
    return 0;
  }
  console.out << id << '\n' << std::flush;
  if (stored != nullptr && !(*stored == records::Json(id))) console.note(fmt::format("{}: '{}' says another id", loaded.name, member));
  return 0;
}

int sign(Console& console, const RecordOptions& options) {
  const records::RecordFile loaded = load(options);
  const records::SigningKey key = choose_record_key(console, options.verb.key, records::detect_record_kind(loaded.json));
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
  return verify_record(console, records::RecordKind::kUnknown, options.verb);
}

std::string stated_version(const records::Json& record) {
  const records::Json* version = record.find("schema_version");
  if (version == nullptr) return {};
  return version->is_string() ? version->as_string() : records::canonical(*version);
}

int info(Console& console, const RecordOptions& options) {
  const records::RecordFile file = load(options);
  if (!file.json.is_object()) {
    throw diagnostics::Error({.code = diagnostics::ErrorCode::kRecordDecodeError,
                              .message = fmt::format("the outermost value is {}", records::kind_name(file.json.kind())),
                              .expected = "an object",
                              .place = {.file = file.name}});
  }
  const records::RecordKind kind = records::detect_record_kind(file.json);
  const std::string version = stated_version(file.json);
  const auto known = records::known_versions(kind);
  const bool is_known = std::find(known.begin(), known.end(), version) != known.end();
  const records::Json* signature = file.json.find("signature");
  const bool is_signed = signature != nullptr && signature->is_string() && !signature->as_string().empty();
  const auto layout = records::match_layout(file.text, file.json).layout;
  const std::string layout_name = layout ? std::string(records::to_string(*layout)) : "no writer's";
  const std::string id = records::record_id(file.json);
  if (options.verb.json) {
    console.print_json(true, {{"file", file.name},
                              {"kind", records::to_string(kind)},
                              {"name", records::traits(kind).name},
                              {"schema_version", version},
                              {"schema_version_known", is_known},
                              {"id", id},
                              {"signed", is_signed},
                              {"layout", layout ? records::Json(layout_name) : records::Json()},
                              {"bytes", static_cast<std::int64_t>(file.text.size())}});
    return 0;
  }
  const std::string_view name = kind == records::RecordKind::kUnknown ? "no known kind of record" : records::traits(kind).name;
  console.out << fmt::format("{}: {}\n", file.name, name);
  if (kind != records::RecordKind::kUnknown)
    console.out << fmt::format("  version    {}{}\n", version.empty() ? "not stated" : reporting::printable(version), is_known || version.empty() ? "" : ", which is not known");
  console.out << fmt::format("  id         {}\n  signed     {}\n  layout     {}\n  size       {} bytes\n", id, is_signed ? "yes" : "no", layout_name,
                             records::with_thousands(static_cast<std::int64_t>(file.text.size())))
              << std::flush;
  return 0;
}

struct Added {
  CLI::App* command;
  std::shared_ptr<RecordOptions> options;
};

Added add_record(Program& program, CLI::App& group, const std::string& name, const std::string& description, const std::string& examples,
                 int (*act)(Console&, const RecordOptions&)) {
  auto options = std::make_shared<RecordOptions>();
  CLI::App* command = add_command(group, name, description);
  command->add_option("FILE", options->verb.file, "a record or any JSON; - for stdin")->required();
  add_max_bytes(*command, options->verb.max_bytes);
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
  add_json(*ids.command, ids.options->verb.json);

  const Added signs = add_record(program, *group, "sign",
                                 "Writes the record with its id and signature. A proof and a campaign are written in their format, "
                                 "other JSON as it is.",
                                 "  ophamin-host record sign data.json --key-file KEY --out signed.json", sign);
  signs.command->add_option("--out", signs.options->out, "write here instead of stdout")->option_text("FILE");
  add_record_key(*signs.command, signs.options->verb.key);

  const Added verifies = add_record(program, *group, "verify",
                                    "Whether a record is exactly what was signed. 0 if so, 1 if not, 2 if it cannot be decoded.",
                                    "  ophamin-host record verify CAMPAIGN.json\n  ophamin-host record verify - --json < alert.json", verify);
  add_record_key(*verifies.command, verifies.options->verb.key);
  verifies.command->add_flag("--verbose", verifies.options->verb.verbose, "also the raw view: id and signature of the file as it stands");
  add_json(*verifies.command, verifies.options->verb.json);

  const Added infos = add_record(program, *group, "info", "What kind of record a file holds, in which version and layout, and whether it is signed.",
                                 "  ophamin-host record info CAMPAIGN.json", info);
  add_json(*infos.command, infos.options->verb.json);

  auto set = std::make_shared<RecordSetOptions>();
  set->recursive = false;
  CLI::App* validates = add_command(*group, "validate",
                                    "Whether a record of any kind, or every record below a folder, is well-formed: JSON Schema, checklist, id. 0 if so, 1 "
                                    "if not, 2 if one cannot be decoded or there is none.");
  validates->add_option("PATH", set->folder, "a record, - for stdin; with --recursive a folder")->required();
  validates->add_flag("--recursive", set->recursive, "all records below a folder; JSON that is no record is passed over");
  validates->add_flag("--with-signature", set->with_signature, "check the signatures, too; a key implies it");
  add_record_key(*validates, set->key);
  validates->add_flag("--allow-any-schema-version", set->any_version, "check a version that is not known without its JSON Schema");
  add_max_bytes(*validates, set->max_bytes);
  add_json(*validates, set->json);
  validates->footer("Examples:\n  ophamin-host record validate CAMPAIGN.json\n  ophamin-host record validate --recursive campaigns/latest");
  on_call(program, *validates, [&program, set] { return validate_record_set(program.console, *set); });

  auto list = std::make_shared<RecordSetOptions>();
  list->recursive = false;
  CLI::App* lists = add_command(*group, "list", "Every JSON file in a folder, one line each, and what kind of record it holds.");
  lists->add_option("DIR", list->folder, "the folder")->required();
  lists->add_flag("--recursive", list->recursive, "everything below the folder, too");
  lists->add_flag("--with-signature", list->with_signature, "check the signatures, too; a key implies it");
  add_record_key(*lists, list->key);
  add_max_bytes(*lists, list->max_bytes);
  add_json(*lists, list->json);
  lists->footer("Examples:\n  ophamin-host record list --recursive campaigns/latest");
  on_call(program, *lists, [&program, list] { return list_record_set(program.console, records::RecordKind::kUnknown, *list); });
}

}  // namespace ophamin::cli
