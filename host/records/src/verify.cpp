// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/verify.hpp>

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/attestation.hpp>
#include <ophamin/records/campaign_record.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/proof.hpp>
#include <ophamin/storage/files.hpp>

#include "enum_text.hpp"
#include "json_build.hpp"

namespace ophamin::records {
namespace {

constexpr std::array<std::string_view, 8> kProblemKinds{
    "unsigned",       "signature", "stored-id",   "unknown-member",
    "missing-member", "converted", "attestation", "not-in-written-form"};

std::string child(std::string_view path, std::string_view key) {
  return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

// What the file says against what its typed view says, member by member.
class Comparison {
 public:
  explicit Comparison(VerifyReport& report) : report_(report) {}

  void compare(const Json& file, const Json& typed, const std::string& path) {
    if (file.is_object() && typed.is_object()) {
      compare_members(file.as_object(), typed.as_object(), path);
    } else if (file.is_array() && typed.is_array() && file.as_array().size() == typed.as_array().size()) {
      for (std::size_t index = 0; index < file.as_array().size(); ++index) {
        compare(file.as_array()[index], typed.as_array()[index], child(path, std::to_string(index)));
      }
    } else if (!(file == typed)) {
      add(VerifyProblemKind::kConverted, path,
          fmt::format("the file holds {} where the format holds {}: the signature covers the converted value {}",
                      kind_name(file.kind()), kind_name(typed.kind()), shortened(canonical(typed))));
    }
  }

 private:
  void compare_members(const JsonObject& file, const JsonObject& typed, const std::string& path) {
    for (const Member& member : file) {
      const std::string place = child(path, member.key);
      if (path.empty() && is_checked_apart(member.key)) continue;
      if (const Json* counterpart = typed.find(member.key)) {
        compare(member.value, *counterpart, place);
      } else {
        add(VerifyProblemKind::kUnknownMember, place,
            "the format does not know this member and the signature does not cover it; remove it");
      }
    }
    for (const Member& member : typed) {
      if (file.contains(member.key) || (path.empty() && is_checked_apart(member.key))) continue;
      add(VerifyProblemKind::kMissingMember, child(path, member.key),
          "the member is missing and was filled with its default; write the record again");
    }
  }

  // The id and the signature have problems of their own kinds.
  bool is_checked_apart(std::string_view key) const {
    return key == traits(report_.kind).id_member || key == "signature";
  }

  void add(VerifyProblemKind kind, std::string path, std::string message) {
    report_.problems.push_back({kind, std::move(path), std::move(message)});
  }

  VerifyReport& report_;
};

void check_id(const Json& file, VerifyReport& report) {
  const std::string_view member = traits(report.kind).id_member;
  if (member.empty()) return;
  const Json* stored = file.find(member);
  if (stored == nullptr) {
    report.problems.push_back({VerifyProblemKind::kMissingMember, std::string(member),
                               fmt::format("the record does not state its id; it is {}", report.id)});
    return;
  }
  if (stored->is_string()) report.stored_id = stored->as_string();
  if (!stored->is_string() || report.stored_id != report.id) {
    report.problems.push_back(
        {VerifyProblemKind::kStoredId, std::string(member),
         fmt::format("the file says {}, but the body's id is {}: the body or the id was changed",
                     stored->is_string() ? "'" + shortened(report.stored_id) + "'"
                                         : std::string(kind_name(stored->kind())),
                     report.id)});
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

// Two texts may have the same value. Written by the format's own writers, they are the same bytes; if not, the file was
// edited, even if nothing that counts was changed.
void check_written_form(std::string_view text, const Json& expected_value, VerifyReport& report) {
  const std::string expected = pretty(expected_value);
  if (text == expected) return;
  const auto difference = std::mismatch(text.begin(), text.end(), expected.begin(), expected.end()).first;
  report.problems.push_back(
      {VerifyProblemKind::kNotInWrittenForm, "<root>",
       fmt::format("from line {} on the text is not laid out as this format's writers do (two spaces of indent, members "
                   "in their order, shortest numbers, lower-case escapes, no newline at the end), so a change to the "
                   "layout cannot be told from the original; load the record and write it again",
                   1 + std::count(text.begin(), difference, '\n'))});
}

// Checks a file against its typed view. Returns the signed bytes.
std::string verify_typed(Json typed_body, const JsonObject& attestation, const Json& file, std::string_view text,
                         const SigningKey& key, VerifyReport& report) {
  std::string body = canonical(typed_body);
  report.id = sha256_hex(body);
  check_id(file, report);
  check_signature(file, body, key, report);
  const std::string_view id_member = traits(report.kind).id_member;
  Json typed = with_id_and_signature(std::move(typed_body), id_member, {}, {});
  if (!attestation.empty()) typed.as_object().append("attestation", attestation);
  const std::size_t before = report.problems.size();
  Comparison(report).compare(file, typed, {});
  // Where members differ, the layout differs too; saying both says less. A false id is no matter of layout.
  if (report.problems.size() == before) {
    for (const std::string_view apart : {id_member, std::string_view("signature")}) {
      if (const Json* stored = file.find(apart)) {
        typed.as_object().set(apart, *stored);
      } else {
        typed.as_object().erase(apart);
      }
    }
    check_written_form(text, typed, report);
  }
  return body;
}

void verify_raw(const Json& file, std::string_view text, const SigningKey& key, VerifyReport& report,
                std::string_view file_name) {
  if (report.kind == RecordKind::kUnknown && file.find("signature") == nullptr) {
    diagnostics::Diagnostic diagnostic;
    diagnostic.code = diagnostics::ErrorCode::kRecordDecodeError;
    diagnostic.message = "this JSON is no record: it has no id of a known kind and no signature";
    diagnostic.expected = "a member proof_id, audit_id, campaign_id, alert_id, scan_id or signature";
    diagnostic.place.file = file_name;
    throw diagnostics::Error(std::move(diagnostic));
  }
  const std::string body = canonical_body(file);
  report.id = sha256_hex(body);
  check_id(file, report);
  check_signature(file, body, key, report);
  // Any JSON may have any layout; the files of the known kinds have one.
  if (report.kind != RecordKind::kUnknown) check_written_form(text, file, report);
}

}  // namespace

std::string_view to_string(VerifyProblemKind kind) noexcept { return enum_text(kProblemKinds, kind); }

VerifyReport verify_text(std::string_view text, const SigningKey& key, std::string_view file) {
  ParseOptions options;
  options.file = file;
  const Json json = parse_json(text, options);
  VerifyReport report;
  report.kind = detect_record_kind(json);
  if (report.kind == RecordKind::kProof) {
    const EmpiricalProofRecord record = EmpiricalProofRecord::from_json(json, file);
    report.verdict = to_string(record.verdict.outcome);
    const std::string body = verify_typed(record.body(), record.attestation, json, text, key, report);
    check_attestation(record, body, report);
  } else if (report.kind == RecordKind::kCampaign) {
    verify_typed(CampaignRecord::from_json(json, file).body(), {}, json, text, key, report);
  } else {
    verify_raw(json, text, key, report, file);
  }
  return report;
}

VerifyReport verify_file(const std::filesystem::path& path, const SigningKey& key) {
  return verify_text(storage::read_file(path), key, path.string());
}

}  // namespace ophamin::records
