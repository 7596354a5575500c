// SPDX-License-Identifier: Apache-2.0
//
// The order statistic that bounds the next score: split conformal prediction.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <ophamin/sdk.hpp>

namespace ophamin::statistics {

/// The k-th smallest of n calibration scores, k = ceil((n + 1) (1 - alpha)): a new, exchangeable score is at most this with
/// probability at least 1 - alpha.
struct ConformalQuantile {
  std::uint64_t n = 0;
  std::uint64_t k = 0;
  double quantile = 0.0;  ///< infinite if k is above n

  double level() const noexcept { return static_cast<double>(k) / static_cast<double>(n); }
};

/// Of at least one score, none of them NaN; reorders them. `alpha` is the decimal number that is written.
ConformalQuantile conformal_quantile(std::vector<double>& scores, double alpha);

/// Which rows calibrate and which are new: by the column with the role `calibration`, or, without it, whether they have an outcome.
/// A row that lacks what it needs is neither.
class CalibrationRows {
 public:
  CalibrationRows(const sdk::Table& table, const sdk::Column& outcome) : calibration_(table.find("calibration")), outcome_(outcome) {}

  bool calibrates(std::size_t row) const;
  bool is_new(std::size_t row) const;

 private:
  std::optional<sdk::Column> calibration_;
  sdk::Column outcome_;
};

/// Says that there is no quantile, if there is none; true if it did. `nans` of the calibration scores are no numbers.
bool add_without_quantile(sdk::EvidenceSink& evidence, std::uint64_t scores, std::uint64_t nans);

}  // namespace ophamin::statistics
