// SPDX-License-Identifier: Apache-2.0
#include <ophamin/measuring/corpus_inspection.hpp>

#include <fstream>
#include <string>
#include <vector>

#include <ophamin/seeing/corpus_session.hpp>
#include <ophamin/seeing/file_hash.hpp>
#include <support/temporary_directory.hpp>

#include "shard_kit.hpp"

using namespace ophamin;
using measuring::CorpusInspection;

namespace {

CorpusInspection inspect(std::string_view corpus, const boost::json::object& params, seeing::HashCache* cache = nullptr) {
  guests::Environment environment;
  environment.registry = &test::guests_registry();
  return measuring::inspect_corpus(environment, test::guest(OPH_CORPUS, corpus), params, cache);
}

}  // namespace

TEST_CASE("files are hashed as a campaign does it, and records counted") {
  const test::TemporaryDirectory folder;
  std::ofstream(folder / "lines.txt") << "one\n\ntw\xFFo\n";
  const auto found = inspect("lines", {{"file", (folder / "lines.txt").string()}, {"skip_blank", true}});
  CHECK(found.dataset == "lines");
  CHECK(found.hashes_files);
  CHECK(found.hash_rule == "labels");
  CHECK(found.files == 1);
  CHECK(found.bytes == 10);
  CHECK(found.content_hash == records::sha256_hex("[[\"lines.txt\",\"" + records::sha256_hex("one\n\ntw\xFFo\n") + "\"]]"));
  CHECK(found.records == 2);
  CHECK(found.invalid_utf8 == 1);
  CHECK(found.skipped == std::vector<std::pair<std::string, std::uint64_t>>{{"a blank line", 1}});
  CHECK(found.duplicate_ids == 0);
  CHECK(found.ids_checked_one_in == 1);
  CHECK(found.changed.empty());
}

TEST_CASE("records are hashed where no files are named, and read twice") {
  const auto found = inspect("counted", {{"count", 30}, {"attributes", true}});
  CHECK_FALSE(found.hashes_files);
  CHECK(found.hash_rule == "records");
  CHECK(found.revision == "counted-1");
  CHECK(found.records == 30);
  CHECK(found.changed.empty());
  test::RecordingNotary notary;
  auto job = test::job_of("mean-above");
  job.corpus.params = {{"count", 30}, {"attributes", true}};
  (void)test::run(job, notary);
  CHECK(notary.statement().record_hash == found.content_hash);
  CHECK(inspect("restless", {}).changed == std::vector<std::string>{"the records that the corpus delivered"});
}

TEST_CASE("ids that come twice are found here, and end a shard that would run them") {
  const auto found = inspect("counted", {{"count", 30}, {"same_ids", true}});
  CHECK(found.duplicate_ids == 29);
  CHECK(found.first_duplicate == "r0");
  auto job = test::job_of("mean-above");
  job.corpus.params = {{"same_ids", true}};
  test::check_error(diagnostics::ErrorCode::kGuestBrokePromise, "two records with the id 'r0'", [&] { (void)test::run(job); });
}

TEST_CASE("what is found is compared with the cache, which learns from it") {
  const test::TemporaryDirectory folder;
  const auto path = (folder / "lines.txt").string();
  std::ofstream(path) << std::string(100'000, 'x');
  auto hashed = seeing::hash_file(path);
  hashed.begun_ns += 10'000'000'000;  // as if it had been hashed ten seconds later
  seeing::HashCache cache(folder / "cache");
  const boost::json::object params{{"file", path}};
  CHECK(inspect("lines", params, &cache).cached == 0);
  cache.remember(path, hashed);
  auto found = inspect("lines", params, &cache);
  CHECK(found.cached == 1);
  CHECK(found.cache_differs.empty());
  hashed.sha256[0] = static_cast<unsigned char>(hashed.sha256[0] ^ 1);
  cache.remember(path, hashed);
  found = inspect("lines", params, &cache);
  CHECK(found.cached == 1);
  CHECK(found.cache_differs == std::vector<std::string>{path});
  CHECK(inspect("lines", params, &cache).cached == 0);
}

TEST_CASE("what cannot be read ends the inspection") {
  test::check_error(diagnostics::ErrorCode::kFileUnreadable, "nonexistent", [] { (void)inspect("faulty-corpus", {{"fault", "gone"}}); });
  test::check_error(diagnostics::ErrorCode::kGuestError, "no std::exception", [] { (void)inspect("faulty-corpus", {{"fault", "next-throws"}}); });
}
