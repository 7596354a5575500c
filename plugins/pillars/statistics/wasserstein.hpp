// SPDX-License-Identifier: Apache-2.0
//
// stats.wasserstein: how far has the mass of one sample to be moved to become the other?
#pragma once

#include <ophamin/sdk.hpp>

#include "samples.hpp"

namespace ophamin::statistics {

class Wasserstein {
 public:
  struct Params {
    double p = 1.0;
  };

  static constexpr sdk::PillarInfo kInfo{
      .name = "stats.wasserstein",
      .summary = "Wasserstein distance of order p of two samples of numbers",
      .library = "ophamin.statistics",
      .library_version = OPHAMIN_PLUGIN_VERSION,
      .method = "(integral of |F_x^-1 - F_y^-1|^p)^(1/p) over the merged quantile levels, which are compared as integers",
      .citation = "C. Villani, Topics in Optimal Transportation, 2003, 2.2"};
  static constexpr auto kRoles = kTwoSampleRoles;
  static constexpr auto kParameters =
      sdk::parameters(sdk::param("p", &Params::p).help("order of the distance; 1: the earth mover's").range(1, 1000));

  explicit Wasserstein(const Params& params) : params_(params) {}

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

 private:
  Params params_;
};

}  // namespace ophamin::statistics
