// SPDX-License-Identifier: Apache-2.0
#include "weighted_pool.hpp"

#include <array>

namespace ophamin::synthesis {
namespace {

// Sums go on in four lanes that do not wait for each other and that a compiler may hold in vectors. The order is fixed: the same
// studies give the same bits everywhere.
constexpr std::size_t kLanes = 4;
using Lanes = std::array<double, kLanes>;

double total(const Lanes& lanes) noexcept { return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]); }

}  // namespace

Pool pool(Studies studies, double tau2) noexcept {
  const double* effect = studies.effect.data();
  const double* variance = studies.variance.data();
  const std::size_t n = studies.size();
  Lanes weights{}, moments{};
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const double weight = 1.0 / (variance[i + lane] + tau2);
      weights[lane] += weight;
      moments[lane] += weight * effect[i + lane];
    }
  }
  for (; i < n; ++i) {
    const double weight = 1.0 / (variance[i] + tau2);
    weights[i % kLanes] += weight;
    moments[i % kLanes] += weight * effect[i];
  }
  const double weight = total(weights);
  return {weight, total(moments) / weight};
}

double squares(Studies studies, double tau2, double estimate) noexcept {
  Lanes sums{};
  for (std::size_t i = 0; i < studies.size(); ++i) {
    const double deviation = studies.effect[i] - estimate;
    sums[i % kLanes] += deviation * deviation / (studies.variance[i] + tau2);
  }
  return total(sums);
}

}  // namespace ophamin::synthesis
