// SPDX-License-Identifier: Apache-2.0
#include "summary_interval.hpp"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "../common/sample_statistic.hpp"

namespace ophamin::robustness {
namespace {

// How far from 0 a standard law leaves (1 - level) / 2 above; from the upper tail, exact also for levels next to 1.
template <class Law>
double two_sided(const Law& law, double level) {
  return boost::math::quantile(boost::math::complement(law, (1.0 - level) / 2.0));
}

}  // namespace

Summary summarize(const std::vector<double>& scores, Interval interval, double level, double test_share) {
  Summary summary;
  summary.mean = pillars::mean_of(scores);
  if (scores.size() < 2) return summary;
  const auto n = static_cast<double>(scores.size());
  const double variance = pillars::variance_of(scores);
  summary.sd = std::sqrt(variance);
  summary.sem = *summary.sd / std::sqrt(n);
  switch (interval) {
    case Interval::kIndependent: {
      const double half = two_sided(boost::math::normal_distribution<double>(), level) * *summary.sem;
      summary.ci = {summary.mean - half, summary.mean + half};
      break;
    }
    case Interval::kCorrected: {
      const double half = two_sided(boost::math::students_t_distribution<double>(n - 1.0), level) * std::sqrt((1.0 / n + test_share) * variance);
      summary.ci = {summary.mean - half, summary.mean + half};
      break;
    }
    case Interval::kPercentile: {
      auto sorted = scores;
      const double tail = (1.0 - level) / 2.0;
      const double low = pillars::quantile_of(sorted, tail);
      summary.ci = {low, pillars::quantile_of(sorted, 1.0 - tail)};
      break;
    }
  }
  return summary;
}

}  // namespace ophamin::robustness
