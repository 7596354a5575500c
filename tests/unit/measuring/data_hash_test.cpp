// SPDX-License-Identifier: Apache-2.0
#include <ophamin/measuring/data_hash.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <ophamin/records/digest.hpp>
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
  DataHasher hasher;
  const auto digests = hasher.digests({{(folder / "b").string(), "two"}, {(folder / "a").string(), "one"}});
  REQUIRE(digests.size() == 2);
  CHECK(digests[0].label == "two");
  CHECK(digests[0].sha256 == records::sha256_hex("beta"));
  CHECK(digests[1].label == "one");
  CHECK(digests[1].sha256 == records::sha256_hex("alpha"));
  CHECK(hasher.digests({}).empty());
}

TEST_CASE("a file that changed is hashed anew, and known to have changed") {
  const test::TemporaryDirectory folder;
  const auto path = folder / "data";
  write(path, "first");
  const std::vector<CorpusFile> files{{path.string(), "data"}};
  DataHasher hasher;
  std::vector<DataHasher::Identity> first;
  const auto sha256 = [](const std::vector<seeing::FileDigest>& digests) { return digests.at(0).sha256; };
  const auto hash = sha256(hasher.digests(files, &first));
  CHECK(DataHasher::changed(files, first).empty());
  CHECK(sha256(hasher.digests(files)) == hash);
  write(path, "other");
  CHECK(DataHasher::changed(files, first) == std::vector<std::string>{path.string()});
  // Another shard has it hashed in between: for the first one it has changed all the same.
  std::vector<DataHasher::Identity> second;
  CHECK(sha256(hasher.digests(files, &second)) != hash);
  CHECK(DataHasher::changed(files, second).empty());
  CHECK_FALSE(DataHasher::changed(files, first).empty());
  // The same bytes in a new file: what was read in between is not known.
  write(folder / "new", "other");
  std::filesystem::rename(folder / "new", path);
  CHECK_FALSE(DataHasher::changed(files, second).empty());
  std::filesystem::remove(path);
  CHECK(DataHasher::changed(files, second) == std::vector<std::string>{path.string()});
}

TEST_CASE("what cannot be hashed is an error that names the file") {
  const test::TemporaryDirectory folder;
  DataHasher hasher;
  test::check_error(diagnostics::ErrorCode::kFileUnreadable, "gone", [&] { hasher.digests({{(folder / "gone").string(), "x"}}); });
  test::check_error(diagnostics::ErrorCode::kFileUnreadable, "folder", [&] { hasher.digests({{folder.path().string(), "folder"}}); });
  test::check_error(diagnostics::ErrorCode::kFileUnreadable, "/dev/zero", [&] { hasher.digests({{"/dev/zero", "zero"}}); });
}
