// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace ophamin::diagnostics {

/// The probability that at least `misses` of `assessed` new scores lie above the `rank`-th smallest (from 1) of `calibration`
/// scores, if all of them are exchangeable and without ties; with ties it is an upper bound. The misses are beta-binomial: V.
/// Vovk, Conditional validity of inductive conformal predictors, ACML 2012.
double excess_miss_probability(std::uint64_t misses, std::uint64_t assessed, std::uint64_t rank, std::uint64_t calibration);

}  // namespace ophamin::diagnostics
