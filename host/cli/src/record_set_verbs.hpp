// SPDX-License-Identifier: Apache-2.0
//
// What `proof`, `audit-record` and `record` do with all records below a folder.
#pragma once

#include <cstdint>
#include <string>

#include <ophamin/cli/console.hpp>
#include <ophamin/records/codec.hpp>

#include "record_options.hpp"

namespace ophamin::cli {

struct RecordSetOptions {
  std::string folder{};
  RecordKeyOptions key{};
  std::uint64_t max_bytes = records::kDefaultRecordLimit;
  bool recursive = true;
  bool with_signature = false;
  bool any_version = false;  ///< validate
  std::string out{};         ///< index; empty: stdout
  bool json = false;
};

/// A row for each record, in the order of paths, as they are read. 0.
int list_record_set(Console& console, records::RecordKind kind, const RecordSetOptions& options);

/// Totals and a row for each proof, as Markdown or JSON. 0.
int index_proofs(Console& console, const RecordSetOptions& options);

/// Validates a file, or all records below a folder. 0 when all are as they should be; 1 when one is not; 2 when one cannot be
/// decoded, or when there is none.
int validate_record_set(Console& console, const RecordSetOptions& options);

}  // namespace ophamin::cli
