// SPDX-License-Identifier: Apache-2.0
//
// stats.one_way_anova: do the means of several groups differ?
#pragma once

#include <string>

#include <ophamin/sdk.hpp>

#include "../common/boost_version.hpp"

namespace ophamin::statistics {

class OneWayAnova {
 public:
  enum class Variances { kEqual, kWelch };

  struct Params {
    Variances variances = Variances::kEqual;
    std::uint64_t list_limit = 1'000;
  };

  static constexpr sdk::PillarInfo kInfo{
      .name = "stats.one_way_anova",
      .summary = "one-way analysis of variance of any number of groups, Fisher's or Welch's",
      .library = "boost.math",
      .method = "sums of squares about the mean of each group, told from its first value",
      .citation = "R. A. Fisher, Statistical Methods for Research Workers, 1925; B. L. Welch, Biometrika 38 (1951) 330-336"};
  static constexpr sdk::Role kRoles[] = {{.name = "value", .help = "the outcome"},
                                         {.name = "group", .help = "label of the group that each row belongs to", .types = sdk::kAnyType}};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("variances", &Params::variances)
          .help("equal: the groups share one variance; welch: they need not, and each needs two values that differ")
          .choices({{"equal", Variances::kEqual}, {"welch", Variances::kWelch}}),
      sdk::param("list_limit", &Params::list_limit).help("most groups that the detail lists"));

  static std::string library_version() { return pillars::boost_version(); }

  explicit OneWayAnova(const Params& params) : params_(params) {}

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

 private:
  Params params_;
};

}  // namespace ophamin::statistics
