// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/storage/files.hpp>
#include <support/temporary_directory.hpp>

using namespace ophamin;

namespace {

std::size_t entries_of(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

}  // namespace

TEST_CASE("a prepared folder gets its name whole") {
  const test::TemporaryDirectory folder;
  const auto final_path = folder / "deep" / "bundle";
  {
    storage::PreparedDirectory prepared(final_path);
    storage::write_file_synced(prepared.path() / "a", "1");
    storage::write_file_synced(prepared.path() / "b", "2");
    CHECK_FALSE(std::filesystem::exists(final_path));
    prepared.publish();
  }
  CHECK(storage::read_file(final_path / "a") == "1");
  CHECK(storage::read_file(final_path / "b") == "2");
  CHECK(entries_of(folder / "deep") == 1);
}

TEST_CASE("a prepared folder that is not published disappears") {
  const test::TemporaryDirectory folder;
  {
    const storage::PreparedDirectory prepared(folder / "bundle");
    storage::write_file_synced(prepared.path() / "a", "1");
    CHECK(entries_of(folder.path()) == 1);
  }
  CHECK(entries_of(folder.path()) == 0);
}

TEST_CASE("publishing over an older folder replaces all of it") {
  const test::TemporaryDirectory folder;
  const auto final_path = folder / "bundle";
  std::filesystem::create_directories(final_path / "assets");
  storage::write_file_synced(final_path / "old", "old");
  storage::PreparedDirectory prepared(final_path);
  storage::write_file_synced(prepared.path() / "new", "new");
  prepared.publish();
  CHECK(storage::read_file(final_path / "new") == "new");
  CHECK_FALSE(std::filesystem::exists(final_path / "old"));
  CHECK_FALSE(std::filesystem::exists(final_path / "assets"));
  CHECK(entries_of(folder.path()) == 1);
}

TEST_CASE("a trailing slash changes nothing") {
  const test::TemporaryDirectory folder;
  storage::PreparedDirectory prepared(folder / "bundle/");
  storage::write_file_synced(prepared.path() / "a", "1");
  prepared.publish();
  CHECK(storage::read_file(folder / "bundle" / "a") == "1");
  CHECK(entries_of(folder.path()) == 1);
}

TEST_CASE("a file in the way is not replaced, and neither is what is not there published") {
  const test::TemporaryDirectory folder;
  storage::write_file_atomic(folder / "taken", "precious");
  std::filesystem::create_directory(folder / "prepared");
  CHECK_THROWS_AS(storage::publish_directory(folder / "prepared", folder / "taken"), diagnostics::Error);
  CHECK(storage::read_file(folder / "taken") == "precious");
  CHECK(std::filesystem::is_directory(folder / "prepared"));
  CHECK_THROWS_AS(storage::publish_directory(folder / "none", folder / "x"), diagnostics::Error);
  CHECK_THROWS_AS(storage::publish_directory(folder / "taken", folder / "x"), diagnostics::Error);
}
