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

TEST_CASE("the content hash is of labels and bytes, in order of labels, wherever the files are") {
  const test::TemporaryDirectory folder;
  write(folder / "a", "alpha");
  write(folder / "b", "beta");
  DataHasher hasher;
  const std::vector<CorpusFile> files{{(folder / "b").string(), "two"}, {(folder / "a").string(), "one"}};
  const auto expected = records::sha256_hex("[[\"one\",\"" + records::sha256_hex("alpha") + "\"],[\"two\",\"" +
                                            records::sha256_hex("beta") + "\"]]");
  CHECK(hasher.hash(files) == expected);
  CHECK(hasher.hash({files[1], files[0]}) == expected);
  CHECK(hasher.hash({{files[0].path, "one"}, {files[1].path, "two"}}) != expected);
  CHECK(hasher.hash({}) == records::sha256_hex("[]"));
  std::filesystem::create_directory(folder / "elsewhere");
  write(folder / "elsewhere" / "b", "beta");
  CHECK(DataHasher().hash({{(folder / "elsewhere" / "b").string(), "two"}, files[1]}) == expected);
}

TEST_CASE("a file that changed is hashed anew, and known to have changed") {
  const test::TemporaryDirectory folder;
  const auto path = folder / "data";
  write(path, "first");
  const std::vector<CorpusFile> files{{path.string(), "data"}};
  DataHasher hasher;
  std::vector<DataHasher::Identity> first;
  const auto hash = hasher.hash(files, &first);
  CHECK(DataHasher::changed(files, first).empty());
  CHECK(hasher.hash(files) == hash);
  write(path, "other");
  CHECK(DataHasher::changed(files, first) == std::vector<std::string>{path.string()});
  // Another shard has it hashed in between: for the first one it has changed all the same.
  std::vector<DataHasher::Identity> second;
  CHECK(hasher.hash(files, &second) != hash);
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
  test::check_error(diagnostics::ErrorCode::kFileUnreadable, "gone", [&] { hasher.hash({{(folder / "gone").string(), "x"}}); });
  test::check_error(diagnostics::ErrorCode::kFileUnreadable, "folder", [&] { hasher.hash({{folder.path().string(), "folder"}}); });
  test::check_error(diagnostics::ErrorCode::kFileUnreadable, "/dev/zero", [&] { hasher.hash({{"/dev/zero", "zero"}}); });
}
