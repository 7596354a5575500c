// SPDX-License-Identifier: Apache-2.0
//
// A series that comes row by row, judged by one sequential test: the one engine of whole tables and of streams, so that both
// give the same evidence. A test goes on after its decision, which may be taken back; the first one is remembered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <variant>

#include <ophamin/sdk.hpp>

#include "decision.hpp"
#include "mixture_test.hpp"
#include "wald_test.hpp"

namespace ophamin::adaptive {

using SequentialTest = std::variant<GaussianTest, BernoulliTest, MixtureTest>;

class SequentialSeries {
 public:
  /// What is said of a row after which the decision is another one than before.
  using Report = std::function<void(std::uint64_t row, double x, Decision decision)>;

  /// The first decision other than to continue.
  struct Stop {
    std::uint64_t observation;  ///< from 1
    std::uint64_t row;          ///< from 0
    Decision decision;
  };

  explicit SequentialSeries(SequentialTest test) : test_(std::move(test)) {}

  /// The next rows. A Bernoulli test throws OPH_INVALID_ARGUMENT, before anything is taken in, for a value other than 0 and 1.
  /// `report` may be empty.
  void add(const sdk::Column& values, const Report& report);

  const SequentialTest& test() const noexcept { return test_; }
  Decision decision() const noexcept { return decision_; }
  const std::optional<Stop>& stop() const noexcept { return stop_; }
  std::uint64_t observations() const noexcept { return observations_; }
  std::uint64_t missing() const noexcept { return missing_; }
  /// Values that are infinite or no number. From the first of them on nothing is judged any more.
  std::uint64_t not_finite() const noexcept { return not_finite_; }
  /// Every value is finite, but their sum is not.
  bool overflowed() const noexcept { return overflowed_; }

 private:
  template <class Test>
  void take(Test& test, std::uint64_t row, std::span<const double> xs, const Report& report);

  SequentialTest test_;
  Decision decision_ = Decision::kContinue;
  std::optional<Stop> stop_;
  std::uint64_t rows_ = 0;
  std::uint64_t observations_ = 0;
  std::uint64_t missing_ = 0;
  std::uint64_t not_finite_ = 0;
  bool overflowed_ = false;
};

}  // namespace ophamin::adaptive
