// SPDX-License-Identifier: Apache-2.0
//
// Splits in which every fold tests once, and splits of a series, in which the past trains.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "splitter.hpp"

namespace ophamin::robustness {

/// k_fold: contiguous folds of the items, shuffled or not, the first n mod k one larger (M. Stone, JRSS B 36 (1974) 111-147).
/// With groups: the biggest group first, each into the fold that is lightest so far. stratified_k_fold: each stratum is dealt out
/// so that the folds' counts of it differ by at most 1, and so do their sizes.
class Folds final : public Splitter {
 public:
  Folds(const Resampling& resampling, const Items& items, const Seeds& seeds);
  std::size_t train_size() const override { return items_.size() - test_size(); }
  std::uint64_t planned() const override { return begins_.size() - 1; }

 private:
  bool advance() override;
  Indices make_test() override;
  Indices make_train() override;
  std::size_t test_size() const { return begins_[next_] - begins_[next_ - 1]; }
  void take(const Buckets& folds);

  Presentation test_order_, train_order_;
  std::vector<std::uint32_t> items_;   ///< fold by fold
  std::vector<std::size_t> begins_;    ///< of the folds, and the end of the last
  std::size_t next_ = 0;
  std::vector<std::uint32_t> test_part_, train_part_;
};

/// Test parts of n div (k + 1) items at the end of the series, one after the other; all that comes before one trains it. In
/// the order of the series.
class TimeSeries final : public Splitter {
 public:
  TimeSeries(const Resampling& resampling, const Items& items);
  std::size_t train_size() const override { return begin_ - size_; }
  std::uint64_t planned() const override { return splits_; }

 private:
  bool advance() override;
  Indices make_test() override { return Indices(items_).subspan(begin_ - size_, size_); }
  Indices make_train() override { return Indices(items_).first(begin_ - size_); }

  std::vector<std::uint32_t> items_;
  std::uint64_t splits_;
  std::size_t size_;
  std::size_t begin_;  ///< of the next test part
};

}  // namespace ophamin::robustness
