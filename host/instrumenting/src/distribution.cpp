// SPDX-License-Identifier: Apache-2.0
#include <ophamin/instrumenting/distribution.hpp>

#include <algorithm>
#include <cmath>

namespace ophamin::instrumenting {

using records::Json;

namespace {

/// SplitMix64 (Steele, Lea, Flood 2014).
std::uint64_t next_random(std::uint64_t& state) noexcept {
  std::uint64_t z = state += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

}  // namespace

void Distribution::add(double value) {
  if (!std::isfinite(value)) return;
  ++count_;
  min_ = count_ == 1 ? value : std::min(min_, value);
  max_ = count_ == 1 ? value : std::max(max_, value);
  mean_ += (value - mean_) / static_cast<double>(count_);
  if (kept_.size() < kKept) {
    kept_.push_back(value);
  } else if (const auto place = next_random(random_) % count_; place < kKept) {
    kept_[static_cast<std::size_t>(place)] = value;
  }
}

records::JsonObject Distribution::to_json() const {
  if (count_ == 0) {
    return {{"n", Json(0)}, {"min", Json()}, {"max", Json()}, {"median", Json()}, {"mean", Json()}, {"p10", Json()}, {"p90", Json()}};
  }
  auto sorted = kept_;
  std::sort(sorted.begin(), sorted.end());
  const auto n = sorted.size();
  const auto rank = [n](double share) { return static_cast<std::size_t>(share * static_cast<double>(n)); };
  const auto tenth = rank(0.10);
  const double median = n % 2 == 1 ? sorted[n / 2] : sorted[n / 2 - 1] + (sorted[n / 2] - sorted[n / 2 - 1]) / 2.0;
  records::JsonObject summary{{"n", Json(count_)},
                              {"min", Json(min_)},
                              {"max", Json(max_)},
                              {"median", Json(median)},
                              {"mean", Json(mean_)},
                              {"p10", Json(sorted[tenth == 0 ? 0 : tenth - 1])},
                              {"p90", Json(sorted[std::min(n - 1, rank(0.90))])}};
  if (count_ > n) summary.set("quantiles_from", Json(n));
  return summary;
}

}  // namespace ophamin::instrumenting
