// SPDX-License-Identifier: Apache-2.0
#include "kswin.hpp"

#include <algorithm>
#include <numeric>

#include "ks_exact.hpp"

namespace ophamin::observability {
namespace {

// The smallest h with p <= alpha and h / n > 1/10.
std::optional<std::size_t> critical_steps(std::size_t n, double alpha) noexcept {
  const auto by_p = ks_critical(n, alpha);
  if (!by_p) return std::nullopt;
  return std::max(*by_p, n / 10 + 1);
}

}  // namespace

Kswin::Kswin(const Options& options, std::uint64_t seed)
    : options_(options),
      critical_(critical_steps(options.stat_size, options.alpha)),
      rng_(seed),
      window_(options.window_size),
      order_(options.window_size - options.stat_size),
      older_(options.stat_size) {
  std::iota(order_.begin(), order_.end(), 0u);
  recent_.reserve(options.stat_size);
}

void Kswin::reset() noexcept {
  next_ = filled_ = 0;
  recent_.clear();
}

std::optional<double> Kswin::smallest_d() const noexcept {
  if (!critical_) return std::nullopt;
  return static_cast<double>(*critical_) / static_cast<double>(options_.stat_size);
}

Signal Kswin::update(double x) {
  push(x);
  return {.drift = filled_ == options_.window_size && critical_ && is_drift()};
}

void Kswin::push(double x) {
  const auto size = options_.window_size;
  if (recent_.size() == options_.stat_size) {
    const double leaves = window_[(next_ + size - options_.stat_size) % size];
    recent_.erase(std::lower_bound(recent_.begin(), recent_.end(), leaves));
  }
  recent_.insert(std::upper_bound(recent_.begin(), recent_.end(), x), x);
  window_[next_] = x;
  next_ = next_ + 1 == size ? 0 : next_ + 1;
  filled_ = std::min(filled_ + 1, size);
}

bool Kswin::is_drift() {
  // The first steps of a Fisher-Yates shuffle draw without replacement, whatever order the last draw has left.
  const auto last = static_cast<std::int64_t>(order_.size()) - 1;
  for (std::size_t i = 0; i < older_.size(); ++i) {
    std::swap(order_[i], order_[static_cast<std::size_t>(rng_.uniform_int(static_cast<std::int64_t>(i), last))]);
    const auto place = next_ + order_[i];
    older_[i] = window_[place < window_.size() ? place : place - window_.size()];
  }
  std::sort(older_.begin(), older_.end());
  return ks_steps(older_, recent_) >= *critical_;
}

}  // namespace ophamin::observability
