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
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

namespace ophamin::sdk {

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

  /// Every order is equally likely (Fisher and Yates).
  template <class T>
  void shuffle(std::span<T> items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }
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

}  // namespace ophamin::sdk
