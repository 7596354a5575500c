// SPDX-License-Identifier: Apache-2.0
//
// Verification of a record file. Stricter than the signature alone: whatever the typed view would drop, convert or
// recompute is reported, so that no byte of a file can change unnoticed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/records/json.hpp>
#include <ophamin/records/layout.hpp>
#include <ophamin/records/record_kind.hpp>
#include <ophamin/records/signing_key.hpp>

namespace ophamin::records {

enum class VerifyProblemKind : std::uint8_t {
  kUnsigned,         ///< there is no signature
  kSignature,        ///< the signature does not match body and key
  kStoredId,         ///< the id in the file is not the body's
  kStoredCounter,    ///< a count in the file is not what it counts
  kUnknownMember,    ///< a member that the format does not know
  kMissingMember,    ///< a member that was filled with its default
  kConverted,        ///< a value that the format holds in another type
  kAttestation,      ///< the attestation does not match the body
  kNotInWrittenForm  ///< the same content in a layout that no writer uses
};

/// "unsigned", "signature", "stored-id", "stored-counter", "unknown-member", "missing-member", "converted", "attestation",
/// "not-in-written-form".
std::string_view to_string(VerifyProblemKind kind) noexcept;

struct VerifyProblem {
  VerifyProblemKind kind = VerifyProblemKind::kSignature;
  std::string path{};     ///< dotted path of the member, "<root>" for the whole record
  std::string message{};  ///< one sentence: expected, found, how to mend
};

struct VerifyReport {
  RecordKind kind = RecordKind::kUnknown;
  std::string id{};         ///< of the body as it is
  std::string stored_id{};  ///< as the file says; empty when it says none
  std::string verdict{};    ///< of a proof
  bool signature_ok = false;
  std::optional<bool> attestation_ok{};  ///< nothing: there is none
  std::string attested_by{};   ///< the author that the attestation names; the name is no part of what is signed
  std::string attested_key{};  ///< the public key that it names
  std::optional<Layout> layout{};        ///< of the text; nothing: no writer's
  std::vector<VerifyProblem> problems{};
  std::vector<VerifyProblem> notes{};  ///< kMissingMember: the signature covers the defaults, so nothing is wrong

  bool ok() const noexcept { return problems.empty(); }
  int exit_code() const noexcept { return ok() ? 0 : 1; }
};

/// Verifies the text of a record of any kind: it is rebuilt, and whatever that changes is reported. Of any other JSON with a
/// member `signature`, the value as it stands is checked.
/// Throws diagnostics::Error with exit code 2 when the text is no JSON or no such record.
VerifyReport verify_text(std::string_view text, const SigningKey& key, std::string_view file = {});

/// The same for a text that is parsed already, and for a kind that is decided: kUnknown for any JSON with a signature.
VerifyReport verify_parsed(RecordKind kind, const Json& json, std::string_view text, const SigningKey& key,
                           std::string_view file = {});

/// The same for a file.
VerifyReport verify_file(const std::filesystem::path& path, const SigningKey& key);

}  // namespace ophamin::records
