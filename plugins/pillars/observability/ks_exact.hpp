// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace ophamin::observability {

/// P(D >= h / n) of the two-sided Kolmogorov-Smirnov statistic D of two samples of n observations each from one continuous law,
/// exactly: 2 sum over j >= 1 of (-1)^(j+1) C(2n, n - jh) / C(2n, n). h is at most n.
/// B. V. Gnedenko and V. S. Korolyuk, On the maximum discrepancy between two empirical distributions, 1951.
double ks_exact_p(std::size_t n, std::size_t h) noexcept;

/// The smallest h with ks_exact_p(n, h) <= alpha, or none.
std::optional<std::size_t> ks_critical(std::size_t n, double alpha) noexcept;

/// n D of two sorted samples of the same size n. Ties are one step of both distribution functions.
std::size_t ks_steps(std::span<const double> a, std::span<const double> b) noexcept;

}  // namespace ophamin::observability
