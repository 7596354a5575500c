// SPDX-License-Identifier: Apache-2.0
//
// stats.mutual_information: how much does one number tell about another?
#pragma once

#include <cstdint>
#include <string>

#include <ophamin/sdk.hpp>

#include "../common/boost_version.hpp"
#include "samples.hpp"

namespace ophamin::statistics {

class MutualInformation {
 public:
  enum class Units { kNats, kBits };

  struct Params {
    std::uint64_t k = 4;
    Units units = Units::kNats;
    double jitter = 0.0;
    std::uint64_t permutations = 0;
  };

  static constexpr sdk::PillarInfo kInfo{
      .name = "stats.mutual_information",
      .summary = "mutual information of two continuous numbers from nearest neighbours (KSG)",
      .library = "boost.math",
      .method = "psi(k) + psi(N) - mean of psi(n_x + 1) + psi(n_y + 1), with the neighbours closer than the k-th in the maximum norm; k-d tree",
      .citation = "A. Kraskov, H. Stoegbauer and P. Grassberger, Phys. Rev. E 69 (2004) 066138, estimator 1"};
  static constexpr auto kRoles = kPairRoles;
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("k", &Params::k).help("which neighbour sets the distance: few, little bias; many, little variance").range(1, 1000),
      sdk::param("units", &Params::units).help("of the result").choices({{"nats", Units::kNats}, {"bits", Units::kBits}}),
      sdk::param("jitter", &Params::jitter)
          .help("add normal noise of so many standard deviations of each column, seeded by the host, to part tied values")
          .range(0, 1),
      sdk::param("permutations", &Params::permutations).help("so many random pairings make a p-value of independence; 0: none").at_most(1e6));

  static std::string library_version() { return pillars::boost_version(); }

  MutualInformation(const sdk::Host& host, const Params& params) : host_(host), params_(params) {}

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

 private:
  sdk::Host host_;
  Params params_;
};

}  // namespace ophamin::statistics
