// SPDX-License-Identifier: Apache-2.0
#include "splitter.hpp"

#include <algorithm>
#include <numeric>

#include <ophamin/decimal.hpp>

#include "folds.hpp"
#include "resamples.hpp"

namespace ophamin::robustness {
namespace {

// The least count of which the fraction is at least 1.
std::uint64_t least_with_a_share(double fraction) {
  std::uint64_t low = 1;
  std::uint64_t high = 1;
  while (sdk::whole_share(fraction, high).floor == 0 && high < (std::uint64_t{1} << 62)) high *= 2;
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    if (sdk::whole_share(fraction, middle).floor == 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

std::size_t largest_stratum(const pillars::Labels& strata) {
  std::vector<std::size_t> sizes(strata.count(), 0);
  for (const auto stratum : strata.of_row) ++sizes[stratum];
  return sizes.empty() ? 0 : *std::max_element(sizes.begin(), sizes.end());
}

std::optional<Shortage> lacks(std::uint64_t needed, std::uint64_t found, std::string reason) {
  if (found >= needed) return std::nullopt;
  return Shortage{needed, found, std::move(reason)};
}

}  // namespace

std::optional<Shortage> shortage(const Resampling& resampling, const Items& items) {
  if (auto few = lacks(2, items.count, "a split needs an item to train and one to test")) return few;
  const std::uint64_t units = items.groups != nullptr ? items.groups->count() : items.count;
  const std::string unit = items.groups != nullptr ? "group" : "item";
  if (auto few = lacks(2, units, "a split needs a " + unit + " to train and one to test")) return few;
  switch (resampling.method) {
    case Method::kMonteCarlo:
      return lacks(least_with_a_share(resampling.train_fraction), units, "train_fraction leaves no " + unit + " to train");
    case Method::kBootstrap: return std::nullopt;
    case Method::kKFold: return lacks(resampling.k, units, "a fold without any " + unit + ": k is above their number");
    case Method::kStratifiedKFold:
      if (auto few = lacks(resampling.k, items.count, "a fold without any item: k is above their number")) return few;
      return lacks(resampling.k, largest_stratum(*items.strata), "k is above the number of members of every stratum");
    case Method::kTimeSeries: return lacks(resampling.k + 1, items.count, "k splits of a series need k + 1 items");
  }
  return std::nullopt;
}

bool Splitter::next() {
  test_.reset();
  train_.reset();
  return advance();
}

Indices Splitter::test() {
  if (!test_) test_ = make_test();
  return *test_;
}

Indices Splitter::train() {
  if (!train_) train_ = make_train();
  return *train_;
}

std::unique_ptr<Splitter> make_splitter(const Resampling& resampling, const Items& items, const Seeds& seeds) {
  switch (resampling.method) {
    case Method::kMonteCarlo:
      if (items.groups != nullptr) return std::make_unique<MonteCarloGroups>(resampling, items, seeds);
      return std::make_unique<MonteCarlo>(resampling, items, seeds);
    case Method::kBootstrap: return std::make_unique<Bootstrap>(resampling, items, seeds);
    case Method::kTimeSeries: return std::make_unique<TimeSeries>(resampling, items);
    default: return std::make_unique<Folds>(resampling, items, seeds);
  }
}

void Presentation::apply(std::vector<std::uint32_t>& part) {
  if (shuffled_) {
    rng_.shuffle(std::span(part));
  } else {
    std::sort(part.begin(), part.end());
  }
}

Buckets::Buckets(std::span<const std::uint32_t> of_item, std::size_t count) : begins_(count + 1, 0), items_(of_item.size()) {
  for (const auto bucket : of_item) ++begins_[bucket + 1];
  std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
  auto next = begins_;
  for (std::size_t item = 0; item < of_item.size(); ++item) items_[next[of_item[item]]++] = static_cast<std::uint32_t>(item);
}

std::vector<std::uint32_t> all_items(std::size_t count) {
  std::vector<std::uint32_t> items(count);
  std::iota(items.begin(), items.end(), 0u);
  return items;
}

}  // namespace ophamin::robustness
