// SPDX-License-Identifier: Apache-2.0
//
// stats.conformal_sets: sets of classes that hold the true one as often as promised.
#pragma once

#include <cstdint>

#include <ophamin/sdk.hpp>

#include "../common/flags.hpp"

namespace ophamin::statistics {

class ConformalSets {
 public:
  struct Params {
    double alpha = 0.1;
    std::uint64_t list_limit = 10'000;
  };

  static constexpr sdk::PillarInfo kInfo{
      .name = "stats.conformal_sets",
      .summary = "split conformal sets of classes from predicted probabilities (LAC)",
      .library = "ophamin.statistics",
      .library_version = OPHAMIN_PLUGIN_VERSION,
      .method = "classes whose 1 - probability is at most the k-th smallest of the calibration rows', k = ceil((n + 1)(1 - alpha))",
      .citation = "M. Sadinle, J. Lei and L. Wasserman, Least ambiguous set-valued classifiers, JASA 114 (2019) 223-234"};
  static constexpr sdk::Role kRoles[] = {
      {.name = "label", .help = "the true class: the name of its column of probabilities, or its place among them from 0; may be missing in new rows",
       .types = sdk::kIntegers | sdk::kTexts},
      {.name = "probability", .help = "the predicted probability of each class, a column each", .arity = sdk::Arity::kMany},
      {.name = "calibration", .help = "true where a row calibrates, false where it is new; if not given, rows without label are new",
       .types = pillars::kFlags, .arity = sdk::Arity::kOptional}};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("alpha", &Params::alpha).help("share of new rows whose class may be left out; the decimal that is written counts").open_interval(0, 1),
      sdk::param("list_limit", &Params::list_limit).help("most sets that the detail lists"));

  explicit ConformalSets(const Params& params) : params_(params) {}

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

 private:
  Params params_;
};

}  // namespace ophamin::statistics
