// SPDX-License-Identifier: Apache-2.0
#include <functional>

#include <doctest/doctest.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/verify.hpp>
#include <ophamin/storage/files.hpp>
#include <support/temporary_directory.hpp>

#include "sample_records.hpp"

using namespace ophamin;
using namespace ophamin::records;

namespace {

const SigningKey& key() {
  static const SigningKey published = SigningKey::published();
  return published;
}

Json signed_proof() {
  EmpiricalProofRecord proof = test::sample_proof();
  proof.sign(key());
  return proof.to_json();
}

VerifyReport after(const std::function<void(JsonObject&)>& change) {
  Json json = signed_proof();
  change(json.as_object());
  return verify_text(pretty(json), key());
}

using Kinds = std::vector<VerifyProblemKind>;

Kinds kinds_of(const VerifyReport& report) {
  Kinds kinds;
  for (const VerifyProblem& problem : report.problems) kinds.push_back(problem.kind);
  return kinds;
}

}  // namespace

TEST_CASE("a proof as written verifies") {
  const test::TemporaryDirectory folder;
  EmpiricalProofRecord proof = test::sample_proof();
  proof.sign(key());
  write_proof(proof, folder / "proof.json");
  const VerifyReport report = verify_file(folder / "proof.json", key());
  CHECK(report.ok());
  CHECK(report.exit_code() == 0);
  CHECK(report.kind == RecordKind::kProof);
  CHECK(report.id == proof.id());
  CHECK(report.stored_id == proof.id());
  CHECK(report.verdict == "VALIDATED");
  CHECK(report.signature_ok);
  CHECK_FALSE(report.attestation_ok);
}

TEST_CASE("another key, no signature, a signature in capitals") {
  const VerifyReport other = verify_text(pretty(signed_proof()), SigningKey::from_bytes("other"));
  CHECK(kinds_of(other) == Kinds{VerifyProblemKind::kSignature});
  CHECK(other.exit_code() == 1);
  CHECK(kinds_of(after([](JsonObject& proof) { proof.set("signature", ""); })) == Kinds{VerifyProblemKind::kUnsigned});
  CHECK(kinds_of(after([](JsonObject& proof) { proof.erase("signature"); })) == Kinds{VerifyProblemKind::kUnsigned});
  CHECK(kinds_of(after([](JsonObject& proof) { proof.set("signature", std::string(64, 'A')); })) ==
        Kinds{VerifyProblemKind::kSignature});
  CHECK(kinds_of(after([](JsonObject& proof) { proof.set("signature", 5); })) == Kinds{VerifyProblemKind::kSignature});
}

TEST_CASE("a stored id that differs is a failure of its own") {
  const VerifyReport report = after([](JsonObject& proof) { proof.set("proof_id", std::string(64, '0')); });
  CHECK(kinds_of(report) == Kinds{VerifyProblemKind::kStoredId});
  CHECK(report.signature_ok);
  CHECK(report.stored_id == std::string(64, '0'));
  CHECK(report.id == test::sample_proof().id());
  CHECK(kinds_of(after([](JsonObject& proof) { proof.set("proof_id", 1); })) == Kinds{VerifyProblemKind::kStoredId});
}

TEST_CASE("unknown members are failures at every typed level, each with its path") {
  const VerifyReport report = after([](JsonObject& proof) {
    proof.set("extra", 1);
    proof.find("claim")->as_object().find("threshold")->as_object().set("note", "x");
    proof.find("evidence")->as_array()[1].as_object().set("n", 1);
  });
  CHECK(report.signature_ok);
  REQUIRE(kinds_of(report) == Kinds(3, VerifyProblemKind::kUnknownMember));
  CHECK(report.problems[0].path == "claim.threshold.note");
  CHECK(report.problems[1].path == "evidence.1.n");
  CHECK(report.problems[2].path == "extra");
}

TEST_CASE("a member of a free map is part of the body") {
  const VerifyReport report = after([](JsonObject& proof) {
    proof.find("evidence")->as_array()[0].as_object().find("detail")->as_object().set("n", 1001);
  });
  CHECK(kinds_of(report) == Kinds{VerifyProblemKind::kStoredId, VerifyProblemKind::kSignature});
}

