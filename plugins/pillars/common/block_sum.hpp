// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

#include "compensated_sum.hpp"

namespace ophamin::pillars {

/// term(0) + ... + term(n - 1): eight sums side by side within blocks of 256, the blocks with compensation. As accurate as
/// pairwise summation, whatever n is, and as fast as the terms are.
template <class Term>
double block_sum(std::size_t n, Term term) {
  constexpr std::size_t kLanes = 8, kBlock = 256;
  CompensatedSum total;
  std::size_t i = 0;
  for (; i + kBlock <= n; i += kBlock) {
    std::array<double, kLanes> lanes{};
    for (std::size_t k = 0; k < kBlock; k += kLanes) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) lanes[lane] += term(i + k + lane);
    }
    total.add(((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7])));
  }
  for (; i < n; ++i) total.add(term(i));
  return total.value();
}

}  // namespace ophamin::pillars
