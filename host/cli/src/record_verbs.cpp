// SPDX-License-Identifier: Apache-2.0
#include "record_verbs.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include <ophamin/keys/authors.hpp>
#include <ophamin/records/layout.hpp>
#include <ophamin/records/markdown.hpp>
#include <ophamin/records/record_kind.hpp>
#include <ophamin/records/verify.hpp>
#include <ophamin/reporting/table.hpp>

#include "verify_text.hpp"

namespace ophamin::cli {
namespace {

template <typename Record>
constexpr bool kHasPage = requires(const Record& record) { records::to_markdown(record); };

records::JsonArray text_array(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

}  // namespace

int show_record(Console& console, records::RecordKind kind, const RecordVerbOptions& options) {
  const records::RecordFile file = read_record_input(options.file, options.max_bytes);
  records::with_record_type(kind, [&]<typename Record>(std::type_identity<Record>) {
    const Record record = records::decode<Record>(file);
    if (options.json) {
      console.print_json(true, {{"id", record.id()}, {"record", record.to_json()}});
      return;
    }
    if constexpr (kHasPage<Record>) {
      const std::string page = records::to_markdown(record);
      console.out << (console.colour_out() ? colour_verdicts(page) : page);
    } else {
      console.out << records::lay_out(record.to_json(), records::Layout::kIndented) << '\n';
    }
    if (options.verbose) {
      console.out << "\nAs it stands in the file:\n\n" << records::lay_out(file.json, records::Layout::kIndented) << '\n';
    }
  });
  return 0;
}

int verify_record(Console& console, records::RecordKind kind, const RecordVerbOptions& options) {
  std::optional<keys::Authors> authors;
  if (!options.authors.empty()) authors = keys::Authors::load(options.authors);
  const records::RecordFile file = read_record_input(options.file, options.max_bytes);
  if (kind == records::RecordKind::kUnknown) kind = records::detect_record_kind(file.json);
  const records::SigningKey key = choose_record_key(console, options.key, kind);
  records::VerifyReport report = records::verify_parsed(kind, file.json, file.text, key, file.name);
  std::optional<bool> registered;
  if (authors) registered = keys::check_author(report, *authors);
  print_report(console, file.name, file.json, report, key, {.json = options.json, .verbose = options.verbose, .registered = registered});
  return report.exit_code();
}

int validate_record(Console& console, records::RecordKind kind, const RecordVerbOptions& options) {
  const records::RecordFile file = read_record_input(options.file, options.max_bytes);
  std::optional<records::SigningKey> key;
  if (options.with_signature || options.key.given()) key = choose_record_key(console, options.key, kind);
  const records::ValidationReport report =
      records::validate(kind, file, {.key = key ? &*key : nullptr, .schema = options.schema});
  if (options.json) {
    records::JsonObject object{{"file", file.name}, {"id", report.id}};
    for (records::Member& member : validation_json(report)) object.append(member.key, std::move(member.value));
    if (key) object.set("key_warning", key->warning());
    console.print_json(report.all_ok(), std::move(object));
    return report.all_ok() ? 0 : 1;
  }
  console.out << fmt::format("{}: {}\n", file.name, report.all_ok() ? "well-formed" : "not well-formed") << validation_lines(report);
  console.out.flush();
  if (key) console.key_warning(key->warning());
  return report.all_ok() ? 0 : 1;
}

int ingest_record(Console& console, records::RecordKind kind, const RecordVerbOptions& options) {
  try {
    const records::RecordFile file = read_record_input(options.file, options.max_bytes);
    std::optional<records::SigningKey> key;
    if (options.strict_signature || options.key.given()) key = choose_record_key(console, options.key, kind);
    records::IngestOptions how{.key = key ? &*key : nullptr,
                               .schema = options.schema,
                               .strict_signature = options.strict_signature,
                               .any_version = options.any_version};
    if (!options.require_version.empty()) how.require_version = options.require_version;
    (void)records::ingest_any(kind, file, how);
    const records::RecordFacts facts = records::facts_of(kind, file, how.key);
    if (options.json) {
      records::JsonObject object{{"file", file.name},
                                 {"kind", records::traits(kind).name},
                                 {"id", facts.id},
                                 {"schema_version", facts.schema_version},
                                 {"verdict", facts.verdict},
                                 {"signature_ok", facts.signature_ok ? records::Json(*facts.signature_ok) : records::Json()}};
      if (key) object.set("key_warning", key->warning());
      console.print_json(true, std::move(object));
    } else {
      console.out << fmt::format("{}: {} {} taken in\n", file.name, records::traits(kind).name, facts.id.substr(0, 12))
                  << std::flush;
      if (facts.signature_ok == false) console.note("the signature does not match, and was not asked to: --strict-signature does");
      if (key) console.key_warning(key->warning());
    }
    return 0;
  } catch (const diagnostics::Error& error) {
    if (options.json) {
      console.print_json(false, {{"errors", errors_json(error.diagnostics())}});
    } else {
      console.report(error.diagnostics());
    }
    return 1;
  }
}

records::JsonObject validation_json(const records::ValidationReport& report) {
  return {{"schema_ok", report.schema_ok},
          {"schema_errors", text_array(report.schema_errors)},
          {"record_ok", report.record_ok},
          {"record_problems", text_array(report.record_problems)},
          {"signature_ok", report.signature_ok ? records::Json(*report.signature_ok) : records::Json()}};
}

std::string validation_lines(const records::ValidationReport& report) {
  std::string lines;
  for (const auto* problems : {&report.schema_errors, &report.record_problems}) {
    for (const std::string& problem : *problems) lines += fmt::format("  {}\n", reporting::printable(problem));
  }
  if (report.signature_ok == false) lines += "  signature: does not match body and key\n";
  return lines;
}

}  // namespace ophamin::cli
