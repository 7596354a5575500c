// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

namespace ophamin::pillars {

/// A sum with the rounding errors of its additions summed beside (Knuth's two-sum): large offsets lose nothing.
class CompensatedSum {
 public:
  void add(double x) noexcept {
    const double sum = sum_ + x;
    const double kept = sum - sum_;
    error_ += (sum_ - (sum - kept)) + (x - kept);
    sum_ = sum;
  }
  double value() const noexcept { return sum_ + error_; }

 private:
  double sum_ = 0.0;
  double error_ = 0.0;
};

/// The arithmetic mean of finite numbers; there is at least one.
inline double mean(std::span<const double> x) noexcept {
  CompensatedSum sum;
  for (const double value : x) sum.add(value);
  return sum.value() / static_cast<double>(x.size());
}

}  // namespace ophamin::pillars
