// SPDX-License-Identifier: Apache-2.0
#include "order.hpp"

#include <boost/sort/spreadsort/float_sort.hpp>
#include <utility>

namespace ophamin::statistics {
namespace {

struct Placed {
  double value;
  std::uint64_t at;
};

struct ShiftPlaced {
  std::int64_t operator()(const Placed& item, unsigned offset) const {
    return boost::sort::spreadsort::float_mem_cast<double, std::int64_t>(item.value) >> offset;
  }
};

}  // namespace

void sort_numbers(std::vector<double>& values) { boost::sort::spreadsort::float_sort(values.begin(), values.end()); }

Ranks ranks(std::span<const double> values) {
  std::vector<Placed> sorted(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) sorted[i] = {values[i], i};
  boost::sort::spreadsort::float_sort(sorted.begin(), sorted.end(), ShiftPlaced{},
                                      [](const Placed& a, const Placed& b) { return a.value < b.value; });
  Ranks out;
  out.of_value.resize(values.size());
  const auto n = static_cast<double>(values.size());
  for (std::size_t begin = 0, end = 0; begin < sorted.size(); begin = end) {
    while (end < sorted.size() && sorted[end].value == sorted[begin].value) ++end;
    const double rank = (static_cast<double>(begin) + static_cast<double>(end) + 1.0) / 2.0;
    for (std::size_t i = begin; i < end; ++i) out.of_value[sorted[i].at] = rank;
    const auto t = static_cast<double>(end - begin);
    out.untied_cubes += t * (n - t) * (n + t);
    out.tied_cubes += t * (t - 1.0) * (t + 1.0);
    ++out.distinct;
  }
  return out;
}

}  // namespace ophamin::statistics
