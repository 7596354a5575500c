// SPDX-License-Identifier: Apache-2.0
#include "wasserstein.hpp"

#include <algorithm>
#include <cmath>

#include "../common/compensated_sum.hpp"
#include "order.hpp"

namespace ophamin::statistics {
namespace {

constexpr std::string_view kStatistic = "wasserstein";

// `use(share, distance)` for each piece of [0, 1] where both quantile functions are constant. Both samples are sorted.
template <class Use>
void walk_levels(const std::vector<double>& x, const std::vector<double>& y, Use use) {
  const std::uint64_t n = x.size(), m = y.size();
  const double whole = static_cast<double>(n) * static_cast<double>(m);
  std::uint64_t i = 0, j = 0, level = 0;  // in units of 1 / (n m)
  while (i < n && j < m) {
    const auto next = std::min((i + 1) * m, (j + 1) * n);
    use(static_cast<double>(next - level) / whole, std::fabs(x[i] - y[j]));
    level = next;
    if (level == (i + 1) * m) ++i;
    if (level == (j + 1) * n) ++j;
  }
}

double distance(const std::vector<double>& x, const std::vector<double>& y, double p) {
  pillars::CompensatedSum sum;
  if (p == 1.0) {
    walk_levels(x, y, [&](double share, double apart) { sum.add(share * apart); });
    return sum.value();
  }
  // Over the largest distance, so that no power leaves the range of a double.
  double most = 0.0;
  walk_levels(x, y, [&](double, double apart) { most = std::max(most, apart); });
  if (most == 0.0) return 0.0;
  walk_levels(x, y, [&](double share, double apart) { sum.add(share * std::pow(apart / most, p)); });
  return most * std::pow(sum.value(), 1.0 / p);
}

}  // namespace

void Wasserstein::compute(const sdk::Table& table, sdk::EvidenceSink& evidence) {
  auto samples = read_two_samples(table);
  auto& x = samples.x.values;
  auto& y = samples.y.values;
  auto no = unless_finite(x, y);
  if (!no && (x.empty() || y.empty())) no = NoAnswer{1, 0, "a sample has no value"};
  double found = 0.0;
  if (!no) {
    sort_numbers(x);
    sort_numbers(y);
    found = distance(x, y, params_.p);
    if (!std::isfinite(found)) no = NoAnswer{1, 0, "differences of the values are too large for a double"};
  }
  const auto set_inputs = [&](sdk::Object& detail) {
    detail.set("p", params_.p).set("x", samples.x.name).set("y", samples.y.name);
    detail.set("n_x", x.size()).set("n_y", y.size()).set("missing", samples.missing);
  };
  if (no) {
    evidence.add(undefined_row(kStatistic, *no).detail(set_inputs));
    return;
  }
  evidence.add(sdk::Evidence(kStatistic).value(found).effect_size(found).detail([&](sdk::Object& detail) {
    detail.set("distance", found);
    set_inputs(detail);
  }));
}

}  // namespace ophamin::statistics
