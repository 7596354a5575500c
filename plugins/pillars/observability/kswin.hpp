// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <ophamin/random.hpp>

#include "signal.hpp"

namespace ophamin::observability {

/// KSWIN: the last `stat_size` observations against as many drawn from the older ones of a sliding window, without replacement,
/// by the two-sided two-sample Kolmogorov-Smirnov test. Drift if p <= alpha and D > 0.1. The p-value is exact.
///
/// The test runs at every observation, so a false alarm in a long stream is far more probable than alpha.
///
/// C. Raab, M. Heusinger and F.-M. Schleif, Reactive soft prototype computing for concept drift streams, Neurocomputing 416
/// (2020) 340-351.
class Kswin {
 public:
  struct Options {
    double alpha = 0.005;           ///< 0 <= alpha <= 1
    std::size_t window_size = 100;  ///< at least 2 stat_size
    std::size_t stat_size = 30;     ///< at least 1
  };
  static constexpr std::size_t kLargestWindow = 1'000'000;

  Kswin(const Options& options, std::uint64_t seed);

  Signal update(double x);
  void reset() noexcept;
  std::uint64_t needed() const noexcept { return options_.window_size; }

  /// The smallest D that is a drift; none if alpha is too small for samples of this size.
  std::optional<double> smallest_d() const noexcept;

 private:
  void push(double x);
  bool is_drift();

  Options options_;
  std::optional<std::size_t> critical_;  ///< smallest n D that is a drift
  sdk::Rng rng_;
  std::vector<double> window_;          ///< a ring: the oldest is at next_ once it is full
  std::size_t next_ = 0;
  std::size_t filled_ = 0;
  std::vector<std::uint32_t> order_;    ///< places among the older observations, always in some order
  std::vector<double> older_, recent_;  ///< the samples, sorted
};

}  // namespace ophamin::observability
