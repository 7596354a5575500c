// SPDX-License-Identifier: Apache-2.0
//
// N.cross_validation: does a figure hold when the data are divided in other ways?
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <ophamin/sdk.hpp>

#include "../common/sample_statistic.hpp"
#include "judge.hpp"
#include "splitter.hpp"
#include "summary_interval.hpp"

namespace ophamin::robustness {

/// Divides the rows again and again, makes one score of each split, and says how the scores spread. The score is a statistic of
/// a part, the error of a prediction, or a row of the evidence that another pillar gives on a part.
class CrossValidation {
 public:
  struct Params : Resampling {
    pillars::Statistic statistic = pillars::Statistic::kMean;
    double p = 0.5;
    Part part = Part::kTest;
    std::optional<std::string> pillar{};
    sdk::Arguments pillar_params{};
    std::optional<std::string> pillar_statistic{};
    std::vector<std::string> pillar_roles = {"value"};
    Interval interval = Interval::kIndependent;
    double level = 0.95;
    std::uint64_t list_splits = 0;
    std::uint64_t list_limit = 10'000;
  };

  static constexpr sdk::PillarInfo kInfo{
      .name = "N.cross_validation",
      .summary = "spread of a figure over splits of the data: Monte Carlo, folds, bootstrap, with groups",
      .library = "ophamin.robustness",
      .library_version = OPHAMIN_PLUGIN_VERSION,
      .method = "Monte Carlo cross-validation; k folds, by groups or strata; out-of-bag bootstrap; growing window of a series",
      .citation = "M. Stone, JRSS B 36 (1974) 111-147; R. R. Picard and R. D. Cook, JASA 79 (1984) 575-583; B. Efron and R. "
                  "Tibshirani, An Introduction to the Bootstrap, 1993; C. Nadeau and Y. Bengio, Machine Learning 52 (2003) 239-281"};
  static constexpr sdk::Role kRoles[] = {
      {.name = "value", .help = "what is judged; several columns where pillar_roles names a role for each", .arity = sdk::Arity::kMany},
      {.name = "x", .help = "predictors of value, for the prediction statistics", .arity = sdk::Arity::kAny},
      {.name = "group", .help = "label of a group whose rows are never divided", .types = sdk::kAnyType, .arity = sdk::Arity::kOptional},
      {.name = "stratum", .help = "label of a class that every fold gets its share of (method stratified_k_fold)", .types = sdk::kAnyType,
       .arity = sdk::Arity::kOptional}};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param<Params>("method", &Params::method)
          .help("monte_carlo, bootstrap: n_iterations random splits; k_fold, stratified_k_fold: each fold tests once; time_series: the past "
                "trains")
          .choices({{"monte_carlo", Method::kMonteCarlo},
                    {"k_fold", Method::kKFold},
                    {"bootstrap", Method::kBootstrap},
                    {"stratified_k_fold", Method::kStratifiedKFold},
                    {"time_series", Method::kTimeSeries}}),
      sdk::param<Params>("n_iterations", &Params::n_iterations).help("splits of monte_carlo and bootstrap").range(1, 1'000'000),
      sdk::param<Params>("train_fraction", &Params::train_fraction)
          .help("monte_carlo: share of the rows, or groups, that train, rounded down; the rest tests")
          .open_interval(0, 1),
      sdk::param<Params>("k", &Params::k).help("number of folds, or of splits of time_series").range(2, 1'000'000),
      sdk::param<Params>("shuffle", &Params::shuffle).help("k_fold, stratified_k_fold: rows go to the folds in random order; groups never do"),
      sdk::param<Params>("shuffle_presentation", &Params::shuffle_presentation)
          .help("rows of a part come in random order, else in that of the table; not of bootstrap and time_series"),
      sdk::param("statistic", &Params::statistic)
          .help("the score of a split, unless a pillar judges; prediction_...: a least-squares fit to the training part predicts value from x")
          .choices({{"mean", pillars::Statistic::kMean},
                    {"median", pillars::Statistic::kMedian},
                    {"std", pillars::Statistic::kStd},
                    {"variance", pillars::Statistic::kVariance},
                    {"min", pillars::Statistic::kMin},
                    {"max", pillars::Statistic::kMax},
                    {"range", pillars::Statistic::kRange},
                    {"quantile", pillars::Statistic::kQuantile},
                    {"iqr", pillars::Statistic::kIqr},
                    {"mad", pillars::Statistic::kMad},
                    {"prediction_mse", pillars::Statistic::kPredictionMse},
                    {"prediction_mae", pillars::Statistic::kPredictionMae},
                    {"prediction_r2", pillars::Statistic::kPredictionR2}}),
      sdk::param("p", &Params::p).help("which quantile, for statistic quantile").range(0, 1),
      sdk::param("part", &Params::part)
          .help("what is scored: the part that tests, the one that trains, or the difference test less train")
          .choices({{"test", Part::kTest}, {"train", Part::kTrain}, {"difference", Part::kDifference}}),
      sdk::param("pillar", &Params::pillar).help("another pillar whose evidence on a part is the score"),
      sdk::param("pillar_params", &Params::pillar_params).help("parameters of that pillar"),
      sdk::param("pillar_statistic", &Params::pillar_statistic).help("which row of its evidence; the first one, if not given"),
      sdk::param("pillar_roles", &Params::pillar_roles).help("the role that each column of value fills for that pillar").min_items(1),
      sdk::param("interval", &Params::interval)
          .help("of the mean: as if scores were independent (they are not); corrected for overlapping training parts; or the scores' quantiles")
          .choices({{"independent", Interval::kIndependent}, {"corrected", Interval::kCorrected}, {"percentile", Interval::kPercentile}}),
      sdk::param("level", &Params::level).help("confidence level of the interval").open_interval(0, 1),
      sdk::param("list_splits", &Params::list_splits).help("the detail lists the rows of this many first splits"),
      sdk::param("list_limit", &Params::list_limit).help("most scores that the detail lists"));

  CrossValidation(const sdk::Host& host, const Params& params);

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

 private:
  struct Data;
  struct Outcome;

  Data read(const sdk::Table& table) const;
  std::unique_ptr<Judge> make_judge(const Data& data) const;
  Outcome run(const Data& data, const Items& items) const;
  void report(const Data& data, const Items& items, const Outcome& outcome, sdk::EvidenceSink& evidence) const;
  std::string method_name() const;

  sdk::Host host_;
  Params params_;
};

}  // namespace ophamin::robustness
