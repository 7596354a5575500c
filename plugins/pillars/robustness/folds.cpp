// SPDX-License-Identifier: Apache-2.0
#include "folds.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <queue>
#include <utility>

namespace ophamin::robustness {
namespace {

// The fold of each group: the biggest group first, into the fold that is lightest so far; where several are, into the first.
std::vector<std::uint32_t> fold_of_group(const Buckets& groups, std::size_t k) {
  auto order = all_items(groups.count());
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return groups[a].size() > groups[b].size(); });
  std::vector<std::uint32_t> folds(groups.count());
  using Load = std::pair<std::size_t, std::uint32_t>;
  std::priority_queue<Load, std::vector<Load>, std::greater<>> loads;
  for (std::uint32_t fold = 0; fold < k; ++fold) loads.emplace(0, fold);
  for (const auto group : order) {
    const auto [load, fold] = loads.top();
    loads.pop();
    folds[group] = fold;
    loads.emplace(load + groups[group].size(), fold);
  }
  return folds;
}

// The fold of each item. Sorted by stratum, the item at place p would go to fold p mod k: that is how many of a stratum a fold
// gets. Which ones: runs of the stratum's own order, so that unshuffled folds keep neighbours together.
std::vector<std::uint32_t> stratified(const pillars::Labels& strata, std::size_t k, sdk::Rng* shuffle) {
  const Buckets members(strata.of_row, strata.count());
  std::vector<std::uint32_t> folds(strata.of_row.size());
  std::size_t place = 0;
  for (std::size_t stratum = 0; stratum < members.count(); ++stratum) {
    std::vector<std::uint32_t> order(members[stratum].begin(), members[stratum].end());
    if (shuffle != nullptr) shuffle->shuffle(std::span(order));
    std::size_t at = 0;
    for (std::size_t fold = 0; fold < k; ++fold) {
      const auto first = (fold + k - place % k) % k;  // the places of this stratum that belong to the fold: first, first + k, ...
      const auto count = first < order.size() ? (order.size() - first - 1) / k + 1 : 0;
      for (std::size_t i = 0; i < count; ++i) folds[order[at++]] = static_cast<std::uint32_t>(fold);
    }
    place += order.size();
  }
  return folds;
}

}  // namespace

Folds::Folds(const Resampling& resampling, const Items& items, const Seeds& seeds)
    : test_order_(resampling.shuffle_presentation, seeds.test_order), train_order_(resampling.shuffle_presentation, seeds.train_order) {
  const auto k = static_cast<std::size_t>(resampling.k);
  sdk::Rng rng(seeds.membership);
  if (resampling.method == Method::kStratifiedKFold) {
    take(Buckets(stratified(*items.strata, k, resampling.shuffle ? &rng : nullptr), k));
  } else if (items.groups != nullptr) {
    auto folds = items.groups->of_row;
    const auto of_group = fold_of_group(Buckets(folds, items.groups->count()), k);
    for (auto& fold : folds) fold = of_group[fold];
    take(Buckets(folds, k));
  } else {
    items_ = all_items(items.count);
    if (resampling.shuffle) rng.shuffle(std::span(items_));
    begins_.push_back(0);
    for (std::size_t fold = 0; fold < k; ++fold) begins_.push_back(begins_.back() + items.count / k + (fold < items.count % k ? 1 : 0));
  }
}

void Folds::take(const Buckets& folds) {
  items_.assign(folds.items().begin(), folds.items().end());
  begins_.push_back(0);
  for (std::size_t fold = 0; fold < folds.count(); ++fold) begins_.push_back(begins_.back() + folds[fold].size());
}

bool Folds::advance() {
  if (next_ + 1 == begins_.size()) return false;
  ++next_;
  return true;
}

Indices Folds::make_test() {
  const auto fold = Indices(items_).subspan(begins_[next_ - 1], test_size());
  test_part_.assign(fold.begin(), fold.end());
  test_order_.apply(test_part_);
  return test_part_;
}

Indices Folds::make_train() {
  const auto before = Indices(items_).first(begins_[next_ - 1]);
  const auto after = Indices(items_).subspan(begins_[next_]);
  train_part_.assign(before.begin(), before.end());
  train_part_.insert(train_part_.end(), after.begin(), after.end());
  train_order_.apply(train_part_);
  return train_part_;
}

TimeSeries::TimeSeries(const Resampling& resampling, const Items& items)
    : items_(all_items(items.count)),
      splits_(resampling.k),
      size_(items.count / static_cast<std::size_t>(resampling.k + 1)),
      begin_(items.count - size_ * static_cast<std::size_t>(resampling.k)) {}

bool TimeSeries::advance() {
  if (begin_ == items_.size()) return false;
  begin_ += size_;
  return true;
}

}  // namespace ophamin::robustness
