// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/resign.hpp>

#include <string>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/campaign_record.hpp>
#include <ophamin/records/proof.hpp>
#include <ophamin/records/record_kind.hpp>

namespace ophamin::records {

Json signed_again(const Json& value, const SigningKey& key, std::string_view file) {
  const RecordKind kind = detect_record_kind(value);
  if (kind == RecordKind::kProof) {
    EmpiricalProofRecord record = EmpiricalProofRecord::from_json(value, file);
    record.sign(key);
    return record.to_json();
  }
  if (kind == RecordKind::kCampaign) {
    CampaignRecord record = CampaignRecord::from_json(value, file);
    record.sign(key);
    return record.to_json();
  }
  if (!value.is_object()) {
    throw diagnostics::Error({.code = diagnostics::ErrorCode::kRecordDecodeError,
                              .message = fmt::format("{} has no place for a signature", kind_name(value.kind())),
                              .expected = "an object",
                              .place = {.file = std::string(file)}});
  }
  Json result = value;
  if (const std::string_view member = traits(kind).id_member; !member.empty()) result.as_object().set(member, record_id(value));
  result.as_object().set("signature", record_signature(value, key));
  return result;
}

}  // namespace ophamin::records
