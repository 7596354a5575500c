// SPDX-License-Identifier: Apache-2.0
//
// ADWIN written for the eye: buckets hold their values, and every mean and variance is taken from the values anew.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace ophamin::test {

class NaiveAdwin {
 public:
  struct Options {
    double delta = 0.002;
    std::size_t clock = 32;
    std::size_t max_buckets = 5;
    std::size_t min_window_length = 5;
    std::size_t grace_period = 10;
  };

  explicit NaiveAdwin(const Options& options) : options_(options) {}

  bool update(double x) {
    ++ticks_;
    if (rows_.empty()) rows_.emplace_back();
    rows_[0].push_back({x});
    for (std::size_t row = 0; rows_[row].size() > options_.max_buckets; ++row) {
      if (row + 1 == rows_.size()) rows_.emplace_back();
      auto merged = rows_[row][0];
      merged.insert(merged.end(), rows_[row][1].begin(), rows_[row][1].end());
      rows_[row].erase(rows_[row].begin(), rows_[row].begin() + 2);
      rows_[row + 1].push_back(merged);
    }
    if (ticks_ % options_.clock != 0 || window().size() <= options_.grace_period) return false;
    bool changed = false;
    while (has_cut()) {
      for (std::size_t row = rows_.size(); row-- > 0;) {
        if (rows_[row].empty()) continue;
        rows_[row].pop_front();
        break;
      }
      changed = true;
    }
    return changed;
  }

 private:
  using Bucket = std::vector<double>;

  static double mean(const std::vector<double>& values) {
    double sum = 0.0;
    for (const double x : values) sum += x;
    return sum / static_cast<double>(values.size());
  }

  // Oldest first.
  std::vector<double> window() const {
    std::vector<double> all;
    for (std::size_t row = rows_.size(); row-- > 0;) {
      for (const auto& bucket : rows_[row]) all.insert(all.end(), bucket.begin(), bucket.end());
    }
    return all;
  }

  bool has_cut() const {
    const auto all = window();
    const auto size = static_cast<double>(all.size());
    const double centre = mean(all);
    double variance = 0.0;
    for (const double x : all) variance += (x - centre) * (x - centre) / size;
    const double log_term = std::log(2.0 * std::log(size) / options_.delta);
    std::size_t cut = 0;
    for (std::size_t row = rows_.size(); row-- > 0;) {
      for (const auto& bucket : rows_[row]) {
        cut += bucket.size();
        const auto rest = all.size() - cut;
        if (cut < options_.min_window_length || rest < options_.min_window_length) continue;
        const auto middle = all.begin() + static_cast<std::ptrdiff_t>(cut);
        const double distance = std::fabs(mean({all.begin(), middle}) - mean({middle, all.end()}));
        const double m = 1.0 / static_cast<double>(cut - options_.min_window_length + 1) +
                         1.0 / static_cast<double>(rest - options_.min_window_length + 1);
        if (distance > std::sqrt(2.0 * m * variance * log_term) + 2.0 / 3.0 * log_term * m) return true;
      }
    }
    return false;
  }

  Options options_;
  std::vector<std::deque<Bucket>> rows_;
  std::size_t ticks_ = 0;
};

}  // namespace ophamin::test
