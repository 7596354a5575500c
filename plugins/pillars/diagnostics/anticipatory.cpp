// SPDX-License-Identifier: Apache-2.0
#include "anticipatory.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <string_view>

#include <ophamin/random.hpp>

#include "conformal_model.hpp"
#include "exchangeability.hpp"

namespace ophamin::diagnostics {
namespace {

constexpr std::string_view kSuccess = "success";
constexpr std::string_view kKnownFailure = "known_failure";
constexpr std::string_view kAnomaly = "ood_anomaly";
constexpr std::string_view kStatistics[] = {"world_model_gap", "empirical_miscoverage", "world_model_mae",    "missed_failures",
                                            "false_alarms",    "coverage",              "interval_half_width"};

}  // namespace

// The rows that have all that is needed.
struct Anticipatory::Data {
  std::vector<double> y;
  std::vector<std::vector<double>> x;
  std::vector<bool> known;
  std::vector<std::uint32_t> calibrating, assessed;  ///< indices of the kept rows
  std::vector<std::uint64_t> rows;                   ///< of the table
  std::uint64_t missing = 0;
  std::uint64_t not_finite = 0;
};

// What the assessed rows showed. A known failure is predicted as one, and anything else as a success.
struct Anticipatory::Report {
  CalibrationSplit split;
  std::uint64_t rank = 0;
  double half_width = 0.0;
  std::uint64_t assessed = 0;
  std::uint64_t known = 0;
  std::uint64_t anomalies = 0;
  std::uint64_t inside = 0;
  double mean_error = 0.0;
  std::vector<std::uint64_t> anomaly_rows;

  std::uint64_t successes() const { return assessed - known - anomalies; }
  double share(std::uint64_t count) const { return static_cast<double>(count) / static_cast<double>(assessed); }
};

Anticipatory::Data Anticipatory::read(const sdk::Table& table) const {
  const auto y = table.role("y");
  const auto x = table.all("x");
  const auto calibration = table.find("calibration");
  const auto known = table.find("known_failure");
  if (calibration && params_.calibration_rows) {
    throw sdk::invalid_argument("expected `calibration_rows` or a column with the role `calibration`, found both; drop one");
  }
  if (table.rows() >= pillars::Labels::kNone) throw sdk::Failure(OPH_LIMIT, "more than 2^32 - 2 rows");
  Data data;
  data.x.resize(x.size());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const bool complete = y.has(row) && (!calibration || calibration->has(row)) && (!known || known->has(row)) &&
                          std::all_of(x.begin(), x.end(), [row](const sdk::Column& feature) { return feature.has(row); });
    if (!complete) {
      ++data.missing;
      continue;
    }
    bool finite = std::isfinite(y.number(row));
    for (std::size_t j = 0; j < x.size(); ++j) {
      data.x[j].push_back(x[j].number(row));
      finite = finite && std::isfinite(data.x[j].back());
    }
    data.not_finite += finite ? 0 : 1;
    const auto index = static_cast<std::uint32_t>(data.y.size());
    if (calibration) (pillars::flag_at(*calibration, row) ? data.calibrating : data.assessed).push_back(index);
    data.y.push_back(y.number(row));
    data.known.push_back(known && pillars::flag_at(*known, row));
    data.rows.push_back(row);
  }
  if (calibration) return data;
  const auto first = std::min<std::uint64_t>(data.y.size(), params_.calibration_rows.value_or(std::max<std::uint64_t>(8, data.y.size() / 3)));
  for (std::uint32_t i = 0; i < data.y.size(); ++i) (i < first ? data.calibrating : data.assessed).push_back(i);
  return data;
}

