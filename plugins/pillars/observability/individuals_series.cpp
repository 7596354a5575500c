// SPDX-License-Identifier: Apache-2.0
#include "individuals_series.hpp"

#include <algorithm>
#include <cmath>

#include "../common/present_runs.hpp"
#include "chart_evidence.hpp"

namespace ophamin::observability {

void IndividualsSeries::add(const sdk::Column& values, const Judge::Report& report) {
  const auto first = rows_;
  rows_ += values.size();
  missing_ += values.missing();
  pillars::for_each_run(values, [&](std::size_t at, std::span<const double> xs) { take(first + at, xs, report); });
}

void IndividualsSeries::take(std::uint64_t row, std::span<const double> xs, const Judge::Report& report) {
  // No limits will come of a value that is not finite: from the first of them on only the counts are of use.
  const auto count = static_cast<std::size_t>(std::count_if(xs.begin(), xs.end(), [](double x) { return !std::isfinite(x); }));
  auto good = not_finite_ != 0 ? xs.first(0) : xs;
  if (count != 0) {
    not_finite_ += count;
    const auto bad = std::find_if_not(good.begin(), good.end(), [](double x) { return std::isfinite(x); });
    good = good.first(static_cast<std::size_t>(bad - good.begin()));
  }
  for (; !judge_ && !good.empty(); good = good.subspan(1)) {
    waiting_.push_back({row++, good.front()});
    if (settings_.baseline && waiting_.size() == *settings_.baseline) end_baseline(report);
  }
  if (judge_ && judge_->chart().is_finite()) judge(row, good, report);
}

void IndividualsSeries::judge(std::uint64_t row, std::span<const double> xs, const Judge::Report& report) {
  judge_->points(row, xs, report);
  if (!judge_->chart().ranges) return;
  for (const double x : xs) {
    if (previous_) judge_->range(row, std::fabs(x - *previous_));
    previous_ = x;
    ++row;
  }
}

void IndividualsSeries::end_baseline(const Judge::Report& report) {
  std::vector<double> values;
  values.reserve(waiting_.size());
  for (const auto& waiting : waiting_) values.push_back(waiting.x);
  start(fit_individuals(values, settings_.sigma_limit));
  if (judge_->chart().is_finite()) {
    for (const auto& waiting : waiting_) judge(waiting.row, std::span(&waiting.x, 1), report);
  }
  waiting_ = {};
}

void IndividualsSeries::finish(sdk::EvidenceSink& evidence) const {
  const auto values = rows_ - missing_;
  if (not_finite_ != 0) return add_not_finite(evidence, values, not_finite_);
  if (!judge_) return add_undefined(evidence, *settings_.baseline, values, "fewer values than the baseline needs");
  if (values == 0) return add_undefined(evidence, 1, 0, "no value");
  if (!judge_->chart().is_finite()) return add_overflow(evidence, values);
  add_individuals(evidence, *judge_, {.missing = missing_, .sigma_limit = settings_.sigma_limit, .baseline = settings_.baseline});
}

}  // namespace ophamin::observability
