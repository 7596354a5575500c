// SPDX-License-Identifier: Apache-2.0
//
// A statistic without one of the values, for each of them.
#pragma once

#include <optional>
#include <vector>

#include "../common/sample_statistic.hpp"

namespace ophamin::statistics {

/// The most values of which the statistics that need a pass for each value are computed.
inline constexpr std::size_t kMostPasses = 5'000;

/// Of a sample in ascending order, in its order; at least two values, three for a spread. Nothing if the sample is too large for this statistic.
std::optional<std::vector<double>> jackknife(pillars::Statistic statistic, const std::vector<double>& sorted, double p);

}  // namespace ophamin::statistics
