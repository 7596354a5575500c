// SPDX-License-Identifier: Apache-2.0
//
// stats.entropy and stats.kl_divergence: labels, how evenly they occur and how differently in two samples.
#pragma once

#include <ophamin/sdk.hpp>

namespace ophamin::statistics {

struct EntropyParams {
  double base = 2.0;
};

class Entropy {
 public:
  using Params = EntropyParams;

  static constexpr sdk::PillarInfo kInfo{
      .name = "stats.entropy",
      .summary = "Shannon entropy of labels, plug-in, with Miller and Madow's correction beside it",
      .library = "ophamin.statistics",
      .library_version = OPHAMIN_PLUGIN_VERSION,
      .method = "- sum of p log p of the shares that occur",
      .citation = "C. E. Shannon, Bell Syst. Tech. J. 27 (1948) 379-423; G. A. Miller, Information Theory in Psychology, 1955"};
  static constexpr sdk::Role kRoles[] = {{.name = "label", .help = "one label a row: text, number or boolean", .types = sdk::kAnyType}};
  static constexpr auto kParameters = sdk::parameters(sdk::param("base", &Params::base).help("of the logarithm; 2: bits").above(1));

  explicit Entropy(const Params& params) : params_(params) {}

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

 private:
  Params params_;
};

class KlDivergence {
 public:
  using Params = EntropyParams;

  static constexpr sdk::PillarInfo kInfo{
      .name = "stats.kl_divergence",
      .summary = "Kullback-Leibler and Jensen-Shannon divergence of the labels of two samples, plug-in",
      .library = "ophamin.statistics",
      .library_version = OPHAMIN_PLUGIN_VERSION,
      .method = "sum of q ((1 + d) log(1 + d) - d), d = (p - q) / q from the counts: no term is negative, so none cancels another",
      .citation = "S. Kullback and R. A. Leibler, Ann. Math. Stat. 22 (1951) 79-86; J. Lin, IEEE Trans. Inf. Theory 37 (1991) 145-151"};
  static constexpr sdk::Role kRoles[] = {
      {.name = "p", .help = "labels of the first sample; a cell without a value is left out", .types = sdk::kAnyType},
      {.name = "q", .help = "labels of the second sample, which the first is told apart from", .types = sdk::kAnyType}};
  static constexpr auto kParameters = sdk::parameters(sdk::param("base", &Params::base).help("of the logarithm; 2: bits").above(1));

  explicit KlDivergence(const Params& params) : params_(params) {}

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

 private:
  Params params_;
};

}  // namespace ophamin::statistics
