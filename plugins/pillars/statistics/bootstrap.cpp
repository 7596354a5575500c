// SPDX-License-Identifier: Apache-2.0
#include "bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <ophamin/random.hpp>
#include <ophamin/summary.hpp>

#include "../common/distributions.hpp"
#include "jackknife.hpp"
#include "order.hpp"
#include "samples.hpp"

namespace ophamin::statistics {
namespace {

using pillars::Statistic;

constexpr std::uint64_t kCheckEvery = 64;  // resamples between two looks at whether the host wants to go on

struct Correction {
  double bias = 0.0;          ///< z0
  double acceleration = 0.0;  ///< a
};

struct Interval {
  std::optional<std::pair<double, double>> ends{};
  std::optional<Correction> correction{};
  std::string reason{};  ///< why there is none
};

std::uint64_t fewest(Statistic statistic, Bootstrap::Method method) {
  const bool is_spread = statistic == Statistic::kStd || statistic == Statistic::kVariance;
  return is_spread && method == Bootstrap::Method::kBca ? 3 : 2;
}

double acceleration(const std::vector<double>& without) {
  const double mean = pillars::mean_of(without);
  double most = 0.0;
  for (const double value : without) most = std::max(most, std::fabs(mean - value));
  if (most == 0.0) return 0.0;
  double squares = 0.0, cubes = 0.0;
  for (const double value : without) {
    const double distance = (mean - value) / most;
    squares += distance * distance;
    cubes += distance * distance * distance;
  }
  return cubes / (6.0 * squares * std::sqrt(squares));
}

// `drawn` is in ascending order.
Interval bca(const std::vector<double>& drawn, double estimate, const std::optional<std::vector<double>>& without, double level) {
  if (!without) return {std::nullopt, std::nullopt, "the jackknife of this statistic takes too long: take method = percentile"};
  const auto below = std::lower_bound(drawn.begin(), drawn.end(), estimate) - drawn.begin();
  const auto up_to = std::upper_bound(drawn.begin(), drawn.end(), estimate) - drawn.begin();
  const double share = (static_cast<double>(below) + static_cast<double>(up_to)) / 2.0 / static_cast<double>(drawn.size());
  if (share <= 0.0 || share >= 1.0) {
    return {std::nullopt, std::nullopt, "all resamples lie on one side of the estimate: their bias cannot be corrected"};
  }
  const Correction found{pillars::normal_with_below(share), acceleration(*without)};
  const auto adjusted = [&](double z) {
    const double moved = found.bias + z;
    return 1.0 - pillars::normal_above(found.bias + moved / (1.0 - found.acceleration * moved));
  };
  const double z = pillars::normal_interval(level);
  return {std::pair{sdk::quantile(drawn, adjusted(-z)), sdk::quantile(drawn, adjusted(z))}, found, {}};
}

Interval interval(Bootstrap::Method method, const std::vector<double>& drawn, double estimate,
                  const std::optional<std::vector<double>>& without, double level) {
  if (method == Bootstrap::Method::kBca) return bca(drawn, estimate, without, level);
  const double tail = (1.0 - level) / 2.0;
  const double low = sdk::quantile(drawn, tail);
  const double high = sdk::quantile(drawn, 1.0 - tail);
  if (method == Bootstrap::Method::kPercentile) return {std::pair{low, high}, std::nullopt, {}};
  return {std::pair{2.0 * estimate - high, 2.0 * estimate - low}, std::nullopt, {}};
}

std::string_view name_of(Bootstrap::Method method) {
  switch (method) {
    case Bootstrap::Method::kPercentile: return "percentile";
    case Bootstrap::Method::kBasic: return "basic";
    default: return "bca";
  }
}

}  // namespace

std::vector<double> Bootstrap::resample(const std::vector<double>& sample) const {
  sdk::Rng rng(host_.seed("resamples"));
  sdk::IndexDraws draws(rng);
  const auto n = static_cast<std::uint32_t>(sample.size());
  std::vector<double> drawn, values(sample.size());
  drawn.reserve(params_.n_resamples);
  for (std::uint64_t i = 0; i < params_.n_resamples; ++i) {
    if (i % kCheckEvery == 0) host_.check_cancelled();
    for (double& value : values) value = sample[draws.below(n)];
    if (const auto figure = pillars::evaluate(params_.statistic, values, params_.p); figure.value) drawn.push_back(*figure.value);
  }
  sort_numbers(drawn);
  return drawn;
}

void Bootstrap::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  const auto numbers = table.numbers("value");
  std::vector<double> sample(numbers.begin(), numbers.end());
  const auto statistic = pillars::name_of(params_.statistic);
  const auto set_inputs = [&](sdk::Object& detail) {
    detail.set("statistic", statistic);
    if (params_.statistic == Statistic::kQuantile) detail.set("p", params_.p);
    detail.set("method", name_of(params_.method)).set("n", sample.size()).set("missing", numbers.missing());
    detail.set("n_resamples", params_.n_resamples).set("level", params_.level);
  };
  auto no = unless_finite(sample);
  const auto needed = fewest(params_.statistic, params_.method);
  if (!no && sample.size() < needed) no = NoAnswer{needed, sample.size(), "values to draw from"};
  if (!no && sample.size() > std::numeric_limits<std::uint32_t>::max()) throw sdk::Failure(OPH_LIMIT, "more than 2^32 - 1 values");
  pillars::Figure estimate;
  if (!no) {
    sort_numbers(sample);  // the order of the rows must not matter
    auto copy = sample;
    estimate = pillars::evaluate(params_.statistic, copy, params_.p);
    if (!estimate.value) no = NoAnswer{estimate.needed, estimate.found, estimate.reason};
  }
  std::vector<double> drawn;
  if (!no) {
    drawn = resample(sample);
    if (drawn.size() < 2) no = NoAnswer{2, drawn.size(), "resamples of which the statistic is a number"};
  }
  if (no) {
    evidence.add(undefined_row(statistic, *no).detail(set_inputs));
    return;
  }
  std::optional<std::vector<double>> without;
  if (params_.method == Method::kBca) without = jackknife(params_.statistic, sample, params_.p);
  const bool varies = drawn.front() != drawn.back();
  auto found = varies ? interval(params_.method, drawn, *estimate.value, without, params_.level)
                      : Interval{std::pair{drawn.front(), drawn.back()}, std::nullopt, {}};
  const double mean = pillars::mean_of(drawn);
  const double error = std::sqrt(pillars::variance_of(drawn));
  auto row = sdk::Evidence(statistic);
  row.value(*estimate.value);
  if (found.ends) row.ci(found.ends->first, found.ends->second);
  evidence.add(row.detail([&](sdk::Object& detail) {
    detail.set("estimate", *estimate.value);
    detail.set("ci_low", found.ends ? std::optional(found.ends->first) : std::nullopt);
    detail.set("ci_high", found.ends ? std::optional(found.ends->second) : std::nullopt);
    if (!found.reason.empty()) detail.set("no_interval", found.reason);
    detail.set("standard_error", error).set("bias", mean - *estimate.value);
    if (found.correction) detail.set("z0", found.correction->bias).set("acceleration", found.correction->acceleration);
    detail.set("undefined_resamples", params_.n_resamples - drawn.size());
    set_inputs(detail);
  }));
  if (std::isfinite(error)) evidence.add(sdk::Evidence("standard_error").value(error));
  else evidence.add(undefined_row("standard_error", {1, 0, "squares of the resamples' figures are too large for a double"}));
}

}  // namespace ophamin::statistics
