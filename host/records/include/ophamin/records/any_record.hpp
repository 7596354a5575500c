// SPDX-License-Identifier: Apache-2.0
//
// A record whose kind is known when it is read.
#pragma once

#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include <ophamin/records/audit_record.hpp>
#include <ophamin/records/campaign_record.hpp>
#include <ophamin/records/drift_scan.hpp>
#include <ophamin/records/proof.hpp>
#include <ophamin/records/record_kind.hpp>
#include <ophamin/records/regression_alert.hpp>

namespace ophamin::records {

using AnyRecord = std::variant<EmpiricalProofRecord, AuditRecord, CampaignRecord, RegressionAlertRecord, DriftScan>;

template <typename Record>
inline constexpr RecordKind kKindOf = RecordKind::kUnknown;
template <>
inline constexpr RecordKind kKindOf<EmpiricalProofRecord> = RecordKind::kProof;
template <>
inline constexpr RecordKind kKindOf<AuditRecord> = RecordKind::kAudit;
template <>
inline constexpr RecordKind kKindOf<CampaignRecord> = RecordKind::kCampaign;
template <>
inline constexpr RecordKind kKindOf<RegressionAlertRecord> = RecordKind::kRegressionAlert;
template <>
inline constexpr RecordKind kKindOf<DriftScan> = RecordKind::kDriftScan;

/// One of the five.
template <typename Record>
concept SignedRecord = kKindOf<Record> != RecordKind::kUnknown;

/// Calls `act` with the type that stands for a kind, as std::type_identity; false for kUnknown.
template <typename Act>
bool with_record_type(RecordKind kind, const Act& act) {
  switch (kind) {
    case RecordKind::kProof: act(std::type_identity<EmpiricalProofRecord>()); return true;
    case RecordKind::kAudit: act(std::type_identity<AuditRecord>()); return true;
    case RecordKind::kCampaign: act(std::type_identity<CampaignRecord>()); return true;
    case RecordKind::kRegressionAlert: act(std::type_identity<RegressionAlertRecord>()); return true;
    case RecordKind::kDriftScan: act(std::type_identity<DriftScan>()); return true;
    case RecordKind::kUnknown: break;
  }
  return false;
}

/// The typed view of a value, as the from_json of its kind reads it; nothing for kUnknown.
std::optional<AnyRecord> any_record_from_json(RecordKind kind, const Json& json, std::string_view file = {},
                                              LoadNotes* notes = nullptr);

}  // namespace ophamin::records
