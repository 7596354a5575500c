// SPDX-License-Identifier: Apache-2.0
//
// What makes one number of a split.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <ophamin/sdk.hpp>

#include "../common/least_squares.hpp"
#include "../common/sample_statistic.hpp"
#include "splitter.hpp"

namespace ophamin::robustness {

/// What of a split is judged.
enum class Part { kTest, kTrain, kDifference /* test less train */ };

class Judge {
 public:
  virtual ~Judge() = default;
  Judge(const Judge&) = delete;
  Judge& operator=(const Judge&) = delete;

  pillars::Figure score(Splitter& split, Part part);

 protected:
  Judge() = default;
  /// Before the parts of a split are judged.
  virtual void prepare(Splitter&) {}
  virtual pillars::Figure judge(Indices items) = 0;
};

/// A statistic of the items' values.
class StatisticJudge final : public Judge {
 public:
  StatisticJudge(pillars::Statistic statistic, double p, std::span<const double> values) : statistic_(statistic), p_(p), values_(values) {}

 private:
  pillars::Figure judge(Indices items) override;

  pillars::Statistic statistic_;
  double p_;
  std::span<const double> values_;
  std::vector<double> sample_;
};

/// How well a least-squares fit to the training part predicts the items.
class PredictionJudge final : public Judge {
 public:
  PredictionJudge(pillars::Statistic statistic, std::span<const double> response, pillars::Predictors predictors)
      : statistic_(statistic), response_(response), predictors_(std::move(predictors)) {}

 private:
  void prepare(Splitter& split) override;
  pillars::Figure judge(Indices items) override;

  pillars::Statistic statistic_;
  std::span<const double> response_;
  pillars::Predictors predictors_;
  std::optional<pillars::LeastSquares> fit_;
};

/// A row of the evidence that another pillar gives on the items.
class PillarJudge final : public Judge {
 public:
  struct Settings {
    std::string pillar;
    sdk::Arguments params;
    std::vector<std::string> roles;        ///< of the columns
    std::optional<std::string> statistic;  ///< the first row, if none
  };
  PillarJudge(const sdk::Host& host, Settings settings, pillars::Predictors columns);

 private:
  pillars::Figure judge(Indices items) override;

  sdk::Host host_;
  Settings settings_;
  pillars::Predictors columns_;
  std::vector<std::vector<double>> cells_;
};

}  // namespace ophamin::robustness
