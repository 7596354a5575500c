// SPDX-License-Identifier: Apache-2.0
//
// stats.adjust: which of many p-values are still small?
#pragma once

#include <cstdint>

#include <ophamin/sdk.hpp>

namespace ophamin::statistics {

class Adjust {
 public:
  enum class Method { kBh, kBy, kBonferroni, kHolm, kSidak };

  struct Params {
    Method method = Method::kBh;
    double alpha = 0.05;
    std::uint64_t list_limit = 10'000;
  };

  static constexpr sdk::PillarInfo kInfo{
      .name = "stats.adjust",
      .summary = "p-values adjusted for how many there are: bh, by, bonferroni, holm or sidak",
      .library = "ophamin.statistics",
      .library_version = OPHAMIN_PLUGIN_VERSION,
      .method = "step-up (bh, by), step-down (holm) or single-step adjusted p-values; rejected where one is below alpha",
      .citation = "Y. Benjamini and Y. Hochberg, JRSS B 57 (1995) 289-300; Y. Benjamini and D. Yekutieli, Ann. Stat. 29 (2001) 1165-1188; S. "
                  "Holm, Scand. J. Stat. 6 (1979) 65-70; Z. Sidak, JASA 62 (1967) 626-633"};
  static constexpr sdk::Role kRoles[] = {{.name = "p", .help = "p-values of one family of tests, 0 to 1"}};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("method", &Params::method)
          .help("bh, by: false discovery rate, under independence or any dependence; bonferroni, holm, sidak: family-wise error")
          .choices({{"bh", Method::kBh}, {"by", Method::kBy}, {"bonferroni", Method::kBonferroni}, {"holm", Method::kHolm}, {"sidak", Method::kSidak}}),
      sdk::param("alpha", &Params::alpha).help("an adjusted p-value below it rejects").open_interval(0, 1),
      sdk::param("list_limit", &Params::list_limit).help("most p-values that the detail lists"));

  explicit Adjust(const Params& params) : params_(params) {}

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

 private:
  Params params_;
};

}  // namespace ophamin::statistics
