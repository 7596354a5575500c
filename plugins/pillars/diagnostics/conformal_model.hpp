// SPDX-License-Identifier: Apache-2.0
//
// A world model that says how far it may be wrong: least squares, with a split conformal interval about its predictions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "../common/least_squares.hpp"

namespace ophamin::diagnostics {

/// How calibration rows are divided.
struct CalibrationSplit {
  std::uint64_t n_training = 0;     ///< fit the model
  std::uint64_t n_calibration = 0;  ///< their absolute residuals make the interval
  std::uint64_t rank = 0;           ///< of the residual that is its half width, from 1; above n_calibration there is none

  bool suffices() const noexcept { return n_training >= 2 && rank <= n_calibration; }
};

/// Of `rows` calibration rows: max(2, round(fraction rows)), halves to even, calibrate; rank = ceil((n_calibration + 1) confidence).
CalibrationSplit split_calibration(std::uint64_t rows, double fraction, double confidence);

/// The least number of calibration rows, at least 8, that leaves two to train and has a finite interval.
std::uint64_t least_calibration_rows(double fraction, double confidence);

/// Papadopoulos et al., Inductive confidence machines for regression, ECML 2002; J. Lei et al., JASA 113 (2018) 1094-1111.
class ConformalModel {
 public:
  /// `rows` in random order: the first split.n_calibration of them calibrate, the others train. The split suffices.
  ConformalModel(pillars::Predictors x, std::span<const double> y, std::span<const std::uint32_t> rows, const CalibrationSplit& split);

  double predict(std::size_t row) const noexcept { return fit_.predict(x_, row); }
  /// Of the closed interval about each prediction.
  double half_width() const noexcept { return half_width_; }
  std::size_t rank() const noexcept { return fit_.rank(); }

 private:
  pillars::Predictors x_;
  pillars::LeastSquares fit_;
  double half_width_;
};

}  // namespace ophamin::diagnostics
