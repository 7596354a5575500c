// SPDX-License-Identifier: Apache-2.0
//
// stats.ks_two_sample: do two samples come from one law?
#pragma once

#include <string>

#include <ophamin/sdk.hpp>

#include "../common/boost_version.hpp"
#include "samples.hpp"

namespace ophamin::statistics {

class KsTwoSample {
 public:
  enum class Method { kAuto, kExact, kLimit };

  /// The most n_x n_y of which paths are counted without being asked for, and at all.
  static constexpr std::uint64_t kAutoPairs = 1'000'000;
  static constexpr std::uint64_t kMostPairs = 1'000'000'000;

  struct Params {
    Method method = Method::kAuto;
  };

  static constexpr sdk::PillarInfo kInfo{
      .name = "stats.ks_two_sample",
      .summary = "two-sample Kolmogorov-Smirnov test, exact or by the limit law",
      .library = "boost.math",
      .method = "largest distance of the two empirical distribution functions, in integers; p from counted lattice paths, given the ties, or "
                "from Kolmogorov's limit law",
      .citation = "N. V. Smirnov, Ann. Math. Stat. 19 (1948) 279-281; J. L. Hodges, Ark. Mat. 3 (1958) 469-486; G. Schroeer and D. Trenkler, "
                  "Comput. Stat. Data Anal. 20 (1995) 185-202"};
  static constexpr auto kRoles = kTwoSampleRoles;
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("method", &Params::method)
          .help("exact: up to n_x n_y = 1e9, in time proportional to it; limit: Kolmogorov's law; auto: exact up to n_x n_y = 1e6")
          .choices({{"auto", Method::kAuto}, {"exact", Method::kExact}, {"limit", Method::kLimit}}));

  static std::string library_version() { return pillars::boost_version(); }

  explicit KsTwoSample(const Params& params) : params_(params) {}

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

 private:
  Params params_;
};

}  // namespace ophamin::statistics
