// SPDX-License-Identifier: Apache-2.0
//
// What can be done with a record whose kind is told by its members, or with any JSON at all: canonical text, id and
// signature of the value as it stands in the file (the raw view).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json.hpp>
#include <ophamin/records/signing_key.hpp>

namespace ophamin::records {

enum class RecordKind : std::uint8_t { kProof, kAudit, kCampaign, kRegressionAlert, kDriftScan, kUnknown };

/// How a kind is hashed and signed.
struct RecordTraits {
  RecordKind kind;
  std::string_view name;                       ///< "EmpiricalProofRecord"; "JSON" for kUnknown
  std::string_view id_member;                  ///< "proof_id"; empty for kUnknown
  Separators separators;
  std::string_view default_key;                ///< the published key of the kind
  std::span<const std::string_view> not_body;  ///< members of the root that are no part of the body
};

const RecordTraits& traits(RecordKind kind) noexcept;

/// By the first member present: proof_id, audit_id, campaign_id, alert_id, scan_id, or events with metric_name or
/// stream_hash.
RecordKind detect_record_kind(const Json& value) noexcept;

/// "proof", "audit", "campaign", "alert", "drift", "unknown".
std::string_view to_string(RecordKind kind) noexcept;

/// The bytes that are hashed and signed: the canonical body of a record. For any other JSON the whole value, but for a
/// member `signature` of an object.
std::string canonical_body(const Json& value);
/// The same for a value that is taken for a record of this kind.
std::string canonical_body_as(RecordKind kind, const Json& value);
std::string record_id(const Json& value);
std::string record_signature(const Json& value, const SigningKey& key);

/// The published key of the value's kind.
SigningKey published_key_for(const Json& value);

}  // namespace ophamin::records
