// SPDX-License-Identifier: Apache-2.0
#include "conformal_rank.hpp"

#include <algorithm>
#include <limits>

#include <ophamin/decimal.hpp>

#include "../common/flags.hpp"

namespace ophamin::statistics {

ConformalQuantile conformal_quantile(std::vector<double>& scores, double alpha) {
  const std::uint64_t n = scores.size();
  const auto k = n + 1 - sdk::whole_share(alpha, n + 1).floor;
  if (k > n) return {n, k, std::numeric_limits<double>::infinity()};
  const auto at = scores.begin() + static_cast<std::ptrdiff_t>(k - 1);
  std::nth_element(scores.begin(), at, scores.end());
  return {n, k, *at};
}

bool CalibrationRows::calibrates(std::size_t row) const {
  if (!outcome_.has(row)) return false;
  return !calibration_ || (calibration_->has(row) && pillars::flag_at(*calibration_, row));
}

bool CalibrationRows::is_new(std::size_t row) const {
  if (!calibration_) return !outcome_.has(row);
  return calibration_->has(row) && !pillars::flag_at(*calibration_, row);
}

bool add_without_quantile(sdk::EvidenceSink& evidence, std::uint64_t scores, std::uint64_t nans) {
  if (scores != 0 && nans == 0) return false;
  auto row = sdk::Evidence("quantile");
  if (scores == 0) {
    row.undefined(1, 0, "no calibration score");
  } else {
    row.undefined(scores, scores - nans, "a NaN among the scores");
  }
  evidence.add(row);
  return true;
}

}  // namespace ophamin::statistics
