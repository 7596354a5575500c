// SPDX-License-Identifier: Apache-2.0
//
// The mean of the scores of splits, and how far it can be trusted.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace ophamin::robustness {

enum class Interval {
  kIndependent,  ///< mean -+ z sem, as if the scores were independent, which they are not: descriptive
  kCorrected,    ///< for the overlap of training parts: C. Nadeau and Y. Bengio, Inference for the generalization error, Machine
                 ///< Learning 52 (2003) 239-281
  kPercentile,   ///< quantiles of the scores themselves
};

/// Of at least one score. What one score does not have is none.
struct Summary {
  double mean = 0.0;
  std::optional<double> sd{};   ///< divided by n - 1
  std::optional<double> sem{};  ///< sd / sqrt(n)
  std::optional<std::pair<double, double>> ci{};
};

/// `test_share` is the mean of the test part's size over the training part's, for kCorrected.
Summary summarize(const std::vector<double>& scores, Interval interval, double level, double test_share);

}  // namespace ophamin::robustness
