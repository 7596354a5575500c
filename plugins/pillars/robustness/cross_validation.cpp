// SPDX-License-Identifier: Apache-2.0
#include "cross_validation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string_view>
#include <utility>

namespace ophamin::robustness {
namespace {

constexpr std::string_view kMean = "cv_mean";
constexpr std::string_view kStd = "cv_std";
constexpr std::string_view kSem = "cv_sem";

// The rows that have a value in every column.
std::vector<std::uint32_t> complete_rows(const std::vector<sdk::Column>& columns, std::size_t rows) {
  const bool complete = std::all_of(columns.begin(), columns.end(), [](const sdk::Column& column) { return column.missing() == 0; });
  if (complete) return all_items(rows);
  std::vector<std::uint32_t> kept;
  for (std::uint32_t row = 0; row < rows; ++row) {
    if (std::all_of(columns.begin(), columns.end(), [row](const sdk::Column& column) { return column.has(row); })) kept.push_back(row);
  }
  return kept;
}

// The labels of the kept rows alone, numbered anew: a label whose rows are all left out makes no group.
pillars::Labels kept_labels(const sdk::Column& column, const std::vector<std::uint32_t>& rows) {
  const auto all = pillars::number_labels(column);
  pillars::Labels kept;
  std::vector<std::uint32_t> renumbered(all.count(), pillars::Labels::kNone);
  for (const auto row : rows) {
    auto& number = renumbered[all.of_row[row]];
    if (number == pillars::Labels::kNone) {
      number = static_cast<std::uint32_t>(kept.count());
      kept.first_rows.push_back(row);
    }
    kept.of_row.push_back(number);
  }
  return kept;
}

struct Extent {
  std::size_t least = std::numeric_limits<std::size_t>::max();
  std::size_t most = 0;
  void add(std::size_t size) {
    least = std::min(least, size);
    most = std::max(most, size);
  }
};

}  // namespace

// The rows that have all that is needed, column by column.
struct CrossValidation::Data {
  std::vector<std::uint32_t> rows;  ///< of the table
  std::vector<std::vector<double>> values;
  std::vector<std::vector<double>> predictors;
  std::optional<pillars::Labels> groups;
  std::optional<pillars::Labels> strata;
  std::size_t missing = 0;
  std::size_t not_finite = 0;  ///< rows

