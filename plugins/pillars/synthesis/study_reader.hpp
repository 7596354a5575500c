// SPDX-License-Identifier: Apache-2.0
//
// Studies from a table: effects with their variances, or the counts of 2x2 tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <ophamin/sdk.hpp>

#include "effect_size.hpp"

namespace ophamin::synthesis {

/// Rows that cannot be weighed.
class Faults {
 public:
  void add(std::uint64_t row, std::string_view reason) {
    if (count_++ == 0) first_ = std::string(reason) + " (row " + std::to_string(row) + ")";
  }
  std::uint64_t count() const noexcept { return count_; }
  /// The first one; there is at least one.
  std::string reason() const {
    return count_ == 1 ? first_ : first_ + "; " + std::to_string(count_ - 1) + " more row" + (count_ == 2 ? "" : "s") + " cannot be weighed";
  }

 private:
  std::uint64_t count_ = 0;
  std::string first_;
};

/// Reads tables one after the other; rows are counted through all of them, from 0.
class StudyReader {
 public:
  explicit StudyReader(Measure measure) noexcept : measure_(measure) {}

  /// Calls `take(row, effect, variance)` for each study: a finite effect, a positive variance with a finite inverse. Rows with a
  /// missing cell are counted, the others that are no study are faults. Throws OPH_MISSING_ROLE.
  template <class Take>
  void read(const sdk::Table& table, Take take) {
    const auto source = source_of(table);
    for (std::size_t i = 0; i < table.rows(); ++i) {
      const auto row = rows_++;
      if (!source.has(i)) {
        ++missing_;
        continue;
      }
      const auto study = source.is_counts ? from_counts(source, i, row) : from_effect(source, i, row);
      if (study) take(row, study->effect, study->variance);
    }
  }

  std::uint64_t rows() const noexcept { return rows_; }
  std::uint64_t missing() const noexcept { return missing_; }
  const Faults& faults() const noexcept { return faults_; }
  /// True if effects are made of counts.
  bool is_counts() const noexcept { return is_counts_; }

 private:
  struct Source {
    std::optional<sdk::Column> columns[4];
    bool is_counts = false;

    bool has(std::size_t row) const noexcept {
      for (const auto& column : columns) {
        if (column && !column->has(row)) return false;
      }
      return true;
    }
  };

  Source source_of(const sdk::Table& table);
  // None, and a fault, if the row is no study.
  std::optional<EffectSize> from_effect(const Source& source, std::size_t i, std::uint64_t row);
  std::optional<EffectSize> from_counts(const Source& source, std::size_t i, std::uint64_t row);
  std::optional<EffectSize> fault(std::uint64_t row, std::string_view reason);

  Measure measure_;
  std::uint64_t rows_ = 0;
  std::uint64_t missing_ = 0;
  Faults faults_;
  bool is_counts_ = false;
};

}  // namespace ophamin::synthesis
