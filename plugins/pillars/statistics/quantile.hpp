// SPDX-License-Identifier: Apache-2.0
//
// stats.quantile: sample quantiles with distribution-free intervals.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <ophamin/sdk.hpp>

namespace ophamin::statistics {

/// The order statistics (1-based ranks) that enclose the p-quantile with at least the asked-for probability, whatever
/// continuous law the sample came from. A rank that does not exist (0, or n + 1) leaves its side open.
struct RankInterval {
  std::uint64_t low;
  std::uint64_t high;
  double coverage;  ///< the exact probability, at least `level` if both ranks exist
};
RankInterval quantile_ranks(std::uint64_t n, double p, double level);

class Quantile {
 public:
  struct Params {
    std::vector<double> p = {0.5};
    double level = 0.95;
  };

  static constexpr sdk::PillarInfo kInfo{
      .name = "stats.quantile",
      .summary = "sample quantiles (type 7) with distribution-free intervals from order statistics",
      .library = "boost.math",
      .method = "linear interpolation at rank p (n - 1); binomial order-statistic interval",
      .citation = "R. J. Hyndman and Y. Fan, Sample quantiles in statistical packages, Am. Stat. 50 (1996) 361-365; W. J. Conover, "
                  "Practical Nonparametric Statistics"};
  static constexpr sdk::Role kRoles[] = {{.name = "value", .help = "the sample, in any order"}};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("p", &Params::p).help("which quantiles, 0 to 1").range(0, 1).min_items(1),
      sdk::param("level", &Params::level).help("least confidence of each two-sided interval").open_interval(0, 1));

  static std::string library_version();

  explicit Quantile(const Params& params) : params_(params) {}

  /// One row a quantile: `quantile`, or with several of them `quantile_<p>`.
  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

 private:
  Params params_;
};

}  // namespace ophamin::statistics
