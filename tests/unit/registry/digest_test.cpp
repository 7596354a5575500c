// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <fstream>
#include <system_error>

#include <ophamin/registry/digest.hpp>
#include <support/temporary_directory.hpp>

using ophamin::registry::file_sha256;

TEST_CASE("SHA-256 of known texts, also of more than one piece") {
  ophamin::test::TemporaryDirectory folder;
  const auto write = [&](const std::string& text) {
    std::ofstream(folder / "file", std::ios::binary) << text;
    return file_sha256(folder / "file");
  };
  CHECK(write("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(write("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(write(std::string(1'000'000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("a file that is not there") { CHECK_THROWS_AS(file_sha256("/nonexistent/file"), std::system_error); }
