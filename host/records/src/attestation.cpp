// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/attestation.hpp>

#include <string>
#include <utility>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>

#include "blank.hpp"

namespace ophamin::records {
namespace {

constexpr std::string_view kAlgorithm = "ed25519";

// The text of a member; empty, which matches nothing, when there is none.
std::string_view text_of(const JsonObject& attestation, std::string_view member) {
  const Json* const value = attestation.find(member);
  return value != nullptr && value->is_string() ? std::string_view(value->as_string()) : std::string_view();
}

[[noreturn]] void refuse_author(std::string message) {
  throw diagnostics::Error({.code = diagnostics::ErrorCode::kAuthorInvalid,
                            .message = std::move(message),
                            .expected = "a name or an address",
                            .mend = "say who attests"});
}

}  // namespace

void attest(EmpiricalProofRecord& record, std::string_view author, const AuthorKey& key) {
  if (is_blank(author)) refuse_author("the author of an attestation is blank");
  if (find_invalid_utf8(author) != std::string_view::npos) refuse_author("the author of an attestation is no UTF-8");
  record.attestation = {{"author", author},
                        {"algorithm", kAlgorithm},
                        {"public_key", key.public_key()},
                        {"signature", key.sign(record.canonical_body())}};
}

bool verify_attestation(const EmpiricalProofRecord& record, std::string_view expected_public_key) {
  return attestation_matches(record.attestation, record.canonical_body(), expected_public_key);
}

bool attestation_matches(const JsonObject& attestation, std::string_view canonical_body,
                         std::string_view expected_public_key) {
  const std::string_view public_key = text_of(attestation, "public_key");
  return attestation.size() == 4 && !is_blank(text_of(attestation, "author")) &&
         text_of(attestation, "algorithm") == kAlgorithm &&
         (expected_public_key.empty() || public_key == expected_public_key) &&
         author_signature_matches(public_key, canonical_body, text_of(attestation, "signature"));
}

}  // namespace ophamin::records
