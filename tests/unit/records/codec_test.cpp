// SPDX-License-Identifier: Apache-2.0
#include <functional>

#include <doctest/doctest.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/codec.hpp>
#include <ophamin/records/layout.hpp>
#include <ophamin/storage/files.hpp>
#include <support/temporary_directory.hpp>

#include "sample_records.hpp"

using namespace ophamin;
using namespace ophamin::records;
using diagnostics::ErrorCode;

namespace {

using Problems = std::vector<std::string>;

RecordFile file_of(const Json& json) { return parse_record_file(lay_out(json, Layout::kIndented), "r.json"); }

RecordFile proof_after(const std::function<void(JsonObject&)>& change) {
  Json json = test::sample_records()[0];
  change(json.as_object());
  return file_of(json);
}

JsonObject& part(JsonObject& object, std::string_view key) { return object.find(key)->as_object(); }

const SigningKey kKey = SigningKey::published();
const SigningKey kOther = SigningKey::from_bytes("other");

std::vector<diagnostics::Diagnostic> refusal(const std::function<void()>& act) {
  try {
    act();
  } catch (const diagnostics::Error& error) {
    return error.diagnostics();
  }
  FAIL("it was accepted");
  return {};
}

ErrorCode code_of(const std::function<void()>& act) { return refusal(act).front().code; }

}  // namespace

TEST_CASE("records of every kind and version: written, read, checked, taken in") {
  const test::TemporaryDirectory folder;
  for (const Json& json : test::sample_records()) {
    const RecordKind kind = detect_record_kind(json);
    CAPTURE(traits(kind).name);
    const auto path = folder / "deep" / "record.json";
    dump_json(json, path);
    const RecordFile file = read_record_file(path);
    CHECK(file.json == json);
    const SigningKey key = published_key_for(json);
    CHECK(verify_signature(kind, file, key));
    CHECK_FALSE(verify_signature(kind, file, kOther));
    const ValidationReport report = validate(kind, file, {.key = &key});
    CHECK(report.all_ok());
    CHECK(report.signature_ok == true);
    CHECK(report.id == json.find(traits(kind).id_member)->as_string());
    const AnyRecord record = ingest_any(kind, file, {.key = &key, .strict_signature = true});
    std::visit([&json](const auto& typed) { CHECK(typed.to_json() == json); }, record);
    const RecordFacts facts = facts_of(kind, file, &kOther);
    CHECK(facts.id == report.id);
    CHECK(facts.signature_ok == false);
    CHECK_FALSE(facts.schema_version.empty());
    CHECK_FALSE(facts.subject.empty());
    CHECK(facts.total_findings.has_value() == (kind == RecordKind::kAudit));
  }
}

TEST_CASE("typed loading and writing") {
  const test::TemporaryDirectory folder;
  DriftScan scan = test::sample_scan();
  scan.sign(SigningKey::from_bytes(kPublishedDriftKey));
  dump(scan, folder / "a" / "b" / "scan.json");
  CHECK(load<DriftScan>(folder / "a" / "b" / "scan.json").to_json() == scan.to_json());
  CHECK(code_of([&] { (void)load<AuditRecord>(folder / "a" / "b" / "scan.json"); }) == ErrorCode::kRecordDecodeError);
}

TEST_CASE("whatever keeps a file from being decoded ends with exit code 2") {
  const test::TemporaryDirectory folder;
  storage::write_file_atomic(folder / "large.json", std::string(2000, ' '));
  storage::write_file_atomic(folder / "list.json", "[1]");
  storage::write_file_atomic(folder / "cut.json", "{\"proof_id\":");
  const auto problem = [&](const std::filesystem::path& name, std::uint64_t limit = kDefaultRecordLimit) {
    const auto problems = refusal([&] { (void)load<EmpiricalProofRecord>(folder / name, limit); });
    CHECK(diagnostics::exit_code(problems) == 2);
    CHECK(problems.front().place.file == (folder / name).string());
    return problems.front().code;
  };
  CHECK(problem("absent.json") == ErrorCode::kRecordDecodeError);
  CHECK(problem("") == ErrorCode::kRecordDecodeError);
  CHECK(problem("large.json", 1000) == ErrorCode::kRecordDecodeError);
  CHECK(problem("list.json") == ErrorCode::kRecordDecodeError);
  CHECK(problem("cut.json") == ErrorCode::kJsonSyntax);
  CHECK(code_of([] { (void)parse_record_file(std::string(11, ' '), "x", 10); }) == ErrorCode::kJsonLimit);
  CHECK(code_of([] { (void)validate(RecordKind::kUnknown, parse_record_file("{}", "x")); }) ==
        ErrorCode::kRecordDecodeError);
  CHECK(code_of([] { (void)ingest_any(RecordKind::kUnknown, parse_record_file("{}", "x")); }) ==
        ErrorCode::kRecordDecodeError);
}

