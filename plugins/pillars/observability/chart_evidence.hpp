// SPDX-License-Identifier: Apache-2.0
//
// The rows of evidence of O.spc: first the number of special points, whose detail holds the whole chart, then the chart's
// figures one by one, so that they can be compared over revisions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <ophamin/sdk.hpp>

#include "control_chart.hpp"
#include "subgroups.hpp"

namespace ophamin::observability {

/// What is said beside the chart itself.
struct ChartNotes {
  std::uint64_t missing = 0;
  double sigma_limit = 3.0;
  std::optional<std::uint64_t> baseline{};
  std::size_t list_limit = 0;  ///< of the subgroups' means and ranges
};

void add_individuals(sdk::EvidenceSink& evidence, const Judge& judge, const ChartNotes& notes);
void add_subgroups(sdk::EvidenceSink& evidence, const Judge& judge, const Subgroups& groups, const ChartNotes& notes);

void add_undefined(sdk::EvidenceSink& evidence, std::uint64_t needed, std::uint64_t found, std::string_view reason);
/// `count` of `values` are infinite or no number.
void add_not_finite(sdk::EvidenceSink& evidence, std::uint64_t values, std::uint64_t count);
/// The values are finite, and the limits that come of them are not.
void add_overflow(sdk::EvidenceSink& evidence, std::uint64_t values);

}  // namespace ophamin::observability
