// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/corpus_reading.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <ophamin/guests/text.hpp>
#include <ophamin/seeing/id_check.hpp>

#include <fixtures/guests/guest_registry.hpp>

using namespace ophamin;
using diagnostics::ErrorCode;

namespace {

/// A corpus of numbers that is being read.
struct Reading {
  explicit Reading(const boost::json::object& params) : corpus(environment, test::guest(OPH_CORPUS, "counted"), params) {}
  guests::Environment environment;
  seeing::CorpusSession corpus;
};

std::vector<std::string> ids_of(const seeing::Sample& sample) {
  std::vector<std::string> ids;
  for (const auto& record : sample.records) ids.emplace_back(guests::view(record.view().id));
  return ids;
}

std::vector<std::string> sampled(std::uint64_t count, std::uint64_t size, std::uint64_t seed, std::uint64_t per_call = 0) {
  Reading reading({{"count", count}, {"per_call", per_call}});
  const auto result = seeing::sample(reading.corpus, size, seed);
  CHECK(result.seen == count);
  return ids_of(result);
}

}  // namespace

TEST_CASE("chunks have the size that was asked for, whatever the corpus delivers at a time") {
  for (const std::uint64_t per_call : {0u, 1u, 3u, 10u, 64u}) {
    for (const std::uint64_t size : {1u, 4u, 10u, 1000u}) {
      for (const std::uint64_t limit : {0u, 1u, 17u, 25u, 99u}) {
        CAPTURE(per_call);
        CAPTURE(size);
        CAPTURE(limit);
        Reading reading({{"count", 25}, {"per_call", per_call}, {"attributes", true}});
        seeing::Chunks chunks(reading.corpus, size, limit);
        std::uint64_t seen = 0;
        bool short_one = false;
        for (auto chunk = chunks.next(); !chunk.empty(); chunk = chunks.next()) {
          REQUIRE_FALSE(short_one);
          REQUIRE(chunk.size() <= size);
          short_one = chunk.size() < size;
          for (const auto& record : chunk) {
            REQUIRE(guests::view(record.id) == "r" + std::to_string(seen));
            REQUIRE(record.attributes->items[1].integer == static_cast<std::int64_t>(seen));
            ++seen;
          }
        }
        REQUIRE(seen == std::min<std::uint64_t>(25, limit));
        REQUIRE(chunks.next().empty());
      }
    }
  }
  Reading reading({{"count", 25}});
  seeing::Chunks all(reading.corpus, 7);
  std::size_t chunks = 0;
  while (!all.next().empty()) ++chunks;
  CHECK(chunks == 4);
  test::check_error(ErrorCode::kValueOutOfRange, "size of a chunk", [&] { seeing::Chunks(reading.corpus, 0); });
}

TEST_CASE("a sample depends on seed, size and records, and on nothing else") {
  const auto first = sampled(1000, 5, 1);
  CHECK(first.size() == 5);
  CHECK(std::set<std::string>(first.begin(), first.end()).size() == 5);
  CHECK(sampled(1000, 5, 1, 7) == first);
  CHECK(sampled(1000, 5, 2) != first);
  // From a program of its own: std::mt19937_64, which is the same everywhere, and equal buckets for the numbers of a range.
  CHECK(first == std::vector<std::string>{"r66", "r629", "r32", "r303", "r637"});
  test::check_error(ErrorCode::kValueOutOfRange, "size of a sample", [&] { (void)sampled(10, 0, 1); });
}

TEST_CASE("a sample of all is all, in order") {
  CHECK(sampled(3, 5, 1) == std::vector<std::string>{"r0", "r1", "r2"});
  CHECK(sampled(3, 3, 1) == std::vector<std::string>{"r0", "r1", "r2"});
  CHECK(sampled(0, 3, 1).empty());
}

TEST_CASE("records of a sample keep everything") {
  Reading reading({{"count", 10}, {"attributes", true}, {"text_size", 50}});
  const auto result = seeing::sample(reading.corpus, 10, 3);
  const auto record = result.records[3].view();
  CHECK(guests::view(record.text) == "3" + std::string(49, ' '));
  REQUIRE(record.attributes != nullptr);
  CHECK(guests::view(record.attributes->items[0].text) == "malicious");
  CHECK(record.raw.size == 0);
  CHECK(record.flags == 0);
}

TEST_CASE("every record has the same chance") {
  // 2000 samples of 4 out of 40: each record is expected 200 times, with a standard deviation of 13.4.
  std::map<std::string, int> times;
  for (std::uint64_t seed = 0; seed < 2000; ++seed)
    for (const auto& id : sampled(40, 4, seed)) ++times[id];
  REQUIRE(times.size() == 40);
  double chi_square = 0;
  for (const auto& [id, count] : times) {
    CHECK(std::abs(count - 200) < 60);
    chi_square += (count - 200.0) * (count - 200.0) / 200.0;
  }
  // Without replacement the sum is (40-4)/(40-1) of a chi-square of 39 degrees: below 70 but for one case in a thousand.
  CHECK(chi_square < 70);
}

TEST_CASE("ids that come twice are found: all of a few, some of many") {
  seeing::IdCheck few;
  for (int i = 0; i < 50'000; ++i) REQUIRE(few.add("id " + std::to_string(i)));
  CHECK_FALSE(few.add("id 0"));
  CHECK_FALSE(few.add("id 49999"));
  CHECK(few.add(""));
  CHECK_FALSE(few.add(""));
  const std::string long_id(100'000, 'x');
  CHECK(few.add(long_id));
  CHECK_FALSE(few.add(long_id));
  CHECK(few.add(long_id + "y"));
  CHECK(few.duplicates() == 4);
  CHECK(few.one_in() == 1);

  seeing::IdCheck many;
  for (int i = 0; i < 1'000'000; ++i) REQUIRE(many.add("id " + std::to_string(i)));
  CHECK(many.duplicates() == 0);
  CHECK(many.one_in() >= 16);
  for (int i = 0; i < 20'000; ++i) (void)many.add("id " + std::to_string(i * 37));
  const auto expected = 20'000.0 / static_cast<double>(many.one_in());
  CHECK(static_cast<double>(many.duplicates()) > expected / 2);
  CHECK(static_cast<double>(many.duplicates()) < expected * 2);
}
