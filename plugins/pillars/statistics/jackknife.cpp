// SPDX-License-Identifier: Apache-2.0
#include "jackknife.hpp"

#include <algorithm>
#include <cmath>

namespace ophamin::statistics {
namespace {

using pillars::Statistic;

// The type 7 quantile of the others.
double quantile_without(const std::vector<double>& sorted, std::size_t left_out, double p) {
  const auto at = [&](std::size_t k) { return sorted[k < left_out ? k : k + 1]; };
  const auto last = sorted.size() - 2;
  const double rank = p * static_cast<double>(last);
  const auto below = std::min(static_cast<std::size_t>(rank), last);
  const double fraction = rank - static_cast<double>(below);
  return fraction == 0.0 ? at(below) : std::lerp(at(below), at(below + 1), fraction);
}

}  // namespace

std::optional<std::vector<double>> jackknife(Statistic statistic, const std::vector<double>& sorted, double p) {
  const auto size = sorted.size();
  const auto n = static_cast<double>(size);
  std::vector<double> out(size);
  const auto each = [&](auto value) {
    for (std::size_t i = 0; i < size; ++i) out[i] = value(i);
  };
  const auto quantile = [&](std::size_t i, double q) { return quantile_without(sorted, i, q); };
  switch (statistic) {
    case Statistic::kMean: {
      const double mean = pillars::mean_of(sorted);
      each([&](std::size_t i) { return mean + (mean - sorted[i]) / (n - 1.0); });
      return out;
    }
    case Statistic::kStd:
    case Statistic::kVariance: {
      const double mean = pillars::mean_of(sorted);
      const double squares = pillars::variance_of(sorted) * (n - 1.0);
      each([&](std::size_t i) {
        const double distance = sorted[i] - mean;
        const double variance = std::max(0.0, squares - n / (n - 1.0) * distance * distance) / (n - 2.0);
        return statistic == Statistic::kStd ? std::sqrt(variance) : variance;
      });
      return out;
    }
    case Statistic::kMedian: each([&](std::size_t i) { return quantile(i, 0.5); }); return out;
    case Statistic::kQuantile: each([&](std::size_t i) { return quantile(i, p); }); return out;
    case Statistic::kMin: each([&](std::size_t i) { return quantile(i, 0.0); }); return out;
    case Statistic::kMax: each([&](std::size_t i) { return quantile(i, 1.0); }); return out;
    case Statistic::kRange: each([&](std::size_t i) { return quantile(i, 1.0) - quantile(i, 0.0); }); return out;
    case Statistic::kIqr: each([&](std::size_t i) { return quantile(i, 0.75) - quantile(i, 0.25); }); return out;
    default: break;
  }
  if (size > kMostPasses) return std::nullopt;
  std::vector<double> others;
  each([&](std::size_t i) {
    others = sorted;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    return *pillars::evaluate(statistic, others, p).value;
  });
  return out;
}

}  // namespace ophamin::statistics
