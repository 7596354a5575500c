// SPDX-License-Identifier: Apache-2.0
//
// stats.conformal: prediction intervals that hold whatever the law, from the scores of calibration rows.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <ophamin/sdk.hpp>

#include "../common/flags.hpp"

namespace ophamin::statistics {

class Conformal {
 public:
  enum class Kind { kQuantile, kRegression, kCqr };

  struct Params {
    Kind kind = Kind::kRegression;
    double alpha = 0.1;
    std::uint64_t list_limit = 10'000;
  };

  static constexpr sdk::PillarInfo kInfo{
      .name = "stats.conformal",
      .summary = "split conformal prediction intervals about predictions or predicted quantiles",
      .library = "ophamin.statistics",
      .library_version = OPHAMIN_PLUGIN_VERSION,
      .method = "k-th smallest calibration score, k = ceil((n + 1)(1 - alpha)); absolute residuals, or conformalized quantile regression",
      .citation = "H. Papadopoulos et al., ECML 2002; J. Lei et al., JASA 113 (2018) 1094-1111; Y. Romano et al., NeurIPS 2019"};
  static constexpr sdk::Role kRoles[] = {
      {.name = "score", .help = "kind quantile: the calibration scores themselves", .arity = sdk::Arity::kOptional},
      {.name = "y", .help = "kinds regression and cqr: the outcome; may be missing in new rows", .arity = sdk::Arity::kOptional},
      {.name = "prediction", .help = "kind regression: the prediction of y", .arity = sdk::Arity::kOptional},
      {.name = "lower", .help = "kind cqr: the predicted lower quantile of y", .arity = sdk::Arity::kOptional},
      {.name = "upper", .help = "kind cqr: the predicted upper quantile of y", .arity = sdk::Arity::kOptional},
      {.name = "calibration", .help = "true where a row calibrates, false where it is new; if not given, rows without y are new",
       .types = pillars::kFlags, .arity = sdk::Arity::kOptional}};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("kind", &Params::kind)
          .help("score of a row: as given (quantile), |y - prediction| (regression), max(lower - y, y - upper) (cqr)")
          .choices({{"quantile", Kind::kQuantile}, {"regression", Kind::kRegression}, {"cqr", Kind::kCqr}}),
      sdk::param("alpha", &Params::alpha).help("share of new outcomes that may lie outside; the decimal that is written counts").open_interval(0, 1),
      sdk::param("list_limit", &Params::list_limit).help("most intervals that the detail lists"));

  explicit Conformal(const Params& params) : params_(params) {}

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

 private:
  struct Bounds;

  void compute_quantile(const sdk::Table& table, sdk::EvidenceSink& evidence) const;
  void compute_intervals(const sdk::Table& table, sdk::EvidenceSink& evidence) const;

  Params params_;
};

}  // namespace ophamin::statistics
