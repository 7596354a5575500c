// SPDX-License-Identifier: Apache-2.0
#include "adwin.hpp"

#include <algorithm>
#include <cmath>

namespace ophamin::observability {
namespace {

double length_of(std::size_t row) noexcept { return static_cast<double>(std::uint64_t{1} << row); }

}  // namespace

Adwin::Adwin(const Options& options) : options_(options), row_capacity_(std::size_t{options.max_buckets} + 1) { reset(); }

void Adwin::reset() noexcept {
  std::fill(used_.begin(), used_.end(), std::size_t{0});
  total_ = squares_ = 0.0;
  width_ = ticks_ = 0;
}

std::uint64_t Adwin::needed() const noexcept {
  // Both parts have their least length, and the grace period is over; then the clock has to come round.
  const auto least = std::max(2 * options_.min_window_length, options_.grace_period + 1);
  return (least + options_.clock - 1) / options_.clock * options_.clock;
}

Signal Adwin::update(double x) {
  ++ticks_;
  insert(x);
  return {.drift = ticks_ % options_.clock == 0 && width_ > options_.grace_period && shrink()};
}

void Adwin::insert(double x) {
  if (width_ == 0) origin_ = x;
  const double y = x - origin_;
  if (width_ > 0) {
    // Adding one observation to n of mean m adds n (y - m)^2 / (n + 1) to the squared deviations.
    const auto n = static_cast<double>(width_);
    const double distance = y - total_ / n;
    squares_ += n * distance * distance / (n + 1.0);
  }
  total_ += y;
  ++width_;
  if (used_.empty()) {
    used_.push_back(0);
    buckets_.resize(row_capacity_);
  }
  buckets_[used_[0]++] = {y, 0.0};
  if (used_[0] == row_capacity_) compress();
}

// In every over-full row the two oldest buckets become one of the next row.
void Adwin::compress() {
  for (std::size_t row = 0; used_[row] == row_capacity_; ++row) {
    if (row + 1 == used_.size()) {
      used_.push_back(0);
      buckets_.resize(buckets_.size() + row_capacity_);
    }
    auto* oldest = &buckets_[row * row_capacity_];
    const auto n = length_of(row);
    const double distance = (oldest[0].sum - oldest[1].sum) / n;
    const Bucket merged{oldest[0].sum + oldest[1].sum, oldest[0].squares + oldest[1].squares + n * distance * distance / 2.0};
    std::copy(oldest + 2, oldest + row_capacity_, oldest);
    used_[row] -= 2;
    buckets_[(row + 1) * row_capacity_ + used_[row + 1]++] = merged;
  }
}

bool Adwin::shrink() {
  bool changed = false;
  while (finds_cut()) {
    drop_oldest();
    changed = true;
  }
  return changed;
}

bool Adwin::finds_cut() const {
  const auto least = static_cast<double>(options_.min_window_length);
  const auto width = static_cast<double>(width_);
  const double log_term = std::log(2.0 * std::log(width) / options_.delta);
  const double normal = 2.0 * squares_ / width * log_term;
  const double linear = 2.0 / 3.0 * log_term;
  double n0 = 0.0;
  double u0 = 0.0;
  for (auto row = used_.size(); row-- > 0;) {
    const auto length = length_of(row);
    const auto* bucket = &buckets_[row * row_capacity_];
    for (std::size_t i = 0; i < used_[row]; ++i) {
      n0 += length;
      u0 += bucket[i].sum;
      const double n1 = width - n0;
      if (n1 < least) return false;
      if (n0 < least) continue;
      const double distance = std::fabs(u0 / n0 - (total_ - u0) / n1);
      const double m = 1.0 / (n0 - least + 1.0) + 1.0 / (n1 - least + 1.0);
      // distance > sqrt(normal m) + linear m, without the root
      const double rest = distance - linear * m;
      if (rest > 0.0 && rest * rest > normal * m) return true;
    }
  }
  return false;
}

void Adwin::drop_oldest() {
  auto row = used_.size();
  while (used_[row - 1] == 0) --row;
  --row;
  auto* oldest = &buckets_[row * row_capacity_];
  const Bucket dropped = oldest[0];
  std::copy(oldest + 1, oldest + used_[row], oldest);
  --used_[row];

  const auto n = length_of(row);
  width_ -= std::uint64_t{1} << row;
  total_ -= dropped.sum;
  const auto width = static_cast<double>(width_);
  const double distance = dropped.sum / n - total_ / width;
  squares_ = std::max(0.0, squares_ - dropped.squares - n * width * distance * distance / (n + width));
}

}  // namespace ophamin::observability
