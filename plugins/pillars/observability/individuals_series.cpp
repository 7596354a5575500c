// SPDX-License-Identifier: Apache-2.0
#include "individuals_series.hpp"

#include <cmath>

#include "chart_evidence.hpp"

namespace ophamin::observability {

void IndividualsSeries::add(const sdk::Column& values, const Judge::Report& report) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto row = rows_++;
    if (!values.has(i)) {
      ++missing_;
      continue;
    }
    const double x = values.number(i);
    if (!std::isfinite(x)) ++not_finite_;
    if (not_finite_ != 0) continue;  // no limits will come of it; only the counts are still of use
    if (judge_) {
      judge_next(row, x, report);
    } else {
      waiting_.push_back({row, x});
      if (settings_.baseline && waiting_.size() == *settings_.baseline) end_baseline(report);
    }
  }
}

void IndividualsSeries::judge_next(std::uint64_t row, double x, const Judge::Report& report) {
  judge_->point(row, x, report);
  if (previous_) judge_->range(row, std::fabs(x - *previous_));
  previous_ = x;
}

void IndividualsSeries::end_baseline(const Judge::Report& report) {
  std::vector<double> values;
  values.reserve(waiting_.size());
  for (const auto& waiting : waiting_) values.push_back(waiting.x);
  start(fit_individuals(values, settings_.sigma_limit));
  for (const auto& waiting : waiting_) judge_next(waiting.row, waiting.x, report);
  waiting_ = {};
}

void IndividualsSeries::finish(sdk::EvidenceSink& evidence) const {
  const auto values = rows_ - missing_;
  if (not_finite_ != 0) return add_not_finite(evidence, values, not_finite_);
  if (!judge_) return add_undefined(evidence, *settings_.baseline, values, "fewer values than the baseline needs");
  if (values == 0) return add_undefined(evidence, 1, 0, "no value");
  add_individuals(evidence, *judge_, {.missing = missing_, .sigma_limit = settings_.sigma_limit, .baseline = settings_.baseline});
}

}  // namespace ophamin::observability
