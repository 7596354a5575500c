// SPDX-License-Identifier: Apache-2.0
//
// The cycles of a run as columns: what is kept, nothing else. Grows batch by batch; a cell of a failed cycle is missing.
#pragma once

#include <ophamin/abi.h>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <ophamin/seeing/cycle_buffers.hpp>

namespace ophamin::seeing {

inline constexpr std::string_view kSuccessColumn = "host.success";
inline constexpr std::string_view kCycleSecondsColumn = "host.cycle_seconds";
inline constexpr std::string_view kSessionColumn = "host.session";
inline constexpr std::string_view kCpuSecondsColumn = "host.cpu_seconds";
inline constexpr std::string_view kPageFaultsColumn = "host.page_faults";
inline constexpr std::string_view kRssBytesColumn = "host.rss_bytes";

class RunTable {
 public:
  struct Options {
    bool time_cycles = false;    ///< keep host.cycle_seconds
    bool sessions = false;       ///< keep host.session
    bool costs = false;          ///< keep host.cpu_seconds, host.page_faults and host.rss_bytes
    std::uint64_t expected = 0;  ///< cycles; memory for them is reserved within reason, not touched
  };
  /// Keeps these fields, under their names.
  RunTable(std::vector<Field> kept, Options options);

  /// Appends a batch. `source` holds, per kept field, its index in `buffers`. `cycle_ns` has one duration per row, or is
  /// empty when cycles are not timed.
  void append(const CycleBuffers& buffers, const std::vector<std::size_t>& source,
              std::span<const std::uint64_t> cycle_ns, std::int64_t session = 0);
  /// What the rows of the batch that was appended last cost; once after each append, if costs are kept.
  void append_costs(std::span<const double> cpu_seconds, std::span<const double> page_faults, std::uint64_t rss_bytes);
  /// Appends rows that were not run: the records of a static scenario.
  void append_records(std::uint64_t count);

  std::uint64_t rows() const noexcept { return rows_; }
  std::uint64_t failed() const noexcept { return failed_; }
  /// Why a row failed; empty if it did not.
  std::string_view failure(std::uint64_t row) const;
  /// The most frequent reasons, at most `limit`, with their counts.
  std::vector<std::pair<std::string, std::uint64_t>> failure_counts(std::size_t limit) const;

  /// Host columns and kept fields. Valid until the next append.
  const oph_table_t& table();
  /// A column of the table, or nullptr. Valid until the next append.
  const oph_column_t* column(std::string_view name);

 private:
  struct Column {
    Field field;
    std::vector<std::uint8_t> bools;
    std::vector<std::int64_t> ints;
    std::vector<double> floats;
    std::vector<std::uint64_t> offsets;
    std::string bytes;
    std::vector<std::uint8_t> validity;  ///< empty while every cell has a value
    bool has_validity = false;
  };
  void append_cells(Column& column, const CycleBuffers& buffers, std::size_t source);
  void note_failures(const CycleBuffers& buffers);

  std::vector<Column> columns_;
  std::vector<std::uint8_t> success_;
  std::vector<double> seconds_;
  std::vector<std::int64_t> sessions_;
  std::vector<double> cpu_seconds_;
  std::vector<double> page_faults_;
  std::vector<std::int64_t> rss_bytes_;
  Options options_;
  std::uint64_t rows_ = 0;
  std::uint64_t failed_ = 0;
  std::vector<std::uint32_t> failure_ids_;  ///< empty until the first failure; 0 for success
  std::vector<std::string> failure_texts_;
  std::vector<std::uint64_t> failure_counts_;
  std::unordered_map<std::string, std::uint32_t> failure_index_;
  std::vector<oph_column_t> views_;
  oph_table_t table_{};
  bool stale_ = true;
};

/// Column views straight into a batch's buffers, for pillars that are fed while the run goes on. `roles` runs
/// parallel to `sources`. Failed rows are missing. Valid until the buffers are prepared again.
class BatchView {
 public:
  void assign(const CycleBuffers& buffers, const std::vector<std::size_t>& sources,
              const std::vector<std::string>& roles, std::span<const double> cycle_seconds);
  const oph_table_t& table() const noexcept { return table_; }
  /// In `sources`: a column of the host's own instead of a field.
  static constexpr std::size_t kCycleSeconds = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t kSuccess = kCycleSeconds - 1;

 private:
  struct Text {
    std::vector<std::uint64_t> offsets;
    std::string bytes;
  };
  std::vector<oph_column_t> views_;
  std::vector<std::vector<std::uint8_t>> validity_;
  std::vector<Text> texts_;
  oph_table_t table_{};
};

}  // namespace ophamin::seeing
