// SPDX-License-Identifier: Apache-2.0
//
// stats.pearson and stats.spearman: do two values of a row go together?
#pragma once

#include <string>

#include <ophamin/sdk.hpp>

#include "../common/boost_version.hpp"
#include "samples.hpp"

namespace ophamin::statistics {

struct CorrelationParams {
  double level = 0.95;
};

class Pearson {
 public:
  using Params = CorrelationParams;

  static constexpr sdk::PillarInfo kInfo{
      .name = "stats.pearson",
      .summary = "Pearson's correlation with Fisher's interval and the t test",
      .library = "boost.math",
      .method = "centred two-pass sums; 1 - r^2 from the distance of the two unit vectors, so that it keeps its digits near 1; interval by "
                "atanh(r) with variance 1 / (n - 3)",
      .citation = "K. Pearson, Proc. R. Soc. 58 (1895) 240-242; R. A. Fisher, Metron 1 (1921) 3-32"};
  static constexpr auto kRoles = kPairRoles;
  static constexpr auto kParameters =
      sdk::parameters(sdk::param("level", &Params::level).help("confidence level of the two-sided interval").open_interval(0, 1));

  static std::string library_version() { return pillars::boost_version(); }

  explicit Pearson(const Params& params) : params_(params) {}

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

 private:
  Params params_;
};

class Spearman {
 public:
  using Params = CorrelationParams;

  static constexpr sdk::PillarInfo kInfo{
      .name = "stats.spearman",
      .summary = "Spearman's rank correlation with an interval and the t approximation",
      .library = "boost.math",
      .method = "Pearson's correlation of mid-ranks; interval by atanh(r) with variance (1 + r^2 / 2) / (n - 3)",
      .citation = "C. Spearman, Am. J. Psychol. 15 (1904) 72-101; D. G. Bonett and T. A. Wright, Psychometrika 65 (2000) 23-28"};
  static constexpr auto kRoles = kPairRoles;
  static constexpr auto kParameters =
      sdk::parameters(sdk::param("level", &Params::level).help("confidence level of the two-sided interval").open_interval(0, 1));

  static std::string library_version() { return pillars::boost_version(); }

  explicit Spearman(const Params& params) : params_(params) {}

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

 private:
  Params params_;
};

}  // namespace ophamin::statistics