  static pillars::Predictors spans(const std::vector<std::vector<double>>& columns) { return {columns.begin(), columns.end()}; }
};

// What the splits gave.
struct CrossValidation::Outcome {
  struct Listed {
    std::vector<std::uint32_t> train, test;
  };
  std::vector<pillars::Figure> figures;  ///< the scores
  std::vector<Listed> listed;
  Extent train, test;
  double test_share = 0.0;  ///< mean of test over train
  std::uint64_t skipped = 0;
};

CrossValidation::CrossValidation(const sdk::Host& host, const Params& params) : host_(host), params_(params) {
  if (params.interval == Interval::kCorrected && (params.method == Method::kBootstrap || params.method == Method::kTimeSeries)) {
    throw sdk::invalid_argument("`interval`: corrected is for monte_carlo, k_fold and stratified_k_fold, found method `" + method_name() +
                                "`; take independent or percentile");
  }
  if (params.pillar && params.pillar->empty()) throw sdk::invalid_argument("`pillar`: expected the name of a pillar, found an empty text");
  if (!params.pillar && (!params.pillar_params.empty() || params.pillar_statistic)) {
    throw sdk::invalid_argument("`pillar_params` and `pillar_statistic` go with `pillar`, which is not given");
  }
}

std::string CrossValidation::method_name() const {
  const auto k = std::to_string(params_.k);
  switch (params_.method) {
    case Method::kMonteCarlo: return "monte_carlo";
    case Method::kBootstrap: return "bootstrap";
    case Method::kKFold: return k + "_fold";
    case Method::kStratifiedKFold: return "stratified_" + k + "_fold";
    case Method::kTimeSeries: return "time_series_" + k;
  }
  return {};
}

CrossValidation::Data CrossValidation::read(const sdk::Table& table) const {
  const auto value = table.all("value");
  const auto x = table.all("x");
  const auto group = table.find("group");
  const auto stratum = table.find("stratum");
  const bool stratified = params_.method == Method::kStratifiedKFold;
  if (stratified && !stratum) throw sdk::missing_role("method stratified_k_fold needs a column with the role `stratum`, the class of each row");
  if (stratified && group) throw sdk::invalid_argument("method stratified_k_fold keeps no groups together: drop the column with the role `group`");
  if (params_.method == Method::kTimeSeries && group) {
    throw sdk::invalid_argument("method time_series keeps no groups together: drop the column with the role `group`");
  }
  const bool predicts = !params_.pillar && is_prediction(params_.statistic);
  if (!predicts && !x.empty()) throw sdk::invalid_argument("columns with the role `x` are predictors: choose a prediction statistic, or drop them");
  const auto wanted = params_.pillar ? params_.pillar_roles.size() : 1;
  if (value.size() != wanted) {
    throw sdk::invalid_argument("role `value`: expected " + std::to_string(wanted) + " columns" +
                                (params_.pillar ? ", one for each of `pillar_roles`" : "") + ", found " + std::to_string(value.size()));
  }
  if (table.rows() >= pillars::Labels::kNone) throw sdk::Failure(OPH_LIMIT, "more than 2^32 - 2 rows");

  std::vector<sdk::Column> needed = value;
  needed.insert(needed.end(), x.begin(), x.end());
  if (group) needed.push_back(*group);
  if (stratified) needed.push_back(*stratum);
  Data data;
  data.rows = complete_rows(needed, table.rows());
  data.missing = table.rows() - data.rows.size();
  std::vector<bool> finite(data.rows.size(), true);
  const auto take = [&](const std::vector<sdk::Column>& columns, std::vector<std::vector<double>>& into) {
    for (const auto& column : columns) {
      const auto cells = column.doubles();
      auto& kept = into.emplace_back(data.rows.size());
      for (std::size_t i = 0; i < kept.size(); ++i) {
        kept[i] = cells[data.rows[i]];
        if (!std::isfinite(kept[i])) [[unlikely]] finite[i] = false;
      }
    }
  };
  take(value, data.values);
  take(x, data.predictors);
  data.not_finite = static_cast<std::size_t>(std::count(finite.begin(), finite.end(), false));
  if (group) data.groups = kept_labels(*group, data.rows);
  if (stratified) data.strata = kept_labels(*stratum, data.rows);
  return data;
}

std::unique_ptr<Judge> CrossValidation::make_judge(const Data& data) const {
  if (params_.pillar) {
    return std::make_unique<PillarJudge>(
        host_, PillarJudge::Settings{*params_.pillar, params_.pillar_params, params_.pillar_roles, params_.pillar_statistic},
        Data::spans(data.values));
  }
  if (is_prediction(params_.statistic)) {
    return std::make_unique<PredictionJudge>(params_.statistic, data.values.front(), Data::spans(data.predictors));
  }
  return std::make_unique<StatisticJudge>(params_.statistic, params_.p, data.values.front());
}

CrossValidation::Outcome CrossValidation::run(const Data& data, const Items& items) const {
  const auto judge = make_judge(data);
  const auto splitter = make_splitter(params_, items, {host_.seed("splits"), host_.seed("train_order"), host_.seed("test_order")});
  const auto to_rows = [&](Indices part) {
    std::vector<std::uint32_t> rows;
    rows.reserve(part.size());
    for (const auto item : part) rows.push_back(data.rows[item]);
    return rows;
  };
  Outcome outcome;
  double shares = 0.0;
  while (splitter->next()) {
    host_.check_cancelled();
    const auto test_size = splitter->test().size();
    outcome.test.add(test_size);
    outcome.train.add(splitter->train_size());
    shares += static_cast<double>(test_size) / static_cast<double>(splitter->train_size());
    outcome.figures.push_back(judge->score(*splitter, params_.part));
    if (outcome.listed.size() < params_.list_splits) outcome.listed.push_back({to_rows(splitter->train()), to_rows(splitter->test())});
    host_.progress(outcome.figures.size(), splitter->planned());
  }
  outcome.skipped = splitter->skipped();
  outcome.test_share = shares / static_cast<double>(outcome.figures.size());
  return outcome;
}

void CrossValidation::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  const auto data = read(table);
  const auto undefined = [&](std::uint64_t needed, std::uint64_t found, std::string_view reason) {
    for (const auto name : {kMean, kStd, kSem}) evidence.add(sdk::Evidence(name).undefined(needed, found, reason));
  };
  if (data.not_finite != 0) {
    return undefined(data.rows.size(), data.rows.size() - data.not_finite,
                     std::to_string(data.not_finite) + (data.not_finite == 1 ? " row is" : " rows are") + " not finite");
  }
  const Items items{data.rows.size(), data.groups ? &*data.groups : nullptr, data.strata ? &*data.strata : nullptr};
  if (const auto few = shortage(params_, items)) return undefined(few->needed, few->found, few->reason);
  report(data, items, run(data, items), evidence);
}

