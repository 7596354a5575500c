// SPDX-License-Identifier: Apache-2.0
#include "conformal.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "conformal_rank.hpp"

namespace ophamin::statistics {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::uint64_t count_nans(const std::vector<double>& scores) {
  return static_cast<std::uint64_t>(std::count_if(scores.begin(), scores.end(), [](double score) { return std::isnan(score); }));
}

void set_quantile(sdk::Object& detail, const ConformalQuantile& found, double alpha) {
  detail.set("n", found.n).set("k", found.k).set("level", found.level()).set("quantile", found.quantile).set("alpha", alpha);
}

sdk::Column required(const sdk::Table& table, std::string_view role, std::string_view kind) {
  if (const auto column = table.find(role)) return *column;
  throw sdk::missing_role("kind " + std::string(kind) + " needs a column with the role `" + std::string(role) + "`");
}

}  // namespace

// Between which an outcome is predicted before anything is calibrated; regression predicts a point.
struct Conformal::Bounds {
  sdk::Column lower, upper;

  bool has(std::size_t row) const { return lower.has(row) && upper.has(row); }
  /// How far y lies outside, negative inside. For a point the distance from it.
  double score(std::size_t row, double y) const { return std::max(lower.number(row) - y, y - upper.number(row)); }
};

void Conformal::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  if (params_.kind == Kind::kQuantile) {
    compute_quantile(table, evidence);
  } else {
    compute_intervals(table, evidence);
  }
}

void Conformal::compute_quantile(const sdk::Table& table, sdk::EvidenceSink& evidence) const {
  const auto column = required(table, "score", "quantile");
  std::vector<double> scores;
  if (table.find("calibration")) {
    const CalibrationRows rows(table, column);
    for (std::size_t row = 0; row < table.rows(); ++row) {
      if (rows.calibrates(row)) scores.push_back(column.number(row));
    }
  } else {
    const sdk::Numbers all(column);
    scores.assign(all.begin(), all.end());
  }
  if (add_without_quantile(evidence, scores.size(), count_nans(scores))) return;
  const auto found = conformal_quantile(scores, params_.alpha);
  evidence.add(sdk::Evidence("quantile").value(found.quantile).detail([&](sdk::Object& detail) {
    set_quantile(detail, found, params_.alpha);
    detail.set("missing", table.rows() - scores.size());
  }));
}

void Conformal::compute_intervals(const sdk::Table& table, sdk::EvidenceSink& evidence) const {
  const bool is_point = params_.kind == Kind::kRegression;
  const std::string_view kind = is_point ? "regression" : "cqr";
  const auto y = required(table, "y", kind);
  const Bounds bounds{required(table, is_point ? "prediction" : "lower", kind), required(table, is_point ? "prediction" : "upper", kind)};
  const CalibrationRows rows(table, y);
  std::vector<double> scores;
  std::vector<std::size_t> fresh;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (!bounds.has(row)) continue;
    if (rows.calibrates(row)) {
      scores.push_back(bounds.score(row, y.number(row)));
    } else if (rows.is_new(row)) {
      fresh.push_back(row);
    }
  }
  const auto missing = table.rows() - scores.size() - fresh.size();
  if (add_without_quantile(evidence, scores.size(), count_nans(scores))) return;
  const auto found = conformal_quantile(scores, params_.alpha);

  const auto interval = [&](std::size_t row) {
    return std::pair{bounds.lower.number(row) - found.quantile, bounds.upper.number(row) + found.quantile};
  };
  std::uint64_t with_outcome = 0;
  std::uint64_t covered = 0;
  std::uint64_t unusable = 0;
  double mean_width = 0.0;
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    const auto [low, high] = interval(fresh[i]);
    const bool known = y.has(fresh[i]);
    unusable += std::isnan(low) || std::isnan(high) || (known && std::isnan(y.number(fresh[i]))) ? 1 : 0;
    // A quantile may be so far below 0 that nothing is left between the bounds. Infinite widths have no differences.
    const double width = high > low ? high - low : 0.0;
    mean_width = std::isinf(width) || std::isinf(mean_width) ? kInfinity : mean_width + (width - mean_width) / static_cast<double>(i + 1);
    if (!known) continue;
    ++with_outcome;
    covered += bounds.score(fresh[i], y.number(fresh[i])) <= found.quantile ? 1 : 0;
  }
  auto coverage = with_outcome == 0 ? std::nullopt : std::optional(static_cast<double>(covered) / static_cast<double>(with_outcome));
  if (unusable != 0) coverage.reset();
  evidence.add(sdk::Evidence("quantile").value(found.quantile).detail([&](sdk::Object& detail) {
    set_quantile(detail, found, params_.alpha);
    detail.set("missing", missing).set("new_rows", fresh.size()).set("with_outcome", with_outcome);
    detail.set("covered", covered).set("coverage", coverage);
    detail.set("intervals", [&](sdk::Array& list) {
      for (std::size_t i = 0; i < std::min<std::size_t>(fresh.size(), params_.list_limit); ++i) {
        const auto [low, high] = interval(fresh[i]);
        list.add(std::vector{low, high});
      }
    });
  }));
  auto width = sdk::Evidence("mean_width");
  auto share = sdk::Evidence("coverage");
  if (unusable != 0) {
    for (auto* row : {&width, &share}) row->undefined(fresh.size(), fresh.size() - unusable, "a NaN among the new rows");
  } else {
    fresh.empty() ? width.undefined(1, 0, "no new row") : width.value(mean_width);
    coverage ? share.value(*coverage) : share.undefined(1, 0, "no new row with an outcome");
  }
  evidence.add(width);
  evidence.add(share);
}

}  // namespace ophamin::statistics
