// SPDX-License-Identifier: Apache-2.0
//
// Random draws that are the same on every platform. Needs Boost.Random, whose distributions are specified by their code;
// those of the standard library differ from one implementation to the next.
#pragma once

#ifdef OPHAMIN_HOST_SIDE
#error "ophamin/random.hpp is for plugins; the host includes ophamin/abi.h and nothing else of the SDK"
#endif

#include <boost/random/exponential_distribution.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <boost/random/uniform_int_distribution.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

namespace ophamin::sdk {

class IndexDraws;

/// A random stream: the 64-bit Mersenne Twister mt19937_64 seeded with one 64-bit number, as the C++ standard defines it.
/// The seed comes from Host::seed, or from a parameter that the manifest shows. Not for secrets.
class Rng {
 public:
  explicit Rng(std::uint64_t seed) : engine_(seed) {}

  /// The stream starts anew, as after construction.
  void reseed(std::uint64_t seed) { engine_.seed(seed); }

  /// 64 random bits.
  std::uint64_t bits() { return engine_(); }
  /// 0 <= u < 1, uniform.
  double uniform01() { return boost::random::uniform_01<double>()(engine_); }
  /// low <= i <= high, uniform, without bias. Throws if high < low.
  std::int64_t uniform_int(std::int64_t low, std::int64_t high) {
    if (high < low) throw std::invalid_argument("uniform_int: the upper bound is below the lower one");
    return boost::random::uniform_int_distribution<std::int64_t>(low, high)(engine_);
  }
  /// Normal; `sd` is not negative. Keeps nothing between draws.
  double normal(double mean = 0.0, double sd = 1.0) { return mean + sd * boost::random::normal_distribution<double>()(engine_); }
  /// Exponential with this mean, which is positive.
  double exponential(double mean = 1.0) { return mean * boost::random::exponential_distribution<double>()(engine_); }
  /// True with probability p.
  bool bernoulli(double p) { return uniform01() < p; }

  /// Every order is equally likely (Fisher and Yates). At most 2^32 - 1 items.
  template <class T>
  void shuffle(std::span<T> items);
  /// `count` of the indices 0..size-1 without replacement, in random order. Throws if there are fewer.
  std::vector<std::size_t> sample(std::size_t size, std::size_t count) {
    if (count > size) throw std::invalid_argument("sample: more items asked for than there are");
    std::vector<std::size_t> all(size);
    for (std::size_t i = 0; i < size; ++i) all[i] = i;
    for (std::size_t i = 0; i < count; ++i) std::swap(all[i], all[i + below(size - i)]);
    all.resize(count);
    return all;
  }

 private:
  std::size_t below(std::size_t limit) { return boost::random::uniform_int_distribution<std::size_t>(0, limit - 1)(engine_); }

  boost::random::mt19937_64 engine_;
};

/// Many unbiased indices in a row: no division but for one draw in millions, and two draws from each 64 bits of the stream (D.
/// Lemire, Fast random integer generation in an interval, ACM TOMACS 29 (2019) 1). Borrows the stream. A half that is left
/// over is dropped with this object, so what follows does not depend on it.
class IndexDraws {
 public:
  explicit IndexDraws(Rng& rng) noexcept : rng_(&rng) {}

  /// 0 <= i < limit, which is positive.
  std::uint32_t below(std::uint32_t limit) {
    std::uint64_t product = std::uint64_t{half()} * limit;
    if (static_cast<std::uint32_t>(product) < limit) [[unlikely]] {
      const std::uint32_t surplus = (0u - limit) % limit;
      while (static_cast<std::uint32_t>(product) < surplus) product = std::uint64_t{half()} * limit;
    }
    return static_cast<std::uint32_t>(product >> 32);
  }

 private:
  std::uint32_t half() {
    if (has_half_) {
      has_half_ = false;
      return static_cast<std::uint32_t>(word_ >> 32);
    }
    word_ = rng_->bits();
    has_half_ = true;
    return static_cast<std::uint32_t>(word_);
  }

  Rng* rng_;
  std::uint64_t word_ = 0;
  bool has_half_ = false;
};

template <class T>
void Rng::shuffle(std::span<T> items) {
  if (items.size() > std::numeric_limits<std::uint32_t>::max()) throw std::invalid_argument("shuffle: more than 2^32 - 1 items");
  IndexDraws draws(*this);
  for (auto i = static_cast<std::uint32_t>(items.size()); i > 1; --i) std::swap(items[i - 1], items[draws.below(i)]);
}

}  // namespace ophamin::sdk
