// SPDX-License-Identifier: Apache-2.0
#include "distributions.hpp"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <numbers>

namespace ophamin::pillars {
namespace {

using boost::math::cdf;
using boost::math::complement;
using boost::math::quantile;

// A tail too small for a double is 0, not an error.
using Policy = boost::math::policies::policy<boost::math::policies::underflow_error<boost::math::policies::ignore_error>>;
using Normal = boost::math::normal_distribution<double, Policy>;
using StudentsT = boost::math::students_t_distribution<double, Policy>;
using ChiSquared = boost::math::chi_squared_distribution<double, Policy>;
using FisherF = boost::math::fisher_f_distribution<double, Policy>;

constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

}  // namespace

// The upper tail, not 1 - tail: exact also for levels next to 1.
double normal_interval(double level) { return quantile(complement(Normal(), (1.0 - level) / 2.0)); }

double t_interval(double df, double level) {
  if (std::isinf(df)) return normal_interval(level);
  return quantile(complement(StudentsT(df), (1.0 - level) / 2.0));
}

double normal_with_below(double p) { return quantile(Normal(), p); }

double normal_above(double z) noexcept { return 0.5 * std::erfc(z / std::numbers::sqrt2); }

double normal_two_sided(double z) noexcept { return std::erfc(std::fabs(z) / std::numbers::sqrt2); }

double t_above(double t, double df) {
  if (std::isnan(t)) return kNotANumber;
  if (std::isinf(t)) return t > 0.0 ? 0.0 : 1.0;
  if (std::isinf(df)) return normal_above(t);
  return cdf(complement(StudentsT(df), t));
}

double t_two_sided(double t, double df) {
  if (std::isnan(t)) return kNotANumber;
  if (std::isinf(t)) return 0.0;
  if (std::isinf(df)) return normal_two_sided(t);
  return 2.0 * cdf(complement(StudentsT(df), std::fabs(t)));
}

double chi_square_above(double x, double df) {
  if (std::isnan(x)) return kNotANumber;
  if (x <= 0.0 || df == 0.0) return x <= 0.0 ? 1.0 : 0.0;
  if (std::isinf(x)) return 0.0;
  return cdf(complement(ChiSquared(df), x));
}

double chi_square_with_above(double p, double df) { return quantile(complement(ChiSquared(df), p)); }

double f_above(double x, double df1, double df2) {
  if (std::isnan(x)) return kNotANumber;
  if (std::isinf(x)) return 0.0;
  return cdf(complement(FisherF(df1, df2), std::max(x, 0.0)));
}

}  // namespace ophamin::pillars
