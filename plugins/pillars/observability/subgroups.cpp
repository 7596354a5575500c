// SPDX-License-Identifier: Apache-2.0
#include "subgroups.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <string_view>
#include <unordered_map>

#include "../common/compensated_sum.hpp"

namespace ophamin::observability {
namespace {

struct Subgroup {
  pillars::CompensatedSum sum;
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  std::size_t size = 0;
};

// Calls `take(row, subgroup)` for each row that has a label, with subgroups numbered as they appear.
template <class Key, class Label, class Take>
void number(const sdk::Column& column, Label label, Take take) {
  std::unordered_map<Key, std::size_t> numbers;
  std::size_t current = 0;
  Key last{};
  for (std::size_t row = 0; row < column.size(); ++row) {
    if (!column.has(row)) {
      take(row, std::numeric_limits<std::size_t>::max());
      continue;
    }
    const Key key = label(row);
    if (numbers.empty() || key != last) {  // subgroups mostly lie together: the map is asked once for each
      current = numbers.try_emplace(key, numbers.size()).first->second;
      last = key;
    }
    take(row, current);
  }
}

}  // namespace

Subgroups group(const sdk::Column& value, const sdk::Column& label) {
  Subgroups out;
  std::vector<Subgroup> groups;
  const auto take = [&](std::size_t row, std::size_t index) {
    if (index == std::numeric_limits<std::size_t>::max() || !value.has(row)) {
      ++out.missing;
      return;
    }
    if (index >= groups.size()) groups.resize(index + 1);
    auto& subgroup = groups[index];
    const double x = value.number(row);
    if (!std::isfinite(x)) ++out.not_finite;
    subgroup.sum.add(x);
    subgroup.low = std::min(subgroup.low, x);
    subgroup.high = std::max(subgroup.high, x);
    ++subgroup.size;
  };
  if (label.type() == OPH_TEXT || label.type() == OPH_JSON) {
    number<std::string_view>(label, [&](std::size_t row) { return label.text(row); }, take);
  } else if (label.type() == OPH_FLOAT) {
    // By their bits, but for the two zeros: a label that is no number is then one subgroup, not as many as rows.
    number<std::uint64_t>(label, [&](std::size_t row) { return std::bit_cast<std::uint64_t>(label.number(row) + 0.0); }, take);
  } else if (label.type() == OPH_INT) {
    number<std::int64_t>(label, [&](std::size_t row) { return label.integers()[row]; }, take);
  } else {
    number<std::uint8_t>(label, [&](std::size_t row) { return label.booleans()[row]; }, take);
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
