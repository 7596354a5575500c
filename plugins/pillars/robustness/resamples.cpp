// SPDX-License-Identifier: Apache-2.0
#include "resamples.hpp"

#include <algorithm>
#include <utility>

#include <ophamin/decimal.hpp>

namespace ophamin::robustness {
namespace {

std::size_t test_units(double train_fraction, std::size_t units) {
  return units - static_cast<std::size_t>(sdk::whole_share(train_fraction, units).floor);
}

void append(std::vector<std::uint32_t>& part, Indices items) { part.insert(part.end(), items.begin(), items.end()); }

}  // namespace

MonteCarlo::MonteCarlo(const Resampling& resampling, const Items& items, const Seeds& seeds)
    : iterations_(resampling.n_iterations),
      shuffled_(resampling.shuffle_presentation),
      rng_(seeds.membership),
      order_(all_items(items.count)),
      n_test_(test_units(resampling.train_fraction, items.count)) {}

bool MonteCarlo::advance() {
  if (done_ == iterations_) return false;
  ++done_;
  rng_.shuffle(std::span(order_));  // of the last permutation: as random as one of 0..n-1
  return true;
}

Indices MonteCarlo::make_test() {
  const auto part = Indices(order_).first(n_test_);
  if (shuffled_) return part;
  test_part_.assign(part.begin(), part.end());
  std::sort(test_part_.begin(), test_part_.end());
  return test_part_;
}

Indices MonteCarlo::make_train() {
  const auto part = Indices(order_).subspan(n_test_);
  if (shuffled_) return part;
  train_part_.assign(part.begin(), part.end());
  std::sort(train_part_.begin(), train_part_.end());
  return train_part_;
}

MonteCarloGroups::MonteCarloGroups(const Resampling& resampling, const Items& items, const Seeds& seeds)
    : iterations_(resampling.n_iterations),
      rng_(seeds.membership),
      test_order_(resampling.shuffle_presentation, seeds.test_order),
      train_order_(resampling.shuffle_presentation, seeds.train_order),
      groups_(items.groups->of_row, items.groups->count()),
      order_(all_items(items.groups->count())),
      n_test_groups_(test_units(resampling.train_fraction, items.groups->count())) {}

bool MonteCarloGroups::advance() {
  if (done_ == iterations_) return false;
  ++done_;
  rng_.shuffle(std::span(order_));
  n_train_ = 0;
  for (const auto group : Indices(order_).subspan(n_test_groups_)) n_train_ += groups_[group].size();
  return true;
}

Indices MonteCarloGroups::make_test() {
  test_part_.clear();
  for (const auto group : Indices(order_).first(n_test_groups_)) append(test_part_, groups_[group]);
  test_order_.apply(test_part_);
  return test_part_;
}

Indices MonteCarloGroups::make_train() {
  train_part_.clear();
  for (const auto group : Indices(order_).subspan(n_test_groups_)) append(train_part_, groups_[group]);
  train_order_.apply(train_part_);
  return train_part_;
}

Bootstrap::Bootstrap(const Resampling& resampling, const Items& items, const Seeds& seeds)
    : iterations_(resampling.n_iterations), rng_(seeds.membership) {
  auto units = items.count;
  if (items.groups != nullptr) {
    groups_.emplace(items.groups->of_row, items.groups->count());
    group_of_item_ = items.groups->of_row;
    units = items.groups->count();
  }
  draws_.resize(units);
  drawn_in_.resize(units, 0);
}

bool Bootstrap::advance() {
  while (done_ < iterations_) {
    ++done_;
    sdk::IndexDraws index(rng_);
    const auto limit = static_cast<std::uint32_t>(draws_.size());
    for (auto& draw : draws_) draw = index.below(limit);
    std::size_t distinct = 0;
    for (const auto draw : draws_) distinct += std::exchange(drawn_in_[draw], done_) != done_ ? 1 : 0;
    n_train_ = draws_.size();
    if (groups_) {
      n_train_ = 0;
      for (const auto draw : draws_) n_train_ += (*groups_)[draw].size();
    }
    if (distinct < draws_.size()) return true;
    ++skipped_;
  }
  return false;
}

Indices Bootstrap::make_test() {
  const auto items = static_cast<std::uint32_t>(groups_ ? group_of_item_.size() : draws_.size());
  test_part_.resize(items);
  std::size_t size = 0;
  // Written in any case, kept if it was not drawn: a branch would be mispredicted for every third item.
  for (std::uint32_t item = 0; item < items; ++item) {
    test_part_[size] = item;
    size += drawn_in_[groups_ ? group_of_item_[item] : item] != done_ ? 1 : 0;
  }
  return Indices(test_part_).first(size);
}

Indices Bootstrap::make_train() {
  if (!groups_) return draws_;
  train_part_.clear();
  for (const auto group : draws_) append(train_part_, (*groups_)[group]);
  return train_part_;
}

}  // namespace ophamin::robustness
