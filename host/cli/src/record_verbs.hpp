// SPDX-License-Identifier: Apache-2.0
//
// What `proof`, `audit-record` and `record` do with one record, whatever its kind.
#pragma once

#include <cstdint>
#include <string>

#include <ophamin/cli/console.hpp>
#include <ophamin/records/codec.hpp>

#include "record_options.hpp"

namespace ophamin::cli {

struct RecordVerbOptions {
  std::string file{};
  RecordKeyOptions key{};
  std::uint64_t max_bytes = records::kDefaultRecordLimit;
  bool schema = true;            ///< validate, ingest: against the JSON Schema, too
  bool with_signature = false;   ///< validate
  bool strict_signature = false; ///< ingest
  bool any_version = false;      ///< ingest
  std::string require_version{}; ///< ingest; empty: any that is known
  std::string authors{};         ///< verify, of a proof: a registry that must have its author; empty: none is asked
  bool verbose = false;
  bool json = false;
};

/// A page of Markdown. 0.
int show_record(Console& console, records::RecordKind kind, const RecordVerbOptions& options);

/// 0 when the record is exactly what was signed, otherwise 1.
int verify_record(Console& console, records::RecordKind kind, const RecordVerbOptions& options);

/// 0 when everything that was looked at is as it should be, otherwise 1.
int validate_record(Console& console, records::RecordKind kind, const RecordVerbOptions& options);

/// 0 when the record was taken in, otherwise 1, even when it could not be decoded.
int ingest_record(Console& console, records::RecordKind kind, const RecordVerbOptions& options);

/// {"schema_ok": ..., "schema_errors": [...], ...}
records::JsonObject validation_json(const records::ValidationReport& report);

/// The lines below "FILE: not well-formed": each problem, two blanks before it.
std::string validation_lines(const records::ValidationReport& report);

}  // namespace ophamin::cli
