// SPDX-License-Identifier: Apache-2.0
#include "subgroups.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "../common/compensated_sum.hpp"
#include "../common/labels.hpp"

namespace ophamin::observability {
namespace {

struct Subgroup {
  pillars::CompensatedSum sum;
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  std::size_t size = 0;
};

}  // namespace

Subgroups group(const sdk::Column& value, const sdk::Column& label) {
  Subgroups out;
  const auto labels = pillars::number_labels(label);
  std::vector<Subgroup> groups(labels.count());
  for (std::size_t row = 0; row < value.size(); ++row) {
    if (labels.of_row[row] == pillars::Labels::kNone || !value.has(row)) {
      ++out.missing;
      continue;
    }
    auto& subgroup = groups[labels.of_row[row]];
    const double x = value.number(row);
    if (!std::isfinite(x)) ++out.not_finite;
    subgroup.sum.add(x);
    subgroup.low = std::min(subgroup.low, x);
    subgroup.high = std::max(subgroup.high, x);
    ++subgroup.size;
  }
  // A label whose values are all missing makes no subgroup.
  for (const auto& subgroup : groups) {
    if (subgroup.size == 0) continue;
    out.means.push_back(subgroup.sum.value() / static_cast<double>(subgroup.size));
    out.ranges.push_back(subgroup.high - subgroup.low);
    out.sizes.push_back(subgroup.size);
  }
  return out;
}

}  // namespace ophamin::observability
