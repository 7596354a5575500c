// SPDX-License-Identifier: Apache-2.0
//
// All records below a folder, a row each, however many they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <ophamin/records/codec.hpp>
#include <ophamin/records/record_walk.hpp>

namespace ophamin::records {

struct RecordRow {
  std::filesystem::path path{};
  RecordKind kind = RecordKind::kUnknown;  ///< of what could be decoded
  RecordFacts facts{};
  std::string error{};  ///< why it could not be decoded; empty when it could
  bool is_record = false;  ///< false beside an empty error: JSON that is no record
};

struct ListOptions {
  RecordKind kind = RecordKind::kUnknown;  ///< what every file must be; kUnknown: what its members say
  bool recursive = true;
  bool with_signature = false;
  std::optional<SigningKey> key{};  ///< nothing: the published key of each kind
  std::uint64_t max_bytes = kDefaultRecordLimit;
  unsigned threads = 0;  ///< that read and check files; 0: as many as there are processors, at most 8
};

/// Called for each row in the order of the walk, in the calling thread, with the share of the walk that is done. Nothing more
/// is listed once it gives false.
using RowConsumer = std::function<bool(const RecordRow& row, double share_done)>;

/// A file that cannot be decoded is a row with an error. Throws kInputInvalid when the folder is none. Memory does not grow
/// with the number of records.
void list_records(const std::filesystem::path& folder, const ListOptions& options, const RowConsumer& consume);

/// The totals of a list.
struct RecordTotals {
  std::size_t total = 0;
  std::size_t n_decode_errors = 0;
  std::map<std::string, std::size_t> by_verdict{};  ///< what could not be decoded counts as ERROR
  std::map<std::string, std::size_t> by_family{};   ///< without it

  void add(const RecordRow& row);
};

/// One row of an index in Markdown; `root` is cut off the path.
std::string index_line(const RecordRow& row, const std::filesystem::path& root);
/// What stands before the rows: title, totals, tables of verdicts and families.
std::string index_head(const RecordTotals& totals, const std::filesystem::path& root, std::string_view generated_at);

}  // namespace ophamin::records
