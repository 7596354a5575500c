// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/lineage/dataset.hpp>
#include <ophamin/records/digest.hpp>
#include <support/temporary_directory.hpp>

using namespace ophamin;
namespace fs = std::filesystem;

namespace {

void write(const fs::path& path, std::string_view text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace

TEST_CASE("a file is its bytes") {
  const test::TemporaryDirectory folder;
  write(folder / "a.bin", std::string("abc"));
  const auto dataset = lineage::link_dataset(folder / "a.bin");
  CHECK(dataset.kind == "file");
  CHECK(dataset.size_bytes == 3);
  CHECK(dataset.path == (folder / "a.bin").string());
  CHECK(dataset.content_hash == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // FIPS 180-4
  write(folder / "empty", "");
  CHECK(lineage::link_dataset(folder / "empty").content_hash == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("a large file is read in pieces") {
  const test::TemporaryDirectory folder;
  const std::string text(1'000'003, 'x');
  write(folder / "large", text);
  const auto dataset = lineage::link_dataset(folder / "large");
  CHECK(dataset.content_hash == records::sha256_hex(text));
  CHECK(dataset.size_bytes == 1'000'003);
}

TEST_CASE("a folder is the canonical list of its files, sorted by the parts of their paths") {
  const test::TemporaryDirectory folder;
  write(folder / "a/z.txt", "one");
  write(folder / "a-b.txt", "two");   // '-' sorts before '/', but "a" before "a-b.txt" as a part
  write(folder / "B/.hidden", "");
  fs::create_directory(folder / "nothing");
  const auto hash = [](std::string_view text) { return records::sha256_hex(text); };
  const std::string list = "[[\"B/.hidden\",\"" + hash("") + "\"],[\"a/z.txt\",\"" + hash("one") + "\"],[\"a-b.txt\",\"" +
                           hash("two") + "\"]]";
  const auto dataset = lineage::link_dataset(folder.path());
  CHECK(dataset.kind == "directory");
  CHECK(dataset.size_bytes == 6);
  CHECK(dataset.content_hash == hash(list));
  CHECK(lineage::link_dataset(folder.path().string() + "/").content_hash == dataset.content_hash);
  CHECK(lineage::link_dataset(folder.path().string() + "/").path == dataset.path);
}

TEST_CASE("an empty folder is the empty list") {
  const test::TemporaryDirectory folder;
  CHECK(lineage::link_dataset(folder.path()).content_hash == records::sha256_hex("[]"));
  CHECK(lineage::link_dataset(folder.path()).size_bytes == 0);
}

TEST_CASE("a name that is no UTF-8 is escaped as the reference escapes it") {
  const test::TemporaryDirectory folder;
  write(folder.path() / "caf\xE9", "x");
  write(folder.path() / "caf\xC3\xA9", "y");
  // U+00E9 sorts before U+DCE9.
  const std::string list = "[[\"caf\\u00e9\",\"" + records::sha256_hex("y") + "\"],[\"caf\\udce9\",\"" + records::sha256_hex("x") + "\"]]";
  CHECK(lineage::link_dataset(folder.path()).content_hash == records::sha256_hex(list));
}

TEST_CASE("links to files count, links to folders and into nothing do not") {
  const test::TemporaryDirectory folder;
  write(folder / "outside/file", "x");
  fs::create_directory(folder / "set");
  fs::create_symlink(folder / "outside/file", folder / "set/file");
  fs::create_directory_symlink(folder / "outside", folder / "set/folder");
  fs::create_symlink(folder / "nowhere", folder / "set/dangling");
  CHECK(lineage::link_dataset(folder / "set").content_hash == records::sha256_hex("[[\"file\",\"" + records::sha256_hex("x") + "\"]]"));
}

TEST_CASE("what is not there or no file is an error") {
  const test::TemporaryDirectory folder;
  const auto code_of = [](const fs::path& path) {
    try {
      (void)lineage::link_dataset(path);
    } catch (const diagnostics::Error& error) {
      return error.code();
    }
    return diagnostics::ErrorCode::kInternalError;
  };
  CHECK(code_of(folder / "absent") == diagnostics::ErrorCode::kFileUnreadable);
  CHECK(code_of("/dev/null") == diagnostics::ErrorCode::kFileUnreadable);
}
