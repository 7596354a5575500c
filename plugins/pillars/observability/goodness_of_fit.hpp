// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace ophamin::observability {

/// Pearson's chi-square test of counts against ratios.
struct GoodnessOfFit {
  std::uint64_t total = 0;
  std::vector<double> expected;  ///< total * ratio / sum of ratios
  std::uint64_t dof = 0;         ///< arms - 1
  double chi2 = 0.0;             ///< infinite if an arm with the ratio 0 has units
  double pvalue = 1.0;           ///< upper tail; exact relative to itself, however small

  std::string_view undefined;  ///< why there is no statistic; empty if there is one
  std::uint64_t needed = 0;    ///< if undefined: units, or arms with a positive ratio
  std::uint64_t found = 0;
};

/// `ratios` are finite and not negative, their sum is positive; as many as `observed`, at least 1.
/// Throws OPH_INVALID_ARGUMENT if the total exceeds 2^64 - 1.
GoodnessOfFit goodness_of_fit(std::span<const std::uint64_t> observed, std::span<const double> ratios);

}  // namespace ophamin::observability
