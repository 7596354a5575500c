// SPDX-License-Identifier: Apache-2.0
//
// diagnostics.kernel_coupling: do cells collapse of themselves, or because a coefficient is set wrongly?
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ophamin/sdk.hpp>

#include "../common/flags.hpp"
#include "coupling_table.hpp"

namespace ophamin::diagnostics {

/// Each row is a cycle of one cell at one coefficient. A cell that collapses at every coefficient explores; one that collapses at
/// some of them only has its boundary drawn wrongly.
class KernelCoupling {
 public:
  struct Params {
    double persist_threshold = 0.5;
    FailedCycles failed_cycles = FailedCycles::kCollapse;
    std::vector<std::string> halt_modes = {"amplitude_death", "rollback", "collapse", "halt"};
    std::uint64_t list_limit = 10'000;
  };

  static constexpr sdk::PillarInfo kInfo{
      .name = "diagnostics.kernel_coupling",
      .summary = "whether cells collapse at every entropy coefficient, at some, or at none",
      .library = "ophamin.diagnostics",
      .library_version = OPHAMIN_PLUGIN_VERSION,
      .method = "collapse rate of each cell at each coefficient, against a threshold"};
  static constexpr sdk::Role kRoles[] = {
      {.name = "cell", .help = "label of the cell", .types = sdk::kAnyType},
      {.name = "coefficient", .help = "the entropy coefficient of the cycle"},
      {.name = "repetition", .help = "label of the repetition; then each is allowed once for a cell and coefficient", .types = sdk::kAnyType,
       .arity = sdk::Arity::kOptional},
      {.name = "collapsed", .help = "true where the cycle collapsed", .types = pillars::kFlags, .arity = sdk::Arity::kOptional},
      {.name = "success", .help = "instead of collapsed: false where the cycle failed", .types = pillars::kFlags, .arity = sdk::Arity::kOptional},
      {.name = "halt_mode", .help = "instead of collapsed: how the cycle halted", .types = sdk::kTexts, .arity = sdk::Arity::kOptional}};
  static constexpr auto kParameters = sdk::parameters(
      sdk::param("persist_threshold", &Params::persist_threshold)
          .help("a cell collapses at a coefficient if this share of its repetitions does")
          .above(0)
          .at_most(1),
      sdk::param("failed_cycles", &Params::failed_cycles)
          .help("a cycle with success false is a collapse, or it is left out and counted beside")
          .choices({{"collapse", FailedCycles::kCollapse}, {"left_out", FailedCycles::kLeftOut}}),
      sdk::param("halt_modes", &Params::halt_modes).help("halt modes that are a collapse"),
      sdk::param("list_limit", &Params::list_limit).help("most cells that the detail lists; counts are always complete"));

  explicit KernelCoupling(const Params& params) : params_(params) {}

  void compute(const sdk::Table& table, sdk::EvidenceSink& evidence);

 private:
  void add_cells(sdk::Object& detail, const CouplingTable& table) const;

  Params params_;
};

}  // namespace ophamin::diagnostics
