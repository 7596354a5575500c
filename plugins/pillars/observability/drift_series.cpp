// SPDX-License-Identifier: Apache-2.0
#include "drift_series.hpp"

#include <cmath>

#include "../common/bits.hpp"
#include "../common/present_runs.hpp"

namespace ophamin::observability {

std::uint64_t DriftSeries::needed() const {
  return std::visit([](const auto& detector) { return detector.needed(); }, detector_);
}

void DriftSeries::note(std::uint64_t row, double x, Signal signal, const Report& report) {
  has_drifted_ = signal.drift;
  if (signal.drift) change_points_.add(row);
  if (signal.warning) warning_points_.add(row);
  if (report) report(row, x, signal);
}

template <class Detector>
void DriftSeries::take(Detector& detector, std::uint64_t row, std::span<const double> xs, const Report& report) {
  for (const double x : xs) {
    if (!std::isfinite(x)) ++not_finite_;
    if (not_finite_ == 0) {
      if (has_drifted_) [[unlikely]] {
        detector.reset();
        has_drifted_ = false;
      }
      const Signal signal = detector.update(x);
      if (signal.drift || signal.warning) [[unlikely]] note(row, x, signal, report);
    }
    ++row;
  }
}

void DriftSeries::add(const sdk::Column& values, const Report& report) {
  if (is_binary()) pillars::demand_bits(values, rows_, "the detector");
  const auto first = rows_;
  rows_ += values.size();
  missing_ += values.missing();
  std::visit(
      [&](auto& detector) {
        pillars::for_each_run(values, [&](std::size_t at, std::span<const double> xs) { take(detector, first + at, xs, report); });
      },
      detector_);
}

}  // namespace ophamin::observability
