// SPDX-License-Identifier: Apache-2.0
#include "sample_statistic.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <ophamin/sdk.hpp>

namespace ophamin::pillars {

std::string_view name_of(Statistic statistic) noexcept {
  switch (statistic) {
    case Statistic::kMean: return "mean";
    case Statistic::kMedian: return "median";
    case Statistic::kStd: return "std";
    case Statistic::kVariance: return "variance";
    case Statistic::kMin: return "min";
    case Statistic::kMax: return "max";
    case Statistic::kRange: return "range";
    case Statistic::kQuantile: return "quantile";
    case Statistic::kIqr: return "iqr";
    case Statistic::kMad: return "mad";
    case Statistic::kPredictionMse: return "prediction_mse";
    case Statistic::kPredictionMae: return "prediction_mae";
    case Statistic::kPredictionR2: return "prediction_r2";
  }
  return {};
}

Figure Figure::of(double value) {
  if (!std::isfinite(value)) return undefined(1, 0, "the figure is too large for a double");
  return {value, 0, 0, {}};
}

double mean_of(const std::vector<double>& sample) noexcept {
  const auto n = static_cast<double>(sample.size());
  const double scale = 1.0 / n;
  double mean = 0.0;
  for (const double x : sample) mean += x * scale;  // scaled first: the sum of the largest numbers must not overflow
  double correction = 0.0;
  for (const double x : sample) correction += x - mean;
  return mean + correction / n;
}

double variance_of(const std::vector<double>& sample) noexcept {
  const double mean = mean_of(sample);
  double squares = 0.0;
  for (const double x : sample) squares += (x - mean) * (x - mean);
  return squares / static_cast<double>(sample.size() - 1);
}

double quantile_of(std::vector<double>& sample, double p) {
  const double rank = p * static_cast<double>(sample.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(rank), sample.size() - 1);
  const auto at = sample.begin() + static_cast<std::ptrdiff_t>(below);
  std::nth_element(sample.begin(), at, sample.end());
  const double fraction = rank - static_cast<double>(below);
  if (fraction == 0.0 || below + 1 == sample.size()) return *at;
  const double above = *std::min_element(at + 1, sample.end());
  return above == *at ? above : std::lerp(*at, above, fraction);
}

Figure evaluate(Statistic statistic, std::vector<double>& sample, double p) {
  const auto n = sample.size();
  if (n == 0) return Figure::undefined(1, 0, "no value");
  switch (statistic) {
    case Statistic::kMean: return Figure::of(mean_of(sample));
    case Statistic::kMedian: return Figure::of(quantile_of(sample, 0.5));
    case Statistic::kStd:
    case Statistic::kVariance:
      if (n < 2) return Figure::undefined(2, n, "one value has no spread");
      return Figure::of(statistic == Statistic::kStd ? std::sqrt(variance_of(sample)) : variance_of(sample));
    case Statistic::kMin: return Figure::of(*std::min_element(sample.begin(), sample.end()));
    case Statistic::kMax: return Figure::of(*std::max_element(sample.begin(), sample.end()));
    case Statistic::kRange: {
      const auto [low, high] = std::minmax_element(sample.begin(), sample.end());
      return Figure::of(*high - *low);
    }
    case Statistic::kQuantile: return Figure::of(quantile_of(sample, p));
    case Statistic::kIqr: {
      const double low = quantile_of(sample, 0.25);
      return Figure::of(quantile_of(sample, 0.75) - low);
    }
    case Statistic::kMad: {
      const double median = quantile_of(sample, 0.5);
      for (double& x : sample) x = std::fabs(x - median);
      return Figure::of(quantile_of(sample, 0.5));
    }
    default: throw sdk::Failure(OPH_INTERNAL, "a prediction is no statistic of one sample");
  }
}

}  // namespace ophamin::pillars