TEST_CASE("a record that fails its schema is not looked at any further") {
  const RecordFile file = proof_after([](JsonObject& proof) {
    proof.set("extra", 1);
    part(proof, "identity").set("ophamin_version", "");
  });
  const ValidationReport report = validate(RecordKind::kProof, file, {.key = &kKey});
  CHECK_FALSE(report.schema_ok);
  CHECK(report.schema_errors.size() == 2);
  CHECK_FALSE(report.record_ok);
  CHECK(report.record_problems.size() == 1);
  CHECK_FALSE(report.signature_ok);
  CHECK_FALSE(report.signature_ok.has_value());
  CHECK_FALSE(report.all_ok());
  const ValidationReport without = validate(RecordKind::kProof, file, {.schema = false});
  CHECK(without.schema_ok);
  CHECK(without.record_problems.size() == 2);  // the empty version, and with it another id
}

TEST_CASE("the checklist, the id, the counts, the signature") {
  const RecordFile changed = proof_after([](JsonObject& proof) { part(proof, "claim").set("h0", " "); });
  const ValidationReport report = validate(RecordKind::kProof, changed, {.key = &kKey});
  CHECK(report.schema_ok);
  REQUIRE(report.record_problems.size() == 2);
  CHECK(report.record_problems[0].find("h0") != std::string::npos);
  CHECK(report.record_problems[1].starts_with("proof_id: the file says"));
  CHECK(report.signature_ok == false);
  CHECK_FALSE(validate(RecordKind::kProof, changed).signature_ok.has_value());

  Json audit = test::sample_records()[1];
  audit.as_object().find("pillars")->as_array()[0].as_object().set("finding_count", 9);
  const ValidationReport counted = validate(RecordKind::kAudit, file_of(audit));
  REQUIRE(counted.record_problems.size() == 1);
  CHECK(counted.record_problems[0].starts_with("pillars.0.finding_count: the file says 9"));

  const RecordFile bare = proof_after([](JsonObject& proof) { proof.set("signature", ""); });
  CHECK(validate(RecordKind::kProof, bare).all_ok());
  CHECK(validate(RecordKind::kProof, bare, {.key = &kKey}).signature_ok == false);
}

TEST_CASE("taking in fails at the first step that finds something, with all it found") {
  const auto schema = refusal([] {
    (void)ingest<EmpiricalProofRecord>(proof_after([](JsonObject& proof) {
      proof.erase("claim");
      proof.set("extra", 1);
    }));
  });
  CHECK(schema.size() == 2);
  CHECK(schema[0].code == ErrorCode::kRecordSchemaError);
  CHECK(schema[0].place.file == "r.json");

  const auto problems = refusal([] {
    (void)ingest<EmpiricalProofRecord>(proof_after([](JsonObject& proof) {
      part(proof, "claim").set("h0", " ");
      part(proof, "reproduction").set("command", " ");
    }));
  });
  CHECK(problems.size() == 3);
  for (const auto& problem : problems) CHECK(problem.code == ErrorCode::kRecordValidationError);

  const RecordFile good = file_of(test::sample_records()[0]);
  CHECK(code_of([&] { (void)ingest<EmpiricalProofRecord>(good, {.require_version = "2.0"}); }) ==
        ErrorCode::kRecordVersionError);
  CHECK(ingest<EmpiricalProofRecord>(good, {.require_version = "1.0"}).schema_version == "1.0");
  CHECK(ingest<EmpiricalProofRecord>(good, {.any_version = true, .require_version = "2.0"}).schema_version == "1.0");
  CHECK(code_of([&] { (void)ingest<EmpiricalProofRecord>(good, {.strict_signature = true}); }) ==
        ErrorCode::kRecordSignatureError);
  CHECK(code_of([&] { (void)ingest<EmpiricalProofRecord>(good, {.key = &kOther, .strict_signature = true}); }) ==
        ErrorCode::kRecordSignatureError);
  CHECK(ingest<EmpiricalProofRecord>(good, {.key = &kOther}).schema_version == "1.0");  // a wrong one passes unless asked
}

TEST_CASE("a version that nobody knows: refused by the schema, or by its own step") {
  Json audit = test::sample_audit().to_json();
  audit.as_object().set("schema_version", "audit/9");
  audit.as_object().set("audit_id", record_id(audit));
  const RecordFile file = file_of(audit);
  CHECK(code_of([&] { (void)ingest<AuditRecord>(file); }) == ErrorCode::kRecordSchemaError);
  const auto version = refusal([&] { (void)ingest<AuditRecord>(file, {.schema = false}); });
  CHECK(version.front().code == ErrorCode::kRecordVersionError);
  CHECK(version.front().expected == "one of 'audit/1.1', 'audit/1.0'");
  CHECK(ingest<AuditRecord>(file, {.schema = false, .any_version = true}).schema_version == "audit/9");
}
