// SPDX-License-Identifier: Apache-2.0
//
// What can be done with the file of a record, the same for every kind: read it, check it, take it in, write it.
//
//   const RecordFile file = read_record_file("proof.json");
//   const ValidationReport report = validate(RecordKind::kProof, file, {.key = &key});
//   const auto proof = ingest<EmpiricalProofRecord>(file, {.key = &key, .strict_signature = true});
//
// Errors are diagnostics::Error. Whatever keeps a file from being decoded is one of kRecordDecodeError (unreadable, or no such
// record), kJsonSyntax and kJsonLimit; the later steps of ingest fail with kRecordSchemaError, kRecordValidationError,
// kRecordVersionError and kRecordSignatureError.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <ophamin/records/any_record.hpp>
#include <ophamin/records/json.hpp>
#include <ophamin/records/signing_key.hpp>

namespace ophamin::records {

/// The default limit for a record's file: 64 MiB.
inline constexpr std::uint64_t kDefaultRecordLimit = std::uint64_t{64} << 20;

/// A file that is read and parsed, whatever it holds.
struct RecordFile {
  std::string name{};  ///< for messages
  std::string text{};
  Json json{};
};

/// Throws the errors of decoding; kRecordDecodeError for a file that cannot be read or is larger than the limit.
RecordFile read_record_file(const std::filesystem::path& path, std::uint64_t max_bytes = kDefaultRecordLimit);
/// The same for a text that is there already.
RecordFile parse_record_file(std::string text, std::string name, std::uint64_t max_bytes = kDefaultRecordLimit);

/// The typed view of a file. Throws the errors of decoding.
template <SignedRecord Record>
Record decode(const RecordFile& file) {
  return Record::from_json(file.json, file.name);
}
template <SignedRecord Record>
Record load(const std::filesystem::path& path, std::uint64_t max_bytes = kDefaultRecordLimit) {
  return decode<Record>(read_record_file(path, max_bytes));
}

/// Writes a record as it is on disk, whole or not at all; creates the folder when it is missing. Throws storage errors.
void dump_json(const Json& record, const std::filesystem::path& path);
template <SignedRecord Record>
void dump(const Record& record, const std::filesystem::path& path) {
  dump_json(record.to_json(), path);
}

/// Whether the signature is that of the typed view. False for an unsigned record. Throws the errors of decoding.
bool verify_signature(RecordKind kind, const RecordFile& file, const SigningKey& key);

struct ValidateOptions {
  const SigningKey* key = nullptr;  ///< nothing: the signature is not looked at
  bool schema = true;               ///< check against the JSON Schema first
};

/// What is wrong with a record, step by step.
struct ValidationReport {
  bool schema_ok = true;
  std::vector<std::string> schema_errors{};  ///< "<dotted path or <root>>: <message>"
  bool record_ok = true;
  std::vector<std::string> record_problems{};  ///< of the checklist, then ids and counts that are not what they should be
  std::optional<bool> signature_ok{};          ///< nothing: not looked at
  std::string id{};                            ///< of the typed view; empty when it came to none

  bool all_ok() const noexcept { return schema_ok && record_ok && signature_ok.value_or(true); }
};

/// First the schema; a record that fails it is not looked at any further. Then the record's own checklist, and the signature
/// if there is a key. Throws the errors of decoding.
ValidationReport validate(RecordKind kind, const RecordFile& file, const ValidateOptions& options = {});

struct IngestOptions {
  const SigningKey* key = nullptr;
  bool schema = true;
  bool strict_signature = false;               ///< a key is needed, and the signature must match
  bool any_version = false;                    ///< the version is not looked at; the schema's still is
  std::optional<std::string> require_version{};  ///< exactly this one; nothing: any that is known
};

/// Takes a record in: every check, in the order schema, checklist, version, signature, each with an error of its own that
/// lists all it found. Throws the first that fails.
AnyRecord ingest_any(RecordKind kind, const RecordFile& file, const IngestOptions& options = {});
template <SignedRecord Record>
Record ingest(const RecordFile& file, const IngestOptions& options = {}) {
  return std::get<Record>(ingest_any(kKindOf<Record>, file, options));
}

/// The versions of a kind that are known, newest first: "1.0"; "audit/1.1", "audit/1.0"; ...; of a drift scan "2", "1".
std::span<const std::string_view> known_versions(RecordKind kind) noexcept;

/// What a list says about a record.
struct RecordFacts {
  std::string id{};
  std::string schema_version{};
  std::string verdict{};                          ///< of a proof, or one that was attached; empty: none
  std::string subject{};                          ///< claim, target path, target name, "before -> after", stream
  std::optional<std::int64_t> total_findings{};   ///< of an audit
  std::optional<bool> signature_ok{};             ///< nothing: not looked at
};

/// Throws the errors of decoding.
RecordFacts facts_of(RecordKind kind, const RecordFile& file, const SigningKey* key = nullptr);

}  // namespace ophamin::records
