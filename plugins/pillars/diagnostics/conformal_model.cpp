// SPDX-License-Identifier: Apache-2.0
#include "conformal_model.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <ophamin/decimal.hpp>

namespace ophamin::diagnostics {
namespace {

constexpr std::uint64_t kFewestRows = 8;
constexpr std::uint64_t kFewestResiduals = 2;

}  // namespace

CalibrationSplit split_calibration(std::uint64_t rows, double fraction, double confidence) {
  const double share = std::nearbyint(fraction * static_cast<double>(rows));  // halves to even
  const auto n_calibration = std::max(kFewestResiduals, static_cast<std::uint64_t>(share));
  return {rows > n_calibration ? rows - n_calibration : 0, n_calibration, sdk::whole_share(confidence, n_calibration + 1).ceil};
}

std::uint64_t least_calibration_rows(double fraction, double confidence) {
  const auto suffices = [&](std::uint64_t rows) { return split_calibration(rows, fraction, confidence).suffices(); };
  constexpr auto kMost = std::uint64_t{1} << 53;
  // More rows never make it worse, so the least number is found by halving.
  std::uint64_t low = kFewestRows;
  std::uint64_t high = kFewestRows;
  while (!suffices(high) && high < kMost) high *= 2;
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    if (suffices(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

ConformalModel::ConformalModel(pillars::Predictors x, std::span<const double> y, std::span<const std::uint32_t> rows,
                               const CalibrationSplit& split)
    : x_(std::move(x)), fit_(x_, y, rows.subspan(static_cast<std::size_t>(split.n_calibration))) {
  std::vector<double> residuals;
  for (const auto row : rows.first(static_cast<std::size_t>(split.n_calibration))) {
    const double residual = std::fabs(y[row] - predict(row));
    residuals.push_back(std::isnan(residual) ? HUGE_VAL : residual);  // of the largest numbers; a NaN has no rank
  }
  const auto at = residuals.begin() + static_cast<std::ptrdiff_t>(split.rank - 1);
  std::nth_element(residuals.begin(), at, residuals.end());
  half_width_ = *at;
}

}  // namespace ophamin::diagnostics
