// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "../common/compensated_sum.hpp"

namespace ophamin::adaptive {

/// A sum that is looked at after each of its terms: plain within a run of terms, which is added up from 0, and compensated over
/// runs, so that a million terms cost no digit. Runs count from the first term: it does not matter how terms are handed over.
class RunningSum {
 public:
  /// Adds `term(x)` for each x, and calls `look(value)` after each, as long as that is true. Returns how many were added.
  template <class Term, class Look>
  std::size_t add(std::span<const double> xs, Term term, Look look) noexcept {
    std::size_t done = 0;
    while (done < xs.size() && add_to_run(xs, done, term, look)) {
    }
    return done;
  }

  /// The same, if `look` is true of whatever lies between two values of which it is, and false of what is not finite. Then the
  /// least and the largest value of a run tell of all of it. `term` takes pairs, too.
  template <class Term, class Look>
  std::size_t add_between(std::span<const double> xs, Term term, Look look) noexcept {
    std::size_t done = 0;
    bool goes_on = true;
    while (goes_on && done < xs.size()) {
      if (in_run_ % kRun != 0 || xs.size() - done < kLanes * kRun) {
        goes_on = add_to_run(xs, done, term, look);
        continue;
      }
      const auto runs = runs_of(xs.data() + done, term);
      for (std::size_t lane = 0; goes_on && lane < kLanes; ++lane) {
        begin_run();
        const double before = whole_.value();
        // A NaN is neither the least nor the largest, but stays to the end.
        if (look(before + runs.least[lane]) && look(before + runs.largest[lane]) && look(before + runs.sum[lane])) {
          run_ = runs.sum[lane];
          in_run_ = kRun;
          done += kRun;
        } else {
          goes_on = add_to_run(xs, done, term, look);
        }
      }
    }
    return done;
  }

  /// What `look` was shown last; 0 without a term.
  double value() const noexcept { return whole_.value() + run_; }

 private:
  static constexpr std::size_t kRun = 32;
  static constexpr std::size_t kLanes = 4;  // runs that are added up side by side, so that none waits for its own last addition
  using Pair = double __attribute__((vector_size(16)));

  struct Runs {
    std::array<double, kLanes> sum, least, largest;
  };

  void begin_run() noexcept {
    if (in_run_ != kRun) return;
    whole_.add(run_);
    run_ = 0.0;
    in_run_ = 0;
  }

  // Up to the end of the run. False once `look` is.
  template <class Term, class Look>
  bool add_to_run(std::span<const double> xs, std::size_t& done, Term term, Look look) noexcept {
    begin_run();
    const double before = whole_.value();
    const auto begin = done;
    const auto end = std::min(xs.size(), done + (kRun - in_run_));
    double run = run_;
    bool goes_on = true;
    while (goes_on && done < end) {
      run += term(xs[done++]);
      goes_on = look(before + run);
    }
    run_ = run;
    in_run_ += done - begin;
    return goes_on;
  }

  // kLanes whole runs, two in a pair.
  template <class Term>
  static Runs runs_of(const double* xs, Term term) noexcept {
    const auto terms = [=](std::size_t lane, std::size_t i) { return term(Pair{xs[lane * kRun + i], xs[(lane + 1) * kRun + i]}); };
    constexpr std::size_t kPairs = kLanes / 2;
    Pair sum[kPairs], least[kPairs], largest[kPairs];
    for (std::size_t pair = 0; pair < kPairs; ++pair) sum[pair] = least[pair] = largest[pair] = terms(2 * pair, 0);
    for (std::size_t i = 1; i < kRun; ++i) {
      for (std::size_t pair = 0; pair < kPairs; ++pair) {
        sum[pair] += terms(2 * pair, i);
        least[pair] = sum[pair] < least[pair] ? sum[pair] : least[pair];
        largest[pair] = sum[pair] > largest[pair] ? sum[pair] : largest[pair];
      }
    }
    Runs runs{};
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      runs.sum[lane] = sum[lane / 2][lane % 2];
      runs.least[lane] = least[lane / 2][lane % 2];
      runs.largest[lane] = largest[lane / 2][lane % 2];
    }
    return runs;
  }

  pillars::CompensatedSum whole_;
  double run_ = 0.0;
  std::size_t in_run_ = 0;
};

}  // namespace ophamin::adaptive
