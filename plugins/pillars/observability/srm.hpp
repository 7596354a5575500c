// SPDX-License-Identifier: Apache-2.0
//
// O.srm: did the units fall to the arms as planned?
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ophamin/sdk.hpp>

#include "arm_counts.hpp"
#include "label_book.hpp"

namespace ophamin::observability {

/// Rows are units, or counts of units with the role `count`. The planned ratios come from the parameters `arms` and `ratios`,
/// or from the role `expected_ratio`; without either all arms are alike. With the role `segment` each segment is checked, too.
class Srm {
 public:
  struct Params {
    std::vector<std::string> arms{};
    std::vector<double> ratios{};
    double alpha = 0.001;
    std::uint64_t list_limit = 10'000;
  };

  static constexpr sdk::PillarInfo kInfo{
      .name = "O.srm",
      .summary = "sample ratio mismatch: chi-square test of the arms' counts against the planned ratios",
      .library = "boost.math",
      .method = "Pearson's chi-square goodness of fit",
      .citation = "K. Pearson, Phil. Mag. 50 (1900) 157-175; A. Fabijan et al., Diagnosing sample ratio mismatch in online controlled "
                  "experiments, KDD 2019, 2156-2164"};
  static constexpr sdk::Role kRoles[] = {
      {.name = "arm", .help = "label of the arm that a unit, or the row's count of them, fell to", .types = LabelBook::kTypes},
      {.name = "count", .help = "units of the row; without this role each row is one unit",
       .types = sdk::kIntegers | sdk::kNumbers, .arity = sdk::Arity::kOptional},
      {.name = "expected_ratio", .help = "planned ratio of the row's arm, the same in all of its rows; they need not sum to 1",
       .types = sdk::kNumbers, .arity = sdk::Arity::kOptional},
      {.name = "segment", .help = "label of a part of the units that is checked on its own, too: a day, a browser",
       .types = LabelBook::kTypes, .arity = sdk::Arity::kOptional}};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("arms", &Params::arms).help("labels of all arms; a table with others, or in which one has no count, is refused"),
      sdk::param("ratios", &Params::ratios).help("planned ratio of each of `arms`, in the same order; they need not sum to 1").at_least(0),
      sdk::param("alpha", &Params::alpha).help("level below which a p-value is a mismatch").open_interval(0, 1),
      sdk::param("list_limit", &Params::list_limit)
          .help("most arms, and most segments, that the detail lists; tests and counts are always complete"));

  static std::string library_version();

  explicit Srm(const Params& params);

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

  void begin() { stream_ = ArmCounts(params_.arms); }
  void update(const sdk::Table& rows, sdk::Events&) { stream_.add(rows); }
  void finish(sdk::EvidenceSink& evidence) { report(stream_, evidence); }

 private:
  std::vector<double> ratios_of(const ArmCounts& counts) const;
  void report(const ArmCounts& counts, sdk::EvidenceSink& evidence) const;

  Params params_;
  ArmCounts stream_;
};

}  // namespace ophamin::observability
