// SPDX-License-Identifier: Apache-2.0
//
// stats.wilcoxon: do differences in pairs tend to one side?
#pragma once

#include <string>

#include <ophamin/sdk.hpp>

#include "../common/boost_version.hpp"
#include "mann_whitney.hpp"

namespace ophamin::statistics {

class Wilcoxon {
 public:
  /// The most differences of which the exact law is computed without being asked for, and at all.
  static constexpr std::uint64_t kAutoDifferences = 100;
  static constexpr std::uint64_t kMostDifferences = 1'000;

  struct Params {
    RankMethod method = RankMethod::kAuto;
    bool continuity = true;
    Alternative alternative = Alternative::kTwoSided;
  };

  static constexpr sdk::PillarInfo kInfo{
      .name = "stats.wilcoxon",
      .summary = "Wilcoxon's signed-rank test of pairs, with the rank-biserial correlation",
      .library = "boost.math",
      .method = "differences of 0 are left out; exact law where no distances are tied, else normal with the variance of tied ranks",
      .citation = "F. Wilcoxon, Biometrics Bulletin 1 (1945) 80-83; E. L. Lehmann, Nonparametrics, 1975"};
  static constexpr sdk::Role kRoles[] = {
      {.name = "x", .help = "first value of each pair", .arity = sdk::Arity::kOptional},
      {.name = "y", .help = "second value of each pair", .arity = sdk::Arity::kOptional},
      {.name = "value", .help = "instead of x and y: the differences themselves", .arity = sdk::Arity::kOptional}};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("method", &Params::method)
          .help("exact needs distances without ties, none of them 0, and at most 1000; auto takes it up to 100")
          .choices({{"auto", RankMethod::kAuto}, {"exact", RankMethod::kExact}, {"asymptotic", RankMethod::kAsymptotic}}),
      sdk::param("continuity", &Params::continuity).help("asymptotic: move the rank sum by 1/2 towards its mean"),
      sdk::param("alternative", &Params::alternative)
          .help("what the p-value looks for: any difference, or x less or greater than y")
          .choices({{"two_sided", Alternative::kTwoSided}, {"less", Alternative::kLess}, {"greater", Alternative::kGreater}}));

  static std::string library_version() { return pillars::boost_version(); }

  explicit Wilcoxon(const Params& params) : params_(params) {}

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

 private:
  Params params_;
};

}  // namespace ophamin::statistics
