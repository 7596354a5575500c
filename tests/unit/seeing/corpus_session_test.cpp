// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/corpus_session.hpp>

#include <fstream>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include <ophamin/guests/text.hpp>
#include <support/temporary_directory.hpp>

#include <fixtures/guests/guest_registry.hpp>

using namespace ophamin;
using diagnostics::ErrorCode;
using seeing::CorpusSession;

namespace {

guests::Environment environment() {
  guests::Environment result;
  result.registry = &test::guests_registry();
  return result;
}

std::string hash_of(const boost::json::object& params, std::uint64_t limit) {
  auto shared = environment();
  CorpusSession corpus(shared, test::guest(OPH_CORPUS, "counted"), params);
  seeing::RecordHash hash;
  for (auto chunk = corpus.next(limit); !chunk.empty(); chunk = corpus.next(limit)) {
    for (const auto& record : chunk) hash.add(record);
  }
  return hash.finish_hex();
}

void check_faulty(ErrorCode code, std::string_view fault, std::string_view piece) {
  CAPTURE(fault);
  test::check_error(code, piece, [&] {
    auto shared = environment();
    CorpusSession corpus(shared, test::guest(OPH_CORPUS, "faulty-corpus"), {{"fault", fault}});
    (void)corpus.files();
    (void)corpus.revision();
    (void)corpus.next(10);
  });
}

}  // namespace

TEST_CASE("records come in order, at most as many as asked for, and then no more") {
  auto shared = environment();
  CorpusSession corpus(shared, test::guest(OPH_CORPUS, "counted"), {{"count", 25}, {"attributes", true}});
  CHECK_FALSE(corpus.files().has_value());
  CHECK(corpus.revision() == "counted-1");
  std::uint64_t seen = 0;
  for (auto chunk = corpus.next(10); !chunk.empty(); chunk = corpus.next(10)) {
    CHECK(chunk.size() <= 10);
    for (const auto& record : chunk) {
      CHECK(guests::view(record.id) == "r" + std::to_string(seen));
      REQUIRE(record.attributes != nullptr);
      CHECK(record.attributes->count == 2);
      ++seen;
    }
  }
  CHECK(seen == 25);
  CHECK(corpus.delivered() == 25);
  CHECK(corpus.next(10).empty());
}

TEST_CASE("a corpus names its files") {
  const test::TemporaryDirectory folder;
  std::ofstream(folder / "lines.txt") << "one\ntw\xFFo\n";
  auto shared = environment();
  CorpusSession corpus(shared, test::guest(OPH_CORPUS, "lines"), {{"file", (folder / "lines.txt").string()}});
  const auto files = corpus.files();
  REQUIRE(files.has_value());
  REQUIRE(files->size() == 1);
  CHECK(files->front().path == (folder / "lines.txt").string());
  CHECK(files->front().label == "lines.txt");
  CHECK(corpus.revision().empty());
  const auto records = corpus.next(10);
  REQUIRE(records.size() == 2);
  CHECK(guests::view(records[1].text) == "tw\xEF\xBF\xBDo");
  CHECK(records[1].raw.size == 4);
  test::check_error(ErrorCode::kCorpusUnavailable, "no file", [&] {
    CorpusSession gone(shared, test::guest(OPH_CORPUS, "lines"), {{"file", (folder / "gone").string()}});
  });
}

TEST_CASE("the hash of records depends on the records and on nothing else") {
  const auto first = hash_of({{"count", 50}, {"attributes", true}}, 1024);
  CHECK(first.size() == 64);
  CHECK(hash_of({{"count", 50}, {"attributes", true}, {"per_call", 7}}, 3) == first);
  const std::set<std::string> all{first, hash_of({{"count", 51}, {"attributes", true}}, 10), hash_of({{"count", 50}}, 10),
                                  hash_of({{"count", 50}, {"text_size", 9}}, 10), hash_of({{"count", 0}}, 10)};
  CHECK(all.size() == 5);
}

TEST_CASE("the hash keeps the parts of a record apart") {
  const auto hash = [](std::string_view id, std::string_view text, std::string_view raw, std::uint32_t flags) {
    oph_record_t record{};
    record.id = guests::lend(id);
    record.text = guests::lend(text);
    record.raw = {reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()};
    record.flags = flags;
    seeing::RecordHash result;
    result.add(record);
    return result.finish_hex();
  };
  CHECK(std::set<std::string>{hash("ab", "c", "", 0), hash("a", "bc", "", 0), hash("a", "b", "c", 0), hash("ab", "", "c", 0),
                              hash("ab", "c", "", 1)}
            .size() == 5);
}

TEST_CASE("promises of a corpus are held") {
  check_faulty(ErrorCode::kCorpusUnavailable, "unavailable", "in the place where data are");
  check_faulty(ErrorCode::kGuestBrokePromise, "relative-path", "'relative/file' is no absolute path");
  check_faulty(ErrorCode::kGuestBrokePromise, "twice", "the label 'name' names two files");
  check_faulty(ErrorCode::kGuestBrokePromise, "empty-label", "the label of a file is empty");
  check_faulty(ErrorCode::kGuestBrokePromise, "revision-bytes", "no UTF-8");
  check_faulty(ErrorCode::kGuestError, "next-throws", "no std::exception");
  check_faulty(ErrorCode::kGuestBrokePromise, "null-records", "3 records at a null pointer");
  check_faulty(ErrorCode::kGuestBrokePromise, "too-many", "11 records at an address were delivered where at most 10");
  check_faulty(ErrorCode::kGuestBrokePromise, "empty-id", "a record without an id");
  check_faulty(ErrorCode::kGuestBrokePromise, "null-text", "null pointer with size 5");
  check_faulty(ErrorCode::kGuestBrokePromise, "bad-text", "the text of record 'id' is text that is no UTF-8");
  check_faulty(ErrorCode::kGuestBrokePromise, "bad-id", "the id of a record");
  check_faulty(ErrorCode::kGuestBrokePromise, "null-raw", "raw bytes are a null pointer");
  check_faulty(ErrorCode::kGuestBrokePromise, "bad-attributes", "the attributes of record 'id' are no object");
}
