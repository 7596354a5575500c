// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <ophamin/records/digest.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/record_kind.hpp>

#include "sample_records.hpp"

using namespace ophamin;
using namespace ophamin::records;

namespace {

RecordKind kind_of(const char* text) { return detect_record_kind(parse_json(text)); }

}  // namespace

TEST_CASE("the first member that is there tells the kind") {
  CHECK(kind_of(R"({"audit_id":1,"proof_id":2})") == RecordKind::kProof);
  CHECK(kind_of(R"({"audit_id":1})") == RecordKind::kAudit);
  CHECK(kind_of(R"({"campaign_id":1})") == RecordKind::kCampaign);
  CHECK(kind_of(R"({"alert_id":1})") == RecordKind::kRegressionAlert);
  CHECK(kind_of(R"({"scan_id":1,"events":[]})") == RecordKind::kDriftScan);
  CHECK(kind_of(R"({"events":[],"metric_name":"phi"})") == RecordKind::kDriftScan);
  CHECK(kind_of(R"({"events":[],"stream_hash":"h"})") == RecordKind::kDriftScan);
  CHECK(kind_of(R"({"events":[]})") == RecordKind::kUnknown);
  CHECK(kind_of("[1]") == RecordKind::kUnknown);
}

TEST_CASE("the traits say how each kind is hashed and signed") {
  CHECK(traits(RecordKind::kAudit).separators == Separators::kSpaced);
  for (const RecordKind kind : {RecordKind::kProof, RecordKind::kCampaign, RecordKind::kRegressionAlert,
                                RecordKind::kDriftScan, RecordKind::kUnknown}) {
    CHECK(traits(kind).kind == kind);
    CHECK(traits(kind).separators == Separators::kCompact);
  }
  CHECK(traits(RecordKind::kDriftScan).default_key == "ophamin-drift-default-key");
}

TEST_CASE("id, signature and attestation are no part of the body they sign") {
  CHECK(canonical_body(parse_json(R"({"proof_id":"x","b":{"signature":1},"signature":"y","attestation":{}})")) ==
        R"({"b":{"signature":1}})");
  CHECK(canonical_body(parse_json(R"({"audit_id":"x","b":[1,2],"a":{},"signature":"y"})")) ==
        R"({"a": {}, "b": [1, 2]})");
  CHECK(canonical_body(parse_json(R"({"campaign_id":"x","attestation":1})")) == R"({"attestation":1})");
  CHECK(canonical_body(parse_json(R"({"b":1,"signature":"y"})")) == R"({"b":1})");
  CHECK(canonical_body(parse_json(R"(["signature"])")) == R"(["signature"])");
}

TEST_CASE("the raw view agrees with the typed one on what the host writes") {
  EmpiricalProofRecord proof = test::sample_proof();
  proof.sign(SigningKey::published());
  CHECK(record_id(proof.to_json()) == proof.id());
  CHECK(record_signature(proof.to_json(), SigningKey::published()) == proof.signature);
  for (const Json& record : test::sample_records()) {
    const RecordTraits& kind = traits(detect_record_kind(record));
    CHECK(*record.find(kind.id_member) == Json(record_id(record)));
    CHECK(*record.find("signature") == Json(record_signature(record, published_key_for(record))));
  }
}
