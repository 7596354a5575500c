// SPDX-License-Identifier: Apache-2.0
#include <ophamin/storage/input_file.hpp>

#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <support/temporary_directory.hpp>

using namespace ophamin;
using storage::InputFile;

namespace {

std::string reason(const std::filesystem::path& path) {
  try {
    InputFile file(path);
  } catch (const diagnostics::Error& error) {
    CHECK(error.code() == diagnostics::ErrorCode::kFileUnreadable);
    CHECK(error.diagnostics().front().place.file == path.string());
    return error.diagnostics().front().message;
  }
  return {};
}

}  // namespace

TEST_CASE("a file is read to its end and knows what it is") {
  const test::TemporaryDirectory folder;
  std::ofstream(folder / "data") << "0123456789";
  InputFile file(folder / "data");
  const auto before = file.identity();
  CHECK(before == storage::identify(folder / "data"));
  CHECK(before.size == 10);
  char bytes[8];
  CHECK(file.read(bytes, 8) == 8);
  CHECK(std::string(bytes, 8) == "01234567");
  CHECK(file.read(bytes, 8) == 2);
  CHECK(file.read(bytes, 8) == 0);
  std::ofstream(folder / "data", std::ios::app) << "x";
  CHECK_FALSE(file.identity() == before);
  // The open file stays what it is when its name goes to another one.
  const auto grown = file.identity();
  std::ofstream(folder / "other") << "other";
  std::filesystem::rename(folder / "other", folder / "data");
  CHECK(file.identity().inode == grown.inode);
  CHECK_FALSE(storage::identify(folder / "data").inode == grown.inode);
}

TEST_CASE("what is no regular file is refused with its reason") {
  const test::TemporaryDirectory folder;
  CHECK(reason(folder / "gone").find("No such file") != std::string::npos);
  CHECK(reason(folder.path()).find("directory") != std::string::npos);
  CHECK(reason("/dev/null").find("device") != std::string::npos);
  CHECK_THROWS_AS((void)storage::identify(folder / "gone"), diagnostics::Error);
}
