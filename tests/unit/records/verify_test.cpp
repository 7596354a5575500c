// SPDX-License-Identifier: Apache-2.0
#include <functional>

#include <doctest/doctest.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/codec.hpp>
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
  dump(proof, folder / "proof.json");
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

TEST_CASE("what loading converts is reported although the signature matches") {
  const VerifyReport converted = after([](JsonObject& proof) {
    proof.find("verdict")->as_object().set("observed_value", 1);
  });
  CHECK(converted.signature_ok);
  REQUIRE(kinds_of(converted) == Kinds{VerifyProblemKind::kConverted});
  CHECK(converted.problems[0].path == "verdict.observed_value");
}

TEST_CASE("a member that is missing and whose default was signed is a note, not a failure") {
  const VerifyReport report = after([](JsonObject& proof) {
    proof.find("evidence")->as_array()[0].as_object().erase("p_value");
  });
  CHECK(report.ok());
  REQUIRE(report.notes.size() == 1);
  CHECK(report.notes[0].kind == VerifyProblemKind::kMissingMember);
  CHECK(report.notes[0].path == "evidence.0.p_value");
  const VerifyReport other = after([](JsonObject& proof) {
    proof.find("evidence")->as_array()[1].as_object().erase("p_value");  // which was no default
  });
  CHECK(kinds_of(other) == Kinds{VerifyProblemKind::kStoredId, VerifyProblemKind::kSignature});
  CHECK(other.notes.size() == 1);
}

TEST_CASE("writers may lay a record out in one of six ways") {
  for (const Layout layout : {Layout::kIndented, Layout::kSpaced, Layout::kCompact, Layout::kIndentedRaw,
                              Layout::kSpacedRaw, Layout::kCompactRaw}) {
    const VerifyReport report = verify_text(lay_out(signed_proof(), layout), key());
    CHECK(report.ok());
    CHECK(report.layout == layout);
  }
  Json shuffled = signed_proof();
  std::reverse(shuffled.as_object().begin(), shuffled.as_object().end());
  CHECK(verify_text(pretty(shuffled), key()).ok());
}

TEST_CASE("the same record in any other layout is a problem of its own kind") {
  const std::string written = pretty(signed_proof());
  for (const std::string& text : {written + "\n", " " + written, lay_out(signed_proof(), Layout::kCompact) + " "}) {
    const VerifyReport report = verify_text(text, key());
    CHECK(report.signature_ok);
    CHECK_FALSE(report.layout);
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

TEST_CASE("records of every kind and version verify with the published key of the kind, and with no other") {
  for (const Json& record : test::sample_records()) {
    const VerifyReport report = verify_text(pretty(record), published_key_for(record));
    CAPTURE(traits(report.kind).name);
    CHECK(report.ok());
    CHECK(report.notes.empty());
    CHECK(report.kind == detect_record_kind(record));
    CHECK(kinds_of(verify_text(pretty(record), SigningKey::from_bytes("other"))) == Kinds{VerifyProblemKind::kSignature});
    Json changed = record;
    changed.as_object().set("schema_version", report.kind == RecordKind::kDriftScan ? Json(9) : Json("1.0 "));
    if (report.kind == RecordKind::kCampaign) continue;  // which knows its versions
    CHECK(kinds_of(verify_text(pretty(changed), published_key_for(record))) ==
          Kinds{VerifyProblemKind::kStoredId, VerifyProblemKind::kSignature});
  }
}

TEST_CASE("a stored count of an audit that was edited is a failure, although the signature does not cover it") {
  Json audit = test::sample_records()[1];
  audit.as_object().find("pillars")->as_array()[0].as_object().set("finding_count", 2);
  const VerifyReport report = verify_text(pretty(audit), published_key_for(audit));
  CHECK(report.signature_ok);
  REQUIRE(kinds_of(report) == Kinds{VerifyProblemKind::kStoredCounter});
  CHECK(report.problems[0].path == "pillars.0.finding_count");
}

TEST_CASE("a drift scan without its id is found, and is no worse for it") {
  Json scan = test::sample_records().back();
  scan.as_object().erase("scan_id");
  const VerifyReport report = verify_text(pretty(scan), published_key_for(scan));
  CHECK(report.kind == RecordKind::kDriftScan);
  CHECK(report.ok());
  REQUIRE(report.notes.size() == 1);
  CHECK(report.notes[0].path == "scan_id");
}

TEST_CASE("any JSON with a signature is verified as it stands, in any layout") {
  Json any = parse_json(R"({"b":1,"a":2})");
  any.as_object().set("signature", record_signature(any, key()));
  for (const std::string& text : {canonical(any), pretty(any) + "\n"}) CHECK(verify_text(text, key()).ok());
  any.as_object().set("a", 3);
  CHECK(kinds_of(verify_text(canonical(any), key())) == Kinds{VerifyProblemKind::kSignature});
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
