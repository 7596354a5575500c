// SPDX-License-Identifier: Apache-2.0
//
// stats.summary: one sample in a few figures.
#pragma once

#include <string>

#include <ophamin/sdk.hpp>

#include "../common/boost_version.hpp"

namespace ophamin::statistics {

class Summary {
 public:
  struct Params {
    double level = 0.95;
  };

  static constexpr sdk::PillarInfo kInfo{
      .name = "stats.summary",
      .summary = "mean with its t interval, standard deviation, extremes, median and the nearest-rank p10 and p90",
      .library = "boost.math",
      .method = "two-pass sums from the first value; p10 is the value at rank max(1, floor(n / 10)), p90 at rank min(n, floor(0.9 n) + 1)"};
  static constexpr sdk::Role kRoles[] = {{.name = "value", .help = "the sample, in any order"}};
  static constexpr auto kParameters =
      sdk::parameters(sdk::param("level", &Params::level).help("confidence level of the interval of the mean").open_interval(0, 1));

  static std::string library_version() { return pillars::boost_version(); }

  explicit Summary(const Params& params) : params_(params) {}

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

 private:
  Params params_;
};

}  // namespace ophamin::statistics
