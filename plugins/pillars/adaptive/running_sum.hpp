// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "../common/compensated_sum.hpp"

namespace ophamin::adaptive {

/// A sum that is looked at after each of its terms: plain within a block of terms, compensated over blocks, so that a term costs
/// one addition and a million of them no digit. Blocks count from the first term: it does not matter how terms are handed over.
class RunningSum {
 public:
  /// Adds `term(x)` for each x, and calls `look(value)` after each, as long as that is true. Returns how many were added.
  template <class Term, class Look>
  std::size_t add(std::span<const double> xs, Term term, Look look) noexcept {
    for (std::size_t done = 0; done < xs.size();) {
      if (in_block_ == kBlock) {
        whole_.add(partial_);
        partial_ = 0.0;
        in_block_ = 0;
      }
      const double before = whole_.value();
      double partial = partial_;
      bool goes_on = true;
      const auto begin = done;
      const auto end = std::min(xs.size(), done + (kBlock - in_block_));
      while (goes_on && done < end) {
        partial += term(xs[done++]);
        goes_on = look(before + partial);
      }
      partial_ = partial;
      in_block_ += done - begin;
      if (!goes_on) return done;
    }
    return xs.size();
  }
  /// What `look` was shown last; 0 without a term.
  double value() const noexcept { return whole_.value() + partial_; }

 private:
  static constexpr std::size_t kBlock = 128;

  pillars::CompensatedSum whole_;
  double partial_ = 0.0;
  std::size_t in_block_ = 0;
};

}  // namespace ophamin::adaptive
