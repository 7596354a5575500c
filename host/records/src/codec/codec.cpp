// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/codec.hpp>

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/layout.hpp>
#include <ophamin/records/schema.hpp>
#include <ophamin/storage/files.hpp>

#include "codec/stored_id.hpp"
#include "enum_text.hpp"
#include "typed_view.hpp"

namespace ophamin::records {
namespace {

using diagnostics::Diagnostic;
using diagnostics::Error;
using diagnostics::ErrorCode;

constexpr std::array<std::string_view, 1> kProofVersions{"1.0"};
constexpr std::array<std::string_view, 2> kAuditVersions{"audit/1.1", "audit/1.0"};
constexpr std::array<std::string_view, 2> kCampaignVersions{"2.0", "1.0"};
constexpr std::array<std::string_view, 1> kAlertVersions{"regression-alert/1.0"};
constexpr std::array<std::string_view, 2> kScanVersions{"2", "1"};

// What the text of a file says beside what its typed view says: the id, and the counts.
template <SignedRecord Record>
void check_stored(const TypedView<Record>& view, const Json& json, std::string_view id,
                  std::vector<std::string>& problems) {
  const std::string_view member = traits(kKindOf<Record>).id_member;
  if (auto problem = stored_id_problem(json, kKindOf<Record>, id)) {
    problems.push_back(fmt::format("{}: {}", member, *problem));
  }
  for (const LoadNote& note : view.notes) {
    if (note.kind == LoadNoteKind::kStoredCounter) problems.push_back(fmt::format("{}: {}", note.path, note.message));
  }
}

template <SignedRecord Record>
ValidationReport report_on(const TypedView<Record>& view, const RecordFile& file, const SigningKey* key) {
  ValidationReport report;
  report.id = sha256_hex(view.canonical_body);
  report.record_problems = view.record.validate();
  check_stored(view, file.json, report.id, report.record_problems);
  report.record_ok = report.record_problems.empty();
  if (key != nullptr) report.signature_ok = key->verify(view.canonical_body, view.record.signature);
  return report;
}

std::string version_text(const std::string& version) { return version; }
std::string version_text(std::int64_t version) { return std::to_string(version); }

// One diagnostic for each thing that is wrong, so that none is lost.
[[noreturn]] void refuse(ErrorCode code, const RecordFile& file, const std::vector<std::string>& problems) {
  std::vector<Diagnostic> all;
  for (const std::string& problem : problems) {
    all.push_back({.code = code, .message = problem, .place = {.file = file.name}});
  }
  throw Error(std::move(all));
}

[[noreturn]] void refuse_version(const RecordFile& file, std::string expected, std::string_view found) {
  throw Error({.code = ErrorCode::kRecordVersionError,
               .message = fmt::format("the record has the schema version '{}'", shortened(found)),
               .expected = std::move(expected),
               .found = fmt::format("'{}'", shortened(found)),
               .mend = "require that version, or get the record in the version that is wanted",
               .place = {.file = file.name, .path = "schema_version"}});
}

void check_version(RecordKind kind, const RecordFile& file, std::string_view version, const IngestOptions& options) {
  if (options.any_version) return;
  if (options.require_version) {
    if (version != *options.require_version) refuse_version(file, "'" + *options.require_version + "'", version);
    return;
  }
  const auto known = known_versions(kind);
  if (std::find(known.begin(), known.end(), version) != known.end()) return;
  std::string expected = "one of ";
  for (const std::string_view one : known) expected += fmt::format("{}'{}'", one == known.front() ? "" : ", ", one);
  refuse_version(file, std::move(expected), version);
}

template <SignedRecord Record>
void check_strict_signature(const TypedView<Record>& view, const RecordFile& file, const SigningKey* key) {
  if (key == nullptr) {
    throw Error({.code = ErrorCode::kRecordSignatureError,
                 .message = "the signature was to be checked strictly, but no key was given",
                 .mend = "give the key that the record is signed with",
                 .place = {.file = file.name, .path = "signature"}});
  }
  if (key->verify(view.canonical_body, view.record.signature)) return;
  const bool is_unsigned = view.record.signature.empty();
  throw Error({.code = ErrorCode::kRecordSignatureError,
               .message = is_unsigned ? "the record carries no signature" : "the signature does not match body and key",
               .mend = is_unsigned ? "sign the record" : "check the key; if it is the right one, the record was changed",
               .place = {.file = file.name, .path = "signature"}});
}

template <SignedRecord Record>
Record ingest_as(const RecordFile& file, const IngestOptions& options) {
  constexpr RecordKind kKind = kKindOf<Record>;
  if (options.schema) {
    const std::vector<std::string> errors = record_schema(kKind, file.json).check(file.json);
    if (!errors.empty()) refuse(ErrorCode::kRecordSchemaError, file, errors);
  }
  TypedView<Record> view = typed_view<Record>(file.json, file.name);
  const ValidationReport report = report_on(view, file, nullptr);
  if (!report.record_ok) refuse(ErrorCode::kRecordValidationError, file, report.record_problems);
  check_version(kKind, file, version_text(view.record.schema_version), options);
  if (options.strict_signature) check_strict_signature(view, file, options.key);
  return std::move(view.record);
}

[[noreturn]] void no_kind(const RecordFile& file) {
  throw Error({.code = ErrorCode::kRecordDecodeError,
               .message = "this JSON is no record: it has no id of a known kind",
               .expected = "a member proof_id, audit_id, campaign_id, alert_id or scan_id",
               .place = {.file = file.name}});
}

std::string subject_of(const EmpiricalProofRecord& record) { return record.claim.statement; }
std::string subject_of(const AuditRecord& record) { return record.target_path; }
std::string subject_of(const CampaignRecord& record) { return record.target_name; }
std::string subject_of(const RegressionAlertRecord& record) { return record.before_root + " -> " + record.after_root; }
std::string subject_of(const DriftScan& record) { return record.stream_name; }

std::string verdict_of(const EmpiricalProofRecord& record) { return std::string(to_string(record.verdict.outcome)); }
template <typename Record>
std::string verdict_of(const Record& record) {
  if constexpr (requires { record.verdict->outcome; }) {
    return record.verdict ? std::string(to_string(record.verdict->outcome)) : std::string();
  } else {
    return {};
  }
}

}  // namespace

RecordFile parse_record_file(std::string text, std::string name, std::uint64_t max_bytes) {
  ParseOptions options;
  options.file = name;
  options.max_bytes = max_bytes;
  Json json = parse_json(text, options);
  return {.name = std::move(name), .text = std::move(text), .json = std::move(json)};
}

RecordFile read_record_file(const std::filesystem::path& path, std::uint64_t max_bytes) {
  std::string text;
  try {
    text = storage::read_file(path, max_bytes);
  } catch (const Error& error) {
    std::vector<Diagnostic> problems = error.diagnostics();
    for (Diagnostic& problem : problems) problem.code = ErrorCode::kRecordDecodeError;
    throw Error(std::move(problems));
  }
  return parse_record_file(std::move(text), path.string(), max_bytes);
}

void dump_json(const Json& record, const std::filesystem::path& path) {
  storage::ensure_directory(path.parent_path());
  storage::write_file_atomic(path, lay_out(record, Layout::kIndented));
}

bool verify_signature(RecordKind kind, const RecordFile& file, const SigningKey& key) {
  bool matches = false;
  const bool is_record = with_record_type(kind, [&]<typename Record>(std::type_identity<Record>) {
    const TypedView<Record> view = typed_view<Record>(file.json, file.name);
    matches = key.verify(view.canonical_body, view.record.signature);
  });
  if (!is_record) no_kind(file);
  return matches;
}

ValidationReport validate(RecordKind kind, const RecordFile& file, const ValidateOptions& options) {
  ValidationReport report;
  if (options.schema && kind != RecordKind::kUnknown) {
    report.schema_errors = record_schema(kind, file.json).check(file.json);
    report.schema_ok = report.schema_errors.empty();
    if (!report.schema_ok) {
      report.record_ok = false;
      report.record_problems = {"not checked any further, for the record does not satisfy its JSON Schema"};
      return report;
    }
  }
  const bool is_record = with_record_type(kind, [&]<typename Record>(std::type_identity<Record>) {
    report = report_on(typed_view<Record>(file.json, file.name), file, options.key);
  });
  if (!is_record) no_kind(file);
  return report;
}

AnyRecord ingest_any(RecordKind kind, const RecordFile& file, const IngestOptions& options) {
  std::optional<AnyRecord> record;
  with_record_type(kind, [&]<typename Record>(std::type_identity<Record>) {
    record = ingest_as<Record>(file, options);
  });
  if (!record) no_kind(file);
  return *std::move(record);
}

std::span<const std::string_view> known_versions(RecordKind kind) noexcept {
  switch (kind) {
    case RecordKind::kProof: return kProofVersions;
    case RecordKind::kAudit: return kAuditVersions;
    case RecordKind::kCampaign: return kCampaignVersions;
    case RecordKind::kRegressionAlert: return kAlertVersions;
    case RecordKind::kDriftScan: return kScanVersions;
    case RecordKind::kUnknown: break;
  }
  return {};
}

RecordFacts facts_of(RecordKind kind, const RecordFile& file, const SigningKey* key) {
  RecordFacts facts;
  const bool is_record = with_record_type(kind, [&]<typename Record>(std::type_identity<Record>) {
    const TypedView<Record> view = typed_view<Record>(file.json, file.name);
    facts = {.id = sha256_hex(view.canonical_body),
             .schema_version = version_text(view.record.schema_version),
             .verdict = verdict_of(view.record),
             .subject = subject_of(view.record)};
    if constexpr (std::is_same_v<Record, AuditRecord>) facts.total_findings = view.record.summary.total_findings;
    if (key != nullptr) facts.signature_ok = key->verify(view.canonical_body, view.record.signature);
  });
  if (!is_record) no_kind(file);
  return facts;
}

}  // namespace ophamin::records
