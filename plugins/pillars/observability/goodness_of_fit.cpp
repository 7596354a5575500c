// SPDX-License-Identifier: Apache-2.0
#include "goodness_of_fit.hpp"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <limits>

#include <ophamin/sdk.hpp>

namespace ophamin::observability {
namespace {

GoodnessOfFit undefined(GoodnessOfFit fit, std::string_view why, std::uint64_t needed, std::uint64_t found) {
  fit.undefined = why;
  fit.needed = needed;
  fit.found = found;
  return fit;
}

}  // namespace

GoodnessOfFit goodness_of_fit(std::span<const std::uint64_t> observed, std::span<const double> ratios) {
  GoodnessOfFit fit;
  const auto arms = observed.size();
  for (const auto count : observed) {
    if (__builtin_add_overflow(fit.total, count, &fit.total)) throw sdk::invalid_argument("the counts add up to more than 2^64 units");
  }
  // In long double, which holds counts beyond 2^53 without rounding: the difference of an observed and an expected count must
  // not be one of two rounded ones.
  long double sum = 0.0L;
  for (const double ratio : ratios) sum += ratio;
  const auto total = static_cast<long double>(fit.total);
  const auto expected = [&](std::size_t arm) { return total * static_cast<long double>(ratios[arm]) / sum; };
  fit.expected.reserve(arms);
  for (std::size_t arm = 0; arm < arms; ++arm) fit.expected.push_back(static_cast<double>(expected(arm)));
  fit.dof = arms - 1;

  if (fit.total == 0) return undefined(std::move(fit), "total is zero", 1, 0);
  if (arms == 1) return undefined(std::move(fit), "one arm leaves no degree of freedom", 2, 1);
  std::uint64_t positive = 0;
  for (std::size_t arm = 0; arm < arms; ++arm) {
    if (ratios[arm] > 0.0) {
      ++positive;
    } else if (observed[arm] != 0) {  // what has no probability has happened
      fit.chi2 = std::numeric_limits<double>::infinity();
      fit.pvalue = 0.0;
      return fit;
    }
  }
  if (positive != arms) return undefined(std::move(fit), "an expected ratio of zero", arms, positive);

  long double chi2 = 0.0L;
  for (std::size_t arm = 0; arm < arms; ++arm) {
    const auto e = expected(arm);
    const auto distance = static_cast<long double>(observed[arm]) - e;
    chi2 += distance * distance / e;
  }
  fit.chi2 = static_cast<double>(chi2);
  fit.pvalue = boost::math::gamma_q(static_cast<double>(fit.dof) / 2.0, fit.chi2 / 2.0);
  return fit;
}

}  // namespace ophamin::observability
