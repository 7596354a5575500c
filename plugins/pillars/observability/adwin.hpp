// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "signal.hpp"

namespace ophamin::observability {

/// ADWIN: a window as long as its mean does not change, kept as an exponential histogram of O(log n) buckets.
///
/// A bucket of row r stands for 2^r observations: their sum and their sum of squared deviations from their mean. Every `clock`
/// observations each cut of the window into an older and a newer part is tried; it is a change if the means differ by more than
///     sqrt(2 m v ln(2 ln(W) / delta)) + (2/3) m ln(2 ln(W) / delta),  m = 1/(n0 - L + 1) + 1/(n1 - L + 1),
/// with v the variance of the window, W its length, n0 and n1 the lengths of the parts and L the least length. Then the oldest
/// bucket is dropped, and the cuts are tried again.
///
/// A. Bifet and R. Gavalda, Learning from time-changing data with adaptive windowing, SDM 2007, 443-448.
///
/// Observations are held as differences from the first one since the reset, so that a large offset costs no digits.
class Adwin {
 public:
  struct Options {
    double delta = 0.002;                 ///< bound of the false alarm rate of one check, 0 < delta < 1
    std::uint64_t clock = 32;             ///< observations between checks
    std::uint32_t max_buckets = 5;        ///< in one row, 1 to kMostBuckets
    std::uint64_t min_window_length = 5;  ///< of either part of a cut, at least 1
    std::uint64_t grace_period = 10;      ///< windows up to this length are not checked
  };
  static constexpr std::uint32_t kMostBuckets = 1000;

  explicit Adwin(const Options& options);

  Signal update(double x);
  void reset() noexcept;
  std::uint64_t needed() const noexcept;

  std::uint64_t width() const noexcept { return width_; }

 private:
  struct Bucket {
    double sum;
    double squares;  ///< of the deviations from the bucket's mean
  };
  void insert(double x);
  void compress();
  bool shrink();
  bool finds_cut() const;
  void drop_oldest();

  Options options_;
  std::size_t row_capacity_;
  std::vector<Bucket> buckets_;    ///< row by row, room for `row_capacity_` each, oldest first
  std::vector<std::size_t> used_;  ///< buckets in each row
  double origin_ = 0.0;
  double total_ = 0.0;
  double squares_ = 0.0;  ///< of the window, like Bucket::squares
  std::uint64_t width_ = 0;
  std::uint64_t ticks_ = 0;
};

}  // namespace ophamin::observability
