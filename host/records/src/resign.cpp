// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/resign.hpp>

#include <optional>
#include <string>
#include <variant>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/any_record.hpp>

namespace ophamin::records {

Json signed_again(const Json& value, const SigningKey& key, std::string_view file) {
  const RecordKind kind = detect_record_kind(value);
  if (std::optional<AnyRecord> typed = any_record_from_json(kind, value, file)) {
    return std::visit(
        [&key](auto& record) {
          record.sign(key);
          return record.to_json();
        },
        *typed);
  }
  if (!value.is_object()) {
    throw diagnostics::Error({.code = diagnostics::ErrorCode::kRecordDecodeError,
                              .message = fmt::format("{} has no place for a signature", kind_name(value.kind())),
                              .expected = "an object",
                              .place = {.file = std::string(file)}});
  }
  Json result = value;
  result.as_object().set("signature", record_signature(value, key));
  return result;
}

}  // namespace ophamin::records