void CrossValidation::report(const Data& data, const Items& items, const Outcome& outcome, sdk::EvidenceSink& evidence) const {
  const auto n_splits = outcome.figures.size();
  std::vector<double> scores;
  const pillars::Figure* failed = nullptr;
  for (const auto& figure : outcome.figures) {
    if (figure.value) scores.push_back(*figure.value);
    if (!figure.value && failed == nullptr) failed = &figure;
  }
  auto mean = sdk::Evidence(kMean);
  auto spread = sdk::Evidence(kStd);
  auto error = sdk::Evidence(kSem);
  std::optional<Summary> summary;
  std::string reason;
  if (n_splits == 0) {
    reason = "every one of " + std::to_string(outcome.skipped) + " draws took all that there is and left nothing to test";
    for (auto* row : {&mean, &spread, &error}) row->undefined(1, 0, reason);
  } else if (failed != nullptr) {
    reason = std::to_string(n_splits - scores.size()) + " of " + std::to_string(n_splits) + " splits have no score; the first: " + failed->reason +
             " (needs " + std::to_string(failed->needed) + ", found " + std::to_string(failed->found) + ")";
    for (auto* row : {&mean, &spread, &error}) row->undefined(n_splits, scores.size(), reason);
  } else {
    summary = summarize(scores, params_.interval, params_.level, outcome.test_share);
    mean.value(summary->mean);
    if (summary->ci) mean.ci(summary->ci->first, summary->ci->second);
    for (auto [row, value] : {std::pair{&spread, summary->sd}, std::pair{&error, summary->sem}}) {
      if (value) {
        row->value(*value);
      } else {
        row->undefined(2, n_splits, "one split has no spread");
      }
    }
  }
  const auto listed = std::min<std::size_t>(n_splits, params_.list_limit);
  evidence.add(mean.detail([&](sdk::Object& detail) {
    detail.set("method", method_name()).set("n_splits", n_splits);
    if (params_.pillar) {
      detail.set("pillar", *params_.pillar).set("pillar_statistic", params_.pillar_statistic);
    } else {
      detail.set("statistic", name_of(params_.statistic));
    }
    detail.set("part", params_.part == Part::kTest ? "test" : params_.part == Part::kTrain ? "train" : "difference");
    detail.set("mean", summary ? std::optional(summary->mean) : std::nullopt);
    detail.set("std", summary ? summary->sd : std::nullopt).set("sem", summary ? summary->sem : std::nullopt);
    detail.set("ci", [&](sdk::Array& ends) {
      if (summary && summary->ci) ends.add(summary->ci->first).add(summary->ci->second);
    });
    detail.set("scores", [&](sdk::Array& list) {
      for (std::size_t i = 0; i < listed; ++i) list.add(outcome.figures[i].value);
    });
    detail.set("undefined_splits", n_splits - scores.size()).set("skipped_splits", outcome.skipped);
    detail.set("items", items.count).set("missing", data.missing);
    if (items.groups != nullptr) detail.set("groups", items.groups->count());
    if (items.strata != nullptr) detail.set("strata", items.strata->count());
    if (n_splits != 0) {
      detail.set("train_size", std::vector{outcome.train.least, outcome.train.most});
      detail.set("test_size", std::vector{outcome.test.least, outcome.test.most});
    }
    detail.set("level", params_.level);
    if (params_.list_splits != 0) {
      detail.set("splits", [&](sdk::Array& list) {
        for (const auto& split : outcome.listed) {
          list.add([&](sdk::Object& rows) { rows.set("train_indices", split.train).set("test_indices", split.test); });
        }
      });
    }
  }));
  evidence.add(spread);
  evidence.add(error);
}

}  // namespace ophamin::robustness
