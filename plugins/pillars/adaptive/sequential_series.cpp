// SPDX-License-Identifier: Apache-2.0
#include "sequential_series.hpp"

#include <algorithm>
#include <cmath>

#include "../common/bits.hpp"
#include "../common/present_runs.hpp"

namespace ophamin::adaptive {

template <class Test>
void SequentialSeries::take(Test& test, std::uint64_t row, std::span<const double> xs, const Report& report) {
  while (!xs.empty() && not_finite_ == 0 && !overflowed_) {
    const auto taken = test.take(xs, decision_);
    const double last = xs[taken - 1];
    xs = xs.subspan(taken);
    row += taken;
    observations_ += taken;
    if (!std::isfinite(last)) {
      not_finite_ = 1;
    } else if (!std::isfinite(test.statistic())) {
      overflowed_ = true;
    } else if (const auto decision = test.decision(); decision != decision_) {
      decision_ = decision;
      if (!stop_) stop_ = Stop{observations_, row - 1, decision};
      if (report) report(row - 1, last, decision);
    }
  }
  // What is left after a value that cannot be used: only the counts are of use.
  observations_ += xs.size();
  not_finite_ += static_cast<std::uint64_t>(std::count_if(xs.begin(), xs.end(), [](double x) { return !std::isfinite(x); }));
}

void SequentialSeries::add(const sdk::Column& values, const Report& report) {
  if (std::holds_alternative<BernoulliTest>(test_)) pillars::demand_bits(values, rows_, "a Bernoulli test");
  const auto first = rows_;
  rows_ += values.size();
  missing_ += values.missing();
  std::visit(
      [&](auto& test) {
        pillars::for_each_run(values, [&](std::size_t at, std::span<const double> xs) { take(test, first + at, xs, report); });
      },
      test_);
}

}  // namespace ophamin::adaptive
