// SPDX-License-Identifier: Apache-2.0
//
// Statistics of one sample.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ophamin::pillars {

enum class Statistic {
  kMean,
  kMedian,
  kStd,       ///< divided by n - 1
  kVariance,  ///< the same
  kMin,
  kMax,
  kRange,
  kQuantile,  ///< type 7, of Hyndman and Fan (1996)
  kIqr,       ///< between the quantiles 0.25 and 0.75
  kMad,       ///< median of the distances from the median, not scaled
  // Of a least-squares prediction that the training part makes:
  kPredictionMse,
  kPredictionMae,
  kPredictionR2,
};

/// What it is called in parameters: `prediction_mse`.
std::string_view name_of(Statistic statistic) noexcept;

constexpr bool is_prediction(Statistic statistic) noexcept { return statistic >= Statistic::kPredictionMse; }

/// A number, or why there is none.
struct Figure {
  std::optional<double> value{};
  std::uint64_t needed = 0;
  std::uint64_t found = 0;
  std::string reason{};

  static Figure of(double value);  ///< undefined if it is not finite
  static Figure undefined(std::uint64_t needed, std::uint64_t found, std::string reason) {
    return {std::nullopt, needed, found, std::move(reason)};
  }
};

/// Of finite numbers in any order, which it may reorder. `p` is for kQuantile.
Figure evaluate(Statistic statistic, std::vector<double>& sample, double p);

/// The type 7 quantile of a sample that is not empty, which it reorders.
double quantile_of(std::vector<double>& sample, double p);

/// Exact to a rounding whatever the offset: the mean of the deviations corrects it. Of a sample that is not empty.
double mean_of(const std::vector<double>& sample) noexcept;
/// Divided by n - 1; at least two values.
double variance_of(const std::vector<double>& sample) noexcept;

}  // namespace ophamin::pillars
