// SPDX-License-Identifier: Apache-2.0
//
// stats.bootstrap: how far could a statistic of the sample be off?
#pragma once

#include <cstdint>
#include <string>

#include <ophamin/sdk.hpp>

#include "../common/boost_version.hpp"
#include "../common/sample_statistic.hpp"

namespace ophamin::statistics {

class Bootstrap {
 public:
  enum class Method { kPercentile, kBasic, kBca };

  struct Params {
    pillars::Statistic statistic = pillars::Statistic::kMean;
    double p = 0.5;
    Method method = Method::kBca;
    std::uint64_t n_resamples = 2'000;
    double level = 0.95;
  };

  static constexpr sdk::PillarInfo kInfo{
      .name = "stats.bootstrap",
      .summary = "bootstrap interval of a statistic of one sample: percentile, basic or BCa",
      .library = "boost.math",
      .method = "resamples of the sample's size with replacement, seeded by the host; quantiles of type 7; acceleration from the jackknife",
      .citation = "B. Efron, Better bootstrap confidence intervals, JASA 82 (1987) 171-185; B. Efron and R. Tibshirani, An Introduction to "
                  "the Bootstrap, 1993"};
  static constexpr sdk::Role kRoles[] = {{.name = "value", .help = "the sample; its values are independent"}};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("statistic", &Params::statistic)
          .help("what is estimated; std and variance divide by n - 1, mad is the median distance from the median")
          .choices({{"mean", pillars::Statistic::kMean},
                    {"median", pillars::Statistic::kMedian},
                    {"std", pillars::Statistic::kStd},
                    {"variance", pillars::Statistic::kVariance},
                    {"min", pillars::Statistic::kMin},
                    {"max", pillars::Statistic::kMax},
                    {"range", pillars::Statistic::kRange},
                    {"quantile", pillars::Statistic::kQuantile},
                    {"iqr", pillars::Statistic::kIqr},
                    {"mad", pillars::Statistic::kMad}}),
      sdk::param("p", &Params::p).help("which quantile, for statistic quantile").range(0, 1),
      sdk::param("method", &Params::method)
          .help("percentile: quantiles of the resamples; basic: mirrored at the estimate; bca: corrected for bias and acceleration")
          .choices({{"percentile", Method::kPercentile}, {"basic", Method::kBasic}, {"bca", Method::kBca}}),
      sdk::param("n_resamples", &Params::n_resamples).help("how many resamples are drawn").range(10, 1e7),
      sdk::param("level", &Params::level).help("confidence level of the two-sided interval").open_interval(0, 1));

  static std::string library_version() { return pillars::boost_version(); }

  Bootstrap(const sdk::Host& host, const Params& params) : host_(host), params_(params) {}

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

 private:
  std::vector<double> resample(const std::vector<double>& sample) const;

  sdk::Host host_;
  Params params_;
};

}  // namespace ophamin::statistics
