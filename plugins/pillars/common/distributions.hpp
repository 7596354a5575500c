// SPDX-License-Identifier: Apache-2.0
//
// Tails and quantiles of the laws that tests and intervals are made of. Tails are computed as tails, so that a p-value of
// 1e-200 is one and not 0. A statistic that is no number gives NaN, an infinite one its limit.
#pragma once

namespace ophamin::pillars {

/// z with P(|Z| > z) = 1 - level; 0 < level < 1.
double normal_interval(double level);
/// t with P(|T| > t) = 1 - level; df > 0, infinite for the normal law.
double t_interval(double df, double level);

/// z with P(Z < z) = p; 0 < p < 1.
double normal_with_below(double p);

/// P(Z > z).
double normal_above(double z) noexcept;
/// P(|Z| > |z|).
double normal_two_sided(double z) noexcept;
/// P(T > t); df > 0, infinite for the normal law.
double t_above(double t, double df);
/// P(|T| > |t|); df > 0, infinite for the normal law.
double t_two_sided(double t, double df);
/// P(X > x); df >= 0. The law with df 0 is the constant 0.
double chi_square_above(double x, double df);
/// x with P(X > x) = p; 0 < p < 1, df > 0.
double chi_square_with_above(double p, double df);
/// P(X > x); df1, df2 > 0.
double f_above(double x, double df1, double df2);

}  // namespace ophamin::pillars
