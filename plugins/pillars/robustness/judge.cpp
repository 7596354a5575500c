// SPDX-License-Identifier: Apache-2.0
#include "judge.hpp"

#include <cmath>
#include <utility>

namespace ophamin::robustness {
namespace {

void gather(std::span<const double> values, Indices items, std::vector<double>& into) {
  into.resize(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) into[i] = values[items[i]];
}

pillars::Figure of_part(pillars::Figure figure, std::string_view part) {
  if (!figure.value) figure.reason = std::string(part) + " part: " + figure.reason;
  return figure;
}

// The row that is asked for; what there is instead, if it is not there.
sdk::Result find_row(const sdk::Results& results, const std::string& statistic, const std::string& pillar) {
  std::string offered;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (results[i].statistic() == statistic) return results[i];
    offered += (i == 0 ? "" : ", ") + std::string(results[i].statistic());
  }
  throw sdk::Failure(OPH_NOT_FOUND, "`pillar_statistic`: expected one of the rows of " + pillar + " (" + offered + "), found `" + statistic + "`");
}

}  // namespace

pillars::Figure Judge::score(Splitter& split, Part part) {
  prepare(split);
  if (part == Part::kTrain) return of_part(judge(split.train()), "train");
  auto test = of_part(judge(split.test()), "test");
  if (part == Part::kTest || !test.value) return test;
  const auto train = of_part(judge(split.train()), "train");
  return train.value ? pillars::Figure::of(*test.value - *train.value) : train;
}

pillars::Figure StatisticJudge::judge(Indices items) {
  gather(values_, items, sample_);
  return evaluate(statistic_, sample_, p_);
}

void PredictionJudge::prepare(Splitter& split) { fit_.emplace(predictors_, response_, split.train()); }

pillars::Figure PredictionJudge::judge(Indices items) {
  const auto n = static_cast<double>(items.size());
  double total = 0.0;
  for (const auto item : items) {
    const double error = response_[item] - fit_->predict(predictors_, item);
    total += statistic_ == pillars::Statistic::kPredictionMae ? std::fabs(error) : error * error;
  }
  if (statistic_ != pillars::Statistic::kPredictionR2) return pillars::Figure::of(total / n);
  // The share of the variance about the part's own mean, as scikit-learn and R report it.
  std::vector<double> sample;
  gather(response_, items, sample);
  if (sample.size() < 2) return pillars::Figure::undefined(2, sample.size(), "one value has no variance to explain");
  const double variance = pillars::variance_of(sample);
  if (variance == 0.0) return pillars::Figure::undefined(2, 1, "equal values have no variance to explain");
  return pillars::Figure::of(1.0 - total / ((n - 1.0) * variance));
}

PillarJudge::PillarJudge(const sdk::Host& host, Settings settings, pillars::Predictors columns)
    : host_(host), settings_(std::move(settings)), columns_(std::move(columns)), cells_(columns_.size()) {}

pillars::Figure PillarJudge::judge(Indices items) {
  sdk::TableBuilder table(items.size());
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    gather(columns_[i], items, cells_[i]);
    table.add(settings_.roles[i], std::span<const double>(cells_[i]));
  }
  const auto results = host_.compute(settings_.pillar, table, settings_.params);
  const auto row = settings_.statistic ? find_row(results, *settings_.statistic, settings_.pillar) : results[std::size_t{0}];
  if (row.undefined()) return pillars::Figure::undefined(row.needed(), row.found(), std::string(row.reason()));
  return pillars::Figure::of(row.value());
}

}  // namespace ophamin::robustness
