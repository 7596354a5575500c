// SPDX-License-Identifier: Apache-2.0
//
// stats.mann_whitney: does one sample tend to be larger than the other?
#pragma once

#include <string>

#include <ophamin/sdk.hpp>

#include "../common/boost_version.hpp"
#include "alternative.hpp"
#include "samples.hpp"

namespace ophamin::statistics {

/// Where the p-value of a rank test comes from.
enum class RankMethod { kAuto, kExact, kAsymptotic };

class MannWhitney {
 public:
  /// The most n_x n_y of which the exact law is computed without being asked for, and at all.
  static constexpr std::uint64_t kAutoPairs = 10'000;
  static constexpr std::uint64_t kMostPairs = 1'000'000;

  struct Params {
    RankMethod method = RankMethod::kAuto;
    bool continuity = true;
    Alternative alternative = Alternative::kTwoSided;
  };

  static constexpr sdk::PillarInfo kInfo{
      .name = "stats.mann_whitney",
      .summary = "Mann and Whitney's U test of two samples, with the rank-biserial correlation",
      .library = "boost.math",
      .method = "exact law from Gaussian binomial coefficients where nothing is tied, else normal with the variance of tied ranks",
      .citation = "H. B. Mann and D. R. Whitney, Ann. Math. Stat. 18 (1947) 50-60; E. L. Lehmann, Nonparametrics, 1975"};
  static constexpr auto kRoles = kTwoSampleRoles;
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("method", &Params::method)
          .help("exact needs values without ties and n_x n_y <= 1000000; auto takes it up to n_x n_y = 10000")
          .choices({{"auto", RankMethod::kAuto}, {"exact", RankMethod::kExact}, {"asymptotic", RankMethod::kAsymptotic}}),
      sdk::param("continuity", &Params::continuity).help("asymptotic: move U by 1/2 towards its mean"),
      sdk::param("alternative", &Params::alternative)
          .help("what the p-value looks for: any difference, or x less or greater than y")
          .choices({{"two_sided", Alternative::kTwoSided}, {"less", Alternative::kLess}, {"greater", Alternative::kGreater}}));

  static std::string library_version() { return pillars::boost_version(); }

  explicit MannWhitney(const Params& params) : params_(params) {}

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

 private:
  Params params_;
};

}  // namespace ophamin::statistics
