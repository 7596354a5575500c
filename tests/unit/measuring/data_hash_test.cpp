// SPDX-License-Identifier: Apache-2.0
#include <ophamin/measuring/data_hash.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <ophamin/measuring/data_recheck.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/seeing/file_hash.hpp>
#include <support/temporary_directory.hpp>

#include <fixtures/guests/guest_registry.hpp>

using namespace ophamin;
using measuring::DataHasher;
using seeing::CorpusFile;

namespace {

void write(const std::filesystem::path& path, std::string_view text) { std::ofstream(path) << text; }

}  // namespace

TEST_CASE("digests are of the files' bytes, in the order of the files") {
  const test::TemporaryDirectory folder;
  write(folder / "a", "alpha");
  write(folder / "b", "beta");
  write(folder / "large", std::string(3 << 20, 'x'));
  DataHasher hasher;
  const std::vector<CorpusFile> files{{(folder / "b").string(), "two"}, {(folder / "a").string(), "one"}, {(folder / "large").string(), "three"}};
  for (int again = 0; again < 2; ++again) {
    const auto taken = hasher.take(files);
    REQUIRE(taken.digests.size() == 3);
    CHECK(taken.digests[0].label == "two");
    CHECK(taken.digests[0].sha256 == records::sha256_hex("beta"));
    CHECK(taken.digests[1].label == "one");
    CHECK(taken.digests[1].sha256 == records::sha256_hex("alpha"));
    CHECK(taken.digests[2].sha256 == records::sha256_hex(std::string(3 << 20, 'x')));
    CHECK(taken.identities[1] == storage::identify(folder / "a"));
    CHECK(taken.from_cache.empty());
  }
  CHECK(hasher.take({}).digests.empty());
}

TEST_CASE("a file that changed is hashed anew, and known to have changed") {
  const test::TemporaryDirectory folder;
  const auto path = folder / "data";
  write(path, "first");
  const std::vector<CorpusFile> files{{path.string(), "data"}};
  DataHasher hasher;
  const auto first = hasher.take(files);
  CHECK(DataHasher::changed(files, first.identities).empty());
  CHECK(hasher.take(files).digests[0].sha256 == first.digests[0].sha256);
  write(path, "other");
  CHECK(DataHasher::changed(files, first.identities) == std::vector<std::string>{path.string()});
  // Another shard has it hashed in between: for the first one it has changed all the same.
  const auto second = hasher.take(files);
  CHECK(second.digests[0].sha256 != first.digests[0].sha256);
  CHECK(DataHasher::changed(files, second.identities).empty());
  CHECK_FALSE(DataHasher::changed(files, first.identities).empty());
  // The same bytes in a new file: what was read in between is not known.
  write(folder / "new", "other");
  std::filesystem::rename(folder / "new", path);
  CHECK_FALSE(DataHasher::changed(files, second.identities).empty());
  std::filesystem::remove(path);
  CHECK(DataHasher::changed(files, second.identities) == std::vector<std::string>{path.string()});
}

TEST_CASE("what cannot be hashed is an error that names every such file") {
  const test::TemporaryDirectory folder;
  DataHasher hasher;
  const auto error = test::check_error(diagnostics::ErrorCode::kFileUnreadable, "gone", [&] {
    (void)hasher.take({{(folder / "gone").string(), "x"}, {folder.path().string(), "folder"}, {"/dev/zero", "zero"}});
  });
  REQUIRE(error.diagnostics().size() == 3);
  CHECK(error.diagnostics()[1].place.file == folder.path().string());
  CHECK(error.diagnostics()[2].place.file == "/dev/zero");
}

namespace {

/// A file of 100,000 bytes, and a cache that knows a digest of it.
struct CachedFile {
  explicit CachedFile(unsigned char spoilt = 0) {
    write(folder / "data", std::string(100'000, 'x'));
    auto hashed = seeing::hash_file(files[0].path);
    hashed.begun_ns += 10'000'000'000;  // as if it had been hashed ten seconds later
    hashed.sha256[7] = static_cast<unsigned char>(hashed.sha256[7] ^ spoilt);
    seeing::HashCache cache(folder / "cache");
    cache.remember(files[0].path, hashed);
    REQUIRE(cache.save().empty());
  }
  seeing::HashCache cache() const { return seeing::HashCache(folder / "cache"); }
  test::TemporaryDirectory folder;
  std::vector<CorpusFile> files{{(folder / "data").string(), "data"}};
};

const std::string kTrue = records::sha256_hex(std::string(100'000, 'x'));

}  // namespace

TEST_CASE("a digest of an earlier run is used, and said to be one until the bytes were read") {
  const CachedFile file;
  DataHasher hasher(file.cache());
  auto taken = hasher.take(file.files);
  CHECK(taken.digests[0].sha256 == kTrue);
  CHECK(taken.from_cache == std::vector<std::size_t>{0});
  CHECK(hasher.take(file.files).from_cache.size() == 1);
  hasher.confirm(taken.identities[0]);
  CHECK(hasher.take(file.files).from_cache.empty());
  write(file.folder / "data", std::string(100'000, 'y'));
  taken = hasher.take(file.files);
  CHECK(taken.from_cache.empty());
  CHECK(taken.digests[0].sha256 == records::sha256_hex(std::string(100'000, 'y')));
}

TEST_CASE("reading again tells a true digest from a wrong one") {
  for (const auto spoilt : std::vector<unsigned char>{0, 1}) {
    const CachedFile file(spoilt);
    DataHasher hasher(file.cache());
    const auto taken = hasher.take(file.files);
    REQUIRE(taken.from_cache.size() == 1);
    measuring::DataRecheck recheck(file.files, taken);
    const auto checked = recheck.wait();
    REQUIRE(checked.size() == 1);
    CHECK(checked[0].agrees == (spoilt == 0));
    CHECK(checked[0].identity == taken.identities[0]);
    CHECK(recheck.is_over());
    if (spoilt == 0) continue;
    hasher.forget(checked[0].path, checked[0].identity);
    CHECK(hasher.save_cache().empty());
    CHECK(hasher.take(file.files).digests[0].sha256 == kTrue);
    CHECK_FALSE(file.cache().find(checked[0].path, checked[0].identity));
  }
}

TEST_CASE("a check that nobody waits for ends") {
  const test::TemporaryDirectory folder;
  write(folder / "large", std::string(64 << 20, 'x'));
  const std::vector<CorpusFile> files{{(folder / "large").string(), "large"}};
  measuring::TakenDigests taken;
  taken.digests = {{"large", std::string(64, '0')}};
  taken.identities = {storage::identify(folder / "large")};
  taken.from_cache = {0};
  { const measuring::DataRecheck recheck(files, taken); }
  write(folder / "gone", "x");
  const std::vector<CorpusFile> gone{{(folder / "gone-too").string(), "gone"}};
  measuring::DataRecheck recheck(gone, taken);
  CHECK_THROWS_AS((void)recheck.wait(), diagnostics::Error);
}
