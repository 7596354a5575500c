// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/record_kind.hpp>

#include <array>

#include <ophamin/records/digest.hpp>

#include "enum_text.hpp"

namespace ophamin::records {
namespace {

constexpr std::array<std::string_view, 3> kNotProofBody{"proof_id", "signature", "attestation"};
constexpr std::array<std::string_view, 2> kNotAuditBody{"audit_id", "signature"};
constexpr std::array<std::string_view, 2> kNotCampaignBody{"campaign_id", "signature"};
constexpr std::array<std::string_view, 2> kNotAlertBody{"alert_id", "signature"};
constexpr std::array<std::string_view, 2> kNotScanBody{"scan_id", "signature"};
constexpr std::array<std::string_view, 1> kNotJsonBody{"signature"};

// Both in the order of the enumerators.
constexpr std::array<std::string_view, 6> kKinds{"proof", "audit", "campaign", "alert", "drift", "unknown"};
constexpr std::array<RecordTraits, 6> kTraits{{
    {RecordKind::kProof, "EmpiricalProofRecord", "proof_id", Separators::kCompact, kPublishedRecordKey, kNotProofBody},
    {RecordKind::kAudit, "AuditRecord", "audit_id", Separators::kSpaced, kPublishedAuditKey, kNotAuditBody},
    {RecordKind::kCampaign, "CampaignRecord", "campaign_id", Separators::kCompact, kPublishedRecordKey,
     kNotCampaignBody},
    {RecordKind::kRegressionAlert, "RegressionAlertRecord", "alert_id", Separators::kCompact, kPublishedRecordKey,
     kNotAlertBody},
    {RecordKind::kDriftScan, "DriftScan", "scan_id", Separators::kCompact, kPublishedDriftKey, kNotScanBody},
    {RecordKind::kUnknown, "JSON", "", Separators::kCompact, kPublishedRecordKey, kNotJsonBody},
}};

}  // namespace

const RecordTraits& traits(RecordKind kind) noexcept {
  const auto index = static_cast<std::size_t>(kind);
  return index < kTraits.size() ? kTraits[index] : kTraits.back();
}

RecordKind detect_record_kind(const Json& value) noexcept {
  for (const RecordTraits& kind : kTraits) {
    if (!kind.id_member.empty() && value.find(kind.id_member) != nullptr) return kind.kind;
  }
  const bool scan_without_id = value.find("events") != nullptr && (value.find("metric_name") != nullptr ||
                                                                   value.find("stream_hash") != nullptr);
  return scan_without_id ? RecordKind::kDriftScan : RecordKind::kUnknown;
}

std::string_view to_string(RecordKind kind) noexcept { return enum_text(kKinds, kind); }

std::string canonical_body(const Json& value) { return canonical_body_as(detect_record_kind(value), value); }

std::string canonical_body_as(RecordKind kind, const Json& value) {
  thread_local CanonicalWriter writer;
  const RecordTraits& how = traits(kind);
  return std::string(writer.write_without(value, how.not_body, how.separators));
}

std::string record_id(const Json& value) { return sha256_hex(canonical_body(value)); }

std::string record_signature(const Json& value, const SigningKey& key) { return key.sign(canonical_body(value)); }

SigningKey published_key_for(const Json& value) {
  return SigningKey::from_bytes(traits(detect_record_kind(value)).default_key);
}

}  // namespace ophamin::records
