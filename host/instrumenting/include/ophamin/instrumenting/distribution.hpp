// SPDX-License-Identifier: Apache-2.0
//
// Describes any number of values in bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <ophamin/records/json.hpp>

namespace ophamin::instrumenting {

class Distribution {
 public:
  /// Up to so many values the quantiles are exact; beyond, they are those of a uniform sample of this size (algorithm R; J. S.
  /// Vitter, Random Sampling with a Reservoir, 1985). Number, minimum, maximum and mean are exact always.
  static constexpr std::size_t kKept = std::size_t{1} << 16;

  /// A value that is not finite is left out.
  void add(double value);
  std::uint64_t count() const noexcept { return count_; }

  /// {n, min, max, median, mean, p10, p90}, by the reference's rule of ranks; null where there is no value. `quantiles_from` is there
  /// if that is fewer than all.
  records::JsonObject to_json() const;

 private:
  std::uint64_t count_ = 0;
  double min_ = 0.0;
  double max_ = 0.0;
  double mean_ = 0.0;
  std::vector<double> kept_;
  std::uint64_t random_ = 0x9e3779b97f4a7c15;  // no seed of the run: what is sampled here decides nothing
};

}  // namespace ophamin::instrumenting
