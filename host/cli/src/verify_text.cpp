// SPDX-License-Identifier: Apache-2.0
#include "verify_text.hpp"

#include <fmt/format.h>

#include <ophamin/records/canonical.hpp>
#include <ophamin/records/record_kind.hpp>
#include <ophamin/reporting/table.hpp>

#include "author_options.hpp"

namespace ophamin::cli {
namespace {

bool raw_signature_ok(const records::Json& raw, const records::SigningKey& key) {
  const records::Json* stored = raw.find("signature");
  return stored != nullptr && stored->is_string() && key.verify(records::canonical_body(raw), stored->as_string());
}

records::JsonArray problems_json(const std::vector<records::VerifyProblem>& problems) {
  records::JsonArray array;
  for (const records::VerifyProblem& problem : problems)
    array.push_back(records::JsonObject{{"kind", records::to_string(problem.kind)}, {"path", problem.path}, {"message", problem.message}});
  return array;
}

records::JsonObject report_json(const std::string& file, const records::Json& raw, const records::VerifyReport& report,
                                const records::SigningKey& key, ReportStyle style) {
  records::JsonObject object{{"file", file},
                             {"kind", records::traits(report.kind).name},
                             {"id", report.id},
                             {"stored_id", report.stored_id},
                             {"signature_ok", report.signature_ok},
                             {"attestation_ok", report.attestation_ok ? records::Json(*report.attestation_ok) : records::Json(nullptr)},
                             {"attested_by", report.attestation_ok ? records::Json(report.attested_by) : records::Json(nullptr)},
                             {"attested_key", report.attestation_ok ? records::Json(report.attested_key) : records::Json(nullptr)},
                             {"author_registered", style.registered ? records::Json(*style.registered) : records::Json(nullptr)},
                             {"verdict", report.verdict},
                             {"layout", report.layout ? records::Json(records::to_string(*report.layout)) : records::Json(nullptr)},
                             {"problems", problems_json(report.problems)},
                             {"notes", problems_json(report.notes)},
                             {"key_warning", key.warning()}};
  if (style.verbose)
    object.set("raw", records::JsonObject{{"id", records::record_id(raw)},
                                          {"signature_ok", raw_signature_ok(raw, key)},
                                          {"canonical_body", records::canonical_body(raw)}});
  return object;
}

// The name is no part of what the author signed: only a registry makes it more than words.
std::string attestation_text(const records::VerifyReport& report, ReportStyle style) {
  if (!*report.attestation_ok) return "no, the attestation does not match";
  const std::string name = reporting::printable(report.attested_by), key = short_key(report.attested_key);
  if (style.registered.value_or(false)) return fmt::format("by {}, with the registered key {}", name, key);
  return fmt::format("with key {}, which says it is {}", key, name);
}

}  // namespace

void print_report(Console& console, const std::string& file, const records::Json& raw, const records::VerifyReport& report,
                  const records::SigningKey& key, ReportStyle style) {
  if (style.json) {
    console.print_json(report.ok(), report_json(file, raw, report, key, style));
    return;
  }
  const std::string_view kind = records::traits(report.kind).name;
  console.out << fmt::format("{}: {} {}\n  id         {}\n", file, kind, report.ok() ? "verified" : "NOT verified", report.id);
  if (!report.verdict.empty()) console.out << fmt::format("  verdict    {}\n", console.colour_out() ? colour_verdicts(report.verdict) : report.verdict);
  console.out << fmt::format("  signature  {}\n", report.signature_ok ? "matches" : "does not match");
  if (report.attestation_ok) console.out << fmt::format("  attested   {}\n", attestation_text(report, style));
  for (const records::VerifyProblem& problem : report.problems)
    console.out << fmt::format("  {} at {}: {}\n", records::to_string(problem.kind), reporting::printable(problem.path), reporting::printable(problem.message));
  for (const records::VerifyProblem& note : report.notes)
    console.out << fmt::format("  note: {} at {}: {}\n", records::to_string(note.kind), reporting::printable(note.path), reporting::printable(note.message));
  if (style.verbose)
    console.out << fmt::format("raw view\n  id         {}\n  signature  {}\n  body       {}\n", records::record_id(raw),
                               raw_signature_ok(raw, key) ? "matches" : "does not match", records::canonical_body(raw));
  console.out.flush();
  console.key_warning(key.warning());
}

}  // namespace ophamin::cli
