// SPDX-License-Identifier: Apache-2.0
//
// Splits that are drawn anew each time: random halves, and the bootstrap.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "splitter.hpp"

namespace ophamin::robustness {

/// Random permutations: the first part tests, the other trains (R. R. Picard and R. D. Cook, Cross-validation of regression
/// models, JASA 79 (1984) 575-583). A random permutation presents both parts in random order already.
class MonteCarlo final : public Splitter {
 public:
  MonteCarlo(const Resampling& resampling, const Items& items, const Seeds& seeds);
  std::size_t train_size() const override { return order_.size() - n_test_; }
  std::uint64_t planned() const override { return iterations_; }

 private:
  bool advance() override;
  Indices make_test() override;
  Indices make_train() override;

  std::uint64_t iterations_;
  std::uint64_t done_ = 0;
  bool shuffled_;
  sdk::Rng rng_;
  std::vector<std::uint32_t> order_;
  std::size_t n_test_;
  std::vector<std::uint32_t> test_part_, train_part_;  ///< in ascending order, if that is asked for
};

/// The same of groups.
class MonteCarloGroups final : public Splitter {
 public:
  MonteCarloGroups(const Resampling& resampling, const Items& items, const Seeds& seeds);
  std::size_t train_size() const override { return n_train_; }
  std::uint64_t planned() const override { return iterations_; }

 private:
  bool advance() override;
  Indices make_test() override;
  Indices make_train() override;

  std::uint64_t iterations_;
  std::uint64_t done_ = 0;
  sdk::Rng rng_;
  Presentation test_order_, train_order_;
  Buckets groups_;
  std::vector<std::uint32_t> order_;  ///< of groups
  std::size_t n_test_groups_;
  std::size_t n_train_ = 0;
  std::vector<std::uint32_t> test_part_, train_part_;
};

/// As many draws with replacement as there are items, or groups, train in the order of the draws; what was not drawn tests, in
/// ascending order (B. Efron and R. Tibshirani, An Introduction to the Bootstrap, 1993).
class Bootstrap final : public Splitter {
 public:
  Bootstrap(const Resampling& resampling, const Items& items, const Seeds& seeds);
  std::size_t train_size() const override { return n_train_; }
  std::uint64_t planned() const override { return iterations_; }
  std::uint64_t skipped() const override { return skipped_; }

 private:
  bool advance() override;
  Indices make_test() override;
  Indices make_train() override;

  std::uint64_t iterations_;
  std::uint64_t done_ = 0;
  std::uint64_t skipped_ = 0;
  sdk::Rng rng_;
  std::optional<Buckets> groups_;
  std::vector<std::uint32_t> draws_;     ///< of items, or of groups
  std::vector<std::uint64_t> drawn_in_;  ///< the iteration (from 1) that drew the item or the group last
  std::vector<std::uint32_t> group_of_item_;
  std::size_t n_train_ = 0;
  std::vector<std::uint32_t> test_part_, train_part_;
};

}  // namespace ophamin::robustness
