// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/verify.hpp>

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/attestation.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/storage/files.hpp>

#include "codec/stored_id.hpp"
#include "enum_text.hpp"
#include "typed_view.hpp"

namespace ophamin::records {
namespace {

constexpr std::array<std::string_view, 9> kProblemKinds{
    "unsigned",       "signature", "stored-id",   "stored-counter",     "unknown-member",
    "missing-member", "converted", "attestation", "not-in-written-form"};

VerifyProblemKind kind_of(LoadNoteKind kind) noexcept {
  switch (kind) {
    case LoadNoteKind::kUnknownMember: return VerifyProblemKind::kUnknownMember;
    case LoadNoteKind::kMissingMember: return VerifyProblemKind::kMissingMember;
    case LoadNoteKind::kStoredCounter: return VerifyProblemKind::kStoredCounter;
    case LoadNoteKind::kConverted: break;
  }
  return VerifyProblemKind::kConverted;
}

// The signature of the body as it was filled in decides whether what was missing was meant to be its default.
void report_notes(LoadNotes notes, VerifyReport& report) {
  for (LoadNote& note : notes) {
    if (note.path == "signature") continue;  // has problems of its own kinds
    const VerifyProblemKind kind = kind_of(note.kind);
    auto& list = kind == VerifyProblemKind::kMissingMember ? report.notes : report.problems;
    list.push_back({kind, std::move(note.path), std::move(note.message)});
  }
}

void check_id(const Json& file, VerifyReport& report) {
  const std::string_view member = traits(report.kind).id_member;
  const Json* stored = file.find(member);
  if (stored == nullptr) {
    report.notes.push_back({VerifyProblemKind::kMissingMember, std::string(member),
                            fmt::format("the record does not state its id; it is {}", report.id)});
    return;
  }
  if (stored->is_string()) report.stored_id = stored->as_string();
  if (auto problem = stored_id_problem(file, report.kind, report.id)) {
    report.problems.push_back({VerifyProblemKind::kStoredId, std::string(member), *std::move(problem)});
  }
}

void check_signature(const Json& file, std::string_view body, const SigningKey& key, VerifyReport& report) {
  const Json* stored = file.find("signature");
  if (stored == nullptr || (stored->is_string() && stored->as_string().empty())) {
    report.problems.push_back(
        {VerifyProblemKind::kUnsigned, "signature", "the record carries no signature; sign it"});
    return;
  }
  report.signature_ok = stored->is_string() && key.verify(body, stored->as_string());
  if (report.signature_ok) return;
  report.problems.push_back(
      {VerifyProblemKind::kSignature, "signature",
       key.is_default() ? "the signature does not match: the record was changed, or signed with another key than the "
                          "published default one (use --key-file)"
                        : "the signature does not match: the record was changed, or signed with another key"});
}

void check_attestation(const EmpiricalProofRecord& record, std::string_view body, VerifyReport& report) {
  if (record.attestation.empty()) return;
  const auto text_of = [&record](std::string_view member) {
    const Json* value = record.attestation.find(member);
    return value != nullptr && value->is_string() ? value->as_string() : std::string();
  };
  report.attested_by = text_of("author");
  report.attested_key = text_of("public_key");
  report.attestation_ok = attestation_matches(record.attestation, body);
  if (*report.attestation_ok) return;
  report.problems.push_back({VerifyProblemKind::kAttestation, "attestation",
                             "the attestation is malformed or is not that of this body; attest the record again"});
}

// Two texts may have the same value. If no writer would have made this one of it, it was edited, even if nothing that
// counts was changed.
void check_written_form(std::string_view text, const Json& json, VerifyReport& report) {
  const LayoutMatch match = match_layout(text, json);
  report.layout = match.layout;
  if (match.layout) return;
  const std::string_view before = text.substr(0, match.differs_at);
  report.problems.push_back(
      {VerifyProblemKind::kNotInWrittenForm, "<root>",
       fmt::format("from line {}, byte {} on the text is not laid out as writers of records do (indented by two, or on one "
                   "line with or without spaces after separators; shortest numbers, lower-case escapes, no newline at the "
                   "end), so a change to the layout cannot be told from the original; load the record and write it again",
                   1 + std::count(before.begin(), before.end(), '\n'), match.differs_at)});
}

template <SignedRecord Record>
void verify_record(const Json& json, std::string_view file, const SigningKey& key, VerifyReport& report) {
  TypedView<Record> view = typed_view<Record>(json, file);
  report.id = sha256_hex(view.canonical_body);
  check_id(json, report);
  check_signature(json, view.canonical_body, key, report);
  report_notes(std::move(view.notes), report);
  if constexpr (std::is_same_v<Record, EmpiricalProofRecord>) {
    report.verdict = to_string(view.record.verdict.outcome);
    check_attestation(view.record, view.canonical_body, report);
  }
}

void verify_any_json(const Json& json, std::string_view file, const SigningKey& key, VerifyReport& report) {
  if (json.find("signature") == nullptr) {
    diagnostics::Diagnostic diagnostic;
    diagnostic.code = diagnostics::ErrorCode::kRecordDecodeError;
    diagnostic.message = "this JSON is no record: it has no id of a known kind and no signature";
    diagnostic.expected = "a member proof_id, audit_id, campaign_id, alert_id, scan_id or signature";
    diagnostic.place.file = file;
    throw diagnostics::Error(std::move(diagnostic));
  }
  const std::string body = canonical_body(json);
  report.id = sha256_hex(body);
  check_signature(json, body, key, report);
}

}  // namespace

std::string_view to_string(VerifyProblemKind kind) noexcept { return enum_text(kProblemKinds, kind); }

VerifyReport verify_text(std::string_view text, const SigningKey& key, std::string_view file) {
  ParseOptions options;
  options.file = file;
  const Json json = parse_json(text, options);
  return verify_parsed(detect_record_kind(json), json, text, key, file);
}

VerifyReport verify_parsed(RecordKind kind, const Json& json, std::string_view text, const SigningKey& key,
                           std::string_view file) {
  VerifyReport report;
  report.kind = kind;
  const bool is_record = with_record_type(report.kind, [&]<typename Record>(std::type_identity<Record>) {
    verify_record<Record>(json, file, key, report);
  });
  if (is_record) {
    check_written_form(text, json, report);
  } else {
    verify_any_json(json, file, key, report);  // which may have any layout
  }
  return report;
}

VerifyReport verify_file(const std::filesystem::path& path, const SigningKey& key) {
  return verify_text(storage::read_file(path), key, path.string());
}

}  // namespace ophamin::records
