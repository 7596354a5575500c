// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "cumulative.hpp"

namespace ophamin::synthesis {

/// The results after each study, and when their conclusion changed. The first `limit` results are kept, all are counted.
class Trajectory {
 public:
  explicit Trajectory(std::size_t limit) noexcept : limit_(limit) {}

  void reserve(std::size_t results) { kept_.reserve(results < limit_ ? results : limit_); }

  /// The next result. True if it says something else than the one before: before the first one nothing was significant.
  bool add(const Result& result) {
    if (kept_.size() < limit_) kept_.push_back(result);
    const int conclusion = result.conclusion();
    const bool has_changed = conclusion != conclusion_;
    if (has_changed || result.k == 1) stable_since_ = result.k;
    if (conclusion == 0) {
      significant_since_ = std::nullopt;
    } else {
      if (!significant_since_) significant_since_ = result.k;
      if (!first_crossing_) first_crossing_ = result.k;
    }
    conclusion_ = conclusion;
    return has_changed;
  }

  const std::vector<Result>& kept() const noexcept { return kept_; }
  /// The smallest k with a significant result, whatever came later.
  std::optional<std::uint64_t> first_crossing_k() const noexcept { return first_crossing_; }
  /// The smallest k from which every result is significant.
  std::optional<std::uint64_t> first_significant_k() const noexcept { return significant_since_; }
  /// The smallest k from which every result says the same: above 0, below 0, or not significant.
  std::optional<std::uint64_t> first_stable_k() const noexcept { return stable_since_; }

 private:
  std::size_t limit_;
  std::vector<Result> kept_;
  int conclusion_ = 0;
  std::optional<std::uint64_t> first_crossing_, significant_since_, stable_since_;
};

}  // namespace ophamin::synthesis