TEST_CASE("what loading converts or fills in is reported although the signature matches") {
  const VerifyReport converted = after([](JsonObject& proof) {
    proof.find("verdict")->as_object().set("observed_value", 1);
  });
  CHECK(converted.signature_ok);
  REQUIRE(kinds_of(converted) == Kinds{VerifyProblemKind::kConverted});
  CHECK(converted.problems[0].path == "verdict.observed_value");
  const VerifyReport missing = after([](JsonObject& proof) {
    proof.find("evidence")->as_array()[0].as_object().erase("p_value");
  });
  CHECK(missing.signature_ok);
  REQUIRE(kinds_of(missing) == Kinds{VerifyProblemKind::kMissingMember});
  CHECK(missing.problems[0].path == "evidence.0.p_value");
}

TEST_CASE("the same record in another layout is a problem of its own kind") {
  const std::string written = pretty(signed_proof());
  for (const std::string& text : {written + "\n", canonical(signed_proof(), Separators::kSpaced)}) {
    const VerifyReport report = verify_text(text, key());
    CHECK(report.signature_ok);
    REQUIRE(kinds_of(report) == Kinds{VerifyProblemKind::kNotInWrittenForm});
    CHECK(report.problems[0].message.find("line ") != std::string::npos);
  }
}

TEST_CASE("an attestation is checked against the body") {
  const auto with = [](std::string public_key) {
    return after([&](JsonObject& proof) {
      proof.set("attestation", JsonObject{{"author", "me"},
                                          {"algorithm", "ed25519"},
                                          {"public_key", std::move(public_key)},
                                          {"signature", std::string(128, '0')}});
    });
  };
  const VerifyReport report = with("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  CHECK(report.signature_ok);
  CHECK(report.attestation_ok == false);
  CHECK(kinds_of(report) == Kinds{VerifyProblemKind::kAttestation});
  CHECK(kinds_of(with("short")) == Kinds{VerifyProblemKind::kAttestation});
  CHECK(kinds_of(after([](JsonObject& proof) { proof.set("attestation", JsonObject{}); })) ==
        Kinds{VerifyProblemKind::kUnknownMember});
}

TEST_CASE("campaign records of both versions verify") {
  CampaignRecord campaign = test::sample_campaign();
  for (const char* version : {"2.0", "1.0"}) {
    campaign.schema_version = version;
    campaign.sign(key());
    const VerifyReport report = verify_text(pretty(campaign.to_json()), key());
    CHECK(report.ok());
    CHECK(report.kind == RecordKind::kCampaign);
  }
  Json json = campaign.to_json();
  json.as_object().set("corrected_verdicts", JsonObject{});
  CHECK(kinds_of(verify_text(pretty(json), key())) == Kinds{VerifyProblemKind::kUnknownMember});
}

TEST_CASE("other kinds are verified as they stand, audits with spaced separators") {
  Json audit = parse_json(R"({"audit_id":"","schema_version":"audit/1.1","summary":{"total_findings":3},"signature":""})");
  const SigningKey audit_key = published_key_for(audit);
  CHECK(audit_key.bytes() == kPublishedAuditKey);
  audit.as_object().set("audit_id", record_id(audit));
  audit.as_object().set("signature", record_signature(audit, audit_key));
  CHECK(verify_text(pretty(audit), audit_key).ok());
  CHECK(verify_text(pretty(audit), key()).exit_code() == 1);
  audit.as_object().set("extra", 1);
  CHECK(kinds_of(verify_text(pretty(audit), audit_key)) ==
        Kinds{VerifyProblemKind::kStoredId, VerifyProblemKind::kSignature});
  Json any = parse_json(R"({"b":1,"a":2})");
  any.as_object().set("signature", record_signature(any, key()));
  CHECK(verify_text(canonical(any), key()).ok());
}

TEST_CASE("what is no record is a decode error") {
  for (const char* text : {"{}", "[]", "1", "{\"proof_id\":\"x\"}", "{\"proof_id\":", ""}) {
    CAPTURE(text);
    try {
      (void)verify_text(text, key(), "x.json");
      FAIL("accepted");
    } catch (const diagnostics::Error& error) {
      CHECK(error.exit_code() == 2);
      CHECK(error.diagnostics().front().place.file == "x.json");
    }
  }
}