void Anticipatory::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  auto data = read(table);
  const auto undefined = [&](std::uint64_t needed, std::uint64_t found, std::string_view reason) {
    for (const auto name : kStatistics) evidence.add(sdk::Evidence(name).undefined(needed, found, reason));
  };
  const auto kept = data.y.size();
  if (data.not_finite != 0) {
    return undefined(kept, kept - data.not_finite,
                     std::to_string(data.not_finite) + (data.not_finite == 1 ? " row is" : " rows are") + " not finite");
  }
  const auto needed = least_calibration_rows(params_.calibration_fraction, params_.confidence_level);
  if (data.calibrating.size() < needed) {
    return undefined(needed, data.calibrating.size(), "too few rows to calibrate an interval of this confidence");
  }
  if (data.assessed.empty()) return undefined(1, 0, "no row is left to assess");

  Report report;
  report.split = split_calibration(data.calibrating.size(), params_.calibration_fraction, params_.confidence_level);
  sdk::Rng rng(host_.seed("calibration_split"));
  rng.shuffle(std::span(data.calibrating));
  const ConformalModel model({data.x.begin(), data.x.end()}, data.y, data.calibrating, report.split);
  report.rank = model.rank();
  report.half_width = model.half_width();
  for (const auto i : data.assessed) {
    const double error = std::fabs(data.y[i] - model.predict(i));
    const bool inside = error <= report.half_width;
    ++report.assessed;
    report.mean_error += (error - report.mean_error) / static_cast<double>(report.assessed);
    report.inside += inside ? 1 : 0;
    if (data.known[i]) {
      ++report.known;
    } else if (!inside) {
      if (report.anomalies++ < params_.list_limit) report.anomaly_rows.push_back(data.rows[i]);
    }
  }
  if (!std::isfinite(report.half_width) || !std::isfinite(report.mean_error)) {
    return undefined(kept, kept, "the errors of the predictions are beyond the numbers; scale the values");
  }
  add(data, report, evidence);
}

void Anticipatory::add(const Data& data, const Report& report, sdk::EvidenceSink& evidence) const {
  // By the way in which failures are predicted, only anomalies differ from what was predicted, and nothing is a false alarm.
  const double gap = report.share(report.anomalies);
  const std::uint64_t false_alarms = 0;
  const std::uint64_t tested = report.assessed - report.known;
  std::optional<double> p_value;
  if (tested != 0) p_value = excess_miss_probability(report.anomalies, tested, report.split.rank, report.split.n_calibration);

  evidence.add(sdk::Evidence("world_model_gap").value(gap).detail([&](sdk::Object& detail) {
    detail.set("n_assessed", report.assessed);
    detail.set("predicted_counts", [&](sdk::Object& counts) { counts.set(kSuccess, tested).set(kKnownFailure, report.known); });
    detail.set("observed_counts", [&](sdk::Object& counts) {
      counts.set(kSuccess, report.successes()).set(kKnownFailure, report.known).set(kAnomaly, report.anomalies);
    });
    detail.set("confusion", [&](sdk::Object& predicted) {
      predicted.set(kSuccess, [&](sdk::Object& observed) {
        observed.set(kSuccess, report.successes()).set(kKnownFailure, 0).set(kAnomaly, report.anomalies);
      });
      predicted.set(kKnownFailure, [&](sdk::Object& observed) {
        observed.set(kSuccess, false_alarms).set(kKnownFailure, report.known).set(kAnomaly, 0);
      });
    });
    detail.set("world_model_gap", gap).set("empirical_miscoverage", gap).set("world_model_mae", report.mean_error);
    detail.set("missed_failures", report.anomalies).set("false_alarms", false_alarms);
    detail.set("alert", report.anomalies != 0 || gap > params_.gap_alert);
    detail.set("exchangeability_p_value", p_value);
    detail.set("coverage", report.share(report.inside)).set("confidence_level", params_.confidence_level);
    detail.set("n_calibration", report.split.n_calibration).set("n_training", report.split.n_training);
    detail.set("k", report.split.rank).set("quantile", report.half_width);
    detail.set("features", data.x.size()).set("rank", report.rank).set("missing", data.missing);
    detail.set("ood_anomaly_rows", report.anomaly_rows);
  }));
  auto miscoverage = sdk::Evidence("empirical_miscoverage");
  miscoverage.value(gap);
  if (p_value) miscoverage.p_value(*p_value);
  evidence.add(miscoverage);
  evidence.add(sdk::Evidence("world_model_mae").value(report.mean_error));
  evidence.add(sdk::Evidence("missed_failures").value(static_cast<double>(report.anomalies)));
  evidence.add(sdk::Evidence("false_alarms").value(static_cast<double>(false_alarms)));
  evidence.add(sdk::Evidence("coverage").value(report.share(report.inside)));
  evidence.add(sdk::Evidence("interval_half_width").value(report.half_width));
}

}  // namespace ophamin::diagnostics
