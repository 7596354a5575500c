// SPDX-License-Identifier: Apache-2.0
//
// stats.cohen_d: how many standard deviations apart are two means?
#pragma once

#include <string>

#include <ophamin/sdk.hpp>

#include "../common/boost_version.hpp"
#include "samples.hpp"

namespace ophamin::statistics {

class CohenD {
 public:
  struct Params {
    bool paired = false;
    double level = 0.95;
  };

  static constexpr sdk::PillarInfo kInfo{
      .name = "stats.cohen_d",
      .summary = "standardised difference of two means, Cohen's d and Hedges' g, with intervals",
      .library = "boost.math",
      .method = "difference over the pooled standard deviation, or in pairs over the root of the mean variance; gamma-function "
                "correction of bias; interval by t and the large-sample error (n_x + n_y) / (n_x n_y) + d^2 / (2 (n_x + n_y))",
      .citation = "J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 1988; L. V. Hedges, J. Educ. Stat. 6 (1981) 107-128"};
  static constexpr auto kRoles = kTwoSampleRoles;
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("paired", &Params::paired).help("x and y of a row belong together: divide by the root of the mean of the two variances"),
      sdk::param("level", &Params::level).help("confidence level of the two-sided intervals").open_interval(0, 1));

  static std::string library_version() { return pillars::boost_version(); }

  explicit CohenD(const Params& params) : params_(params) {}

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

 private:
  Params params_;
};

}  // namespace ophamin::statistics
