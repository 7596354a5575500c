// SPDX-License-Identifier: Apache-2.0
//
// Divisions of items 0..n-1 into those that train and those that test.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <ophamin/random.hpp>

#include "../common/labels.hpp"

namespace ophamin::robustness {

/// Items in the order in which they are presented.
using Indices = std::span<const std::uint32_t>;

enum class Method { kMonteCarlo, kKFold, kBootstrap, kStratifiedKFold, kTimeSeries };

struct Resampling {
  Method method = Method::kMonteCarlo;
  std::uint64_t n_iterations = 200;  ///< monte_carlo, bootstrap
  double train_fraction = 0.7;       ///< monte_carlo
  std::uint64_t k = 5;               ///< folds; splits of time_series
  bool shuffle = true;               ///< k_fold, stratified_k_fold: items go to the folds in random order
  bool shuffle_presentation = true;  ///< else both parts are presented in ascending order
};

/// What is divided. Labels, where they are given, are of the items, none missing.
struct Items {
  std::size_t count = 0;
  const pillars::Labels* groups = nullptr;  ///< never divided themselves
  const pillars::Labels* strata = nullptr;  ///< for stratified_k_fold
};

/// Of the random streams: membership does not depend on presentation, nor one part's order on whether the other is asked for.
struct Seeds {
  std::uint64_t membership = 0;
  std::uint64_t train_order = 0;
  std::uint64_t test_order = 0;
};

/// Too few items, groups or members for a resampling.
struct Shortage {
  std::uint64_t needed = 0;
  std::uint64_t found = 0;
  std::string reason;
};
std::optional<Shortage> shortage(const Resampling& resampling, const Items& items);

/// The splits, one at a time. What test() and train() return is valid until the next call of next(); train() costs nothing
/// where it is not asked for.
class Splitter {
 public:
  virtual ~Splitter() = default;
  Splitter(const Splitter&) = delete;
  Splitter& operator=(const Splitter&) = delete;

  /// False after the last split.
  bool next();
  Indices test();
  Indices train();
  virtual std::size_t train_size() const = 0;
  /// How many splits there will be in all, skipped ones included.
  virtual std::uint64_t planned() const = 0;
  /// Splits that left nothing to test, and were passed over.
  virtual std::uint64_t skipped() const { return 0; }

 protected:
  Splitter() = default;
  virtual bool advance() = 0;
  virtual Indices make_test() = 0;
  virtual Indices make_train() = 0;

 private:
  std::optional<Indices> test_;
  std::optional<Indices> train_;
};

/// For items that are not in shortage(), at most 2^32 - 1. Borrows the labels.
std::unique_ptr<Splitter> make_splitter(const Resampling& resampling, const Items& items, const Seeds& seeds);

/// Puts a part into the order in which it is presented.
class Presentation {
 public:
  Presentation(bool shuffled, std::uint64_t seed) : shuffled_(shuffled), rng_(seed) {}
  void apply(std::vector<std::uint32_t>& part);

 private:
  bool shuffled_;
  sdk::Rng rng_;
};

/// Items sorted by a number that each of them has: their group, their fold.
class Buckets {
 public:
  /// `of_item` below `count`.
  Buckets(std::span<const std::uint32_t> of_item, std::size_t count);

  std::size_t count() const noexcept { return begins_.size() - 1; }
  /// Ascending.
  Indices operator[](std::size_t bucket) const noexcept {
    return Indices(items_).subspan(begins_[bucket], begins_[bucket + 1] - begins_[bucket]);
  }
  /// All items, bucket by bucket.
  Indices items() const noexcept { return items_; }

 private:
  std::vector<std::size_t> begins_;
  std::vector<std::uint32_t> items_;
};

/// 0..count-1.
std::vector<std::uint32_t> all_items(std::size_t count);

}  // namespace ophamin::robustness
