// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <system_error>

#include <ophamin/registry/lock_file.hpp>
#include <support/temporary_directory.hpp>

using namespace ophamin::registry;

namespace {

std::string digest(char c) { return std::string(64, c); }

std::string entry(const std::string& id, const std::string& sha256) {
  return R"({"id": ")" + id + R"(", "version": "1.0.0", "sha256": ")" + sha256 + R"(", "file": "x.so"})";
}

std::string lock(const std::string& plugins) { return R"({"ophamin_lock": 1, "plugins": [)" + plugins + "]}"; }

}  // namespace

TEST_CASE("the text is the same whatever order it was read in") {
  const LockFile a = parse_lock(lock(entry("b", digest('b')) + "," + entry("a", digest('a'))), "x.lock");
  const LockFile b = parse_lock(lock(entry("a", digest('a')) + "," + entry("b", digest('b'))), "y.lock");
  CHECK(a.path == "x.lock");
  CHECK(to_text(a) == to_text(b));
  CHECK(to_text(a) ==
        "{\n  \"ophamin_lock\": 1,\n  \"plugins\": [\n"
        "    {\"id\": \"a\", \"version\": \"1.0.0\", \"sha256\": \"" + digest('a') + "\", \"file\": \"x.so\"},\n"
        "    {\"id\": \"b\", \"version\": \"1.0.0\", \"sha256\": \"" + digest('b') + "\", \"file\": \"x.so\"}\n  ]\n}\n");
  CHECK(a.find_id("b")->sha256 == digest('b'));
  CHECK(a.find_digest(digest('a'))->id == "a");
  CHECK(a.find_id("c") == nullptr);
  CHECK(a.find_file("x.so")->id == "a");
}

TEST_CASE("an empty lock is a lock") {
  CHECK(to_text(LockFile()) == "{\n  \"ophamin_lock\": 1,\n  \"plugins\": []\n}\n");
  CHECK(parse_lock(to_text(LockFile()), "x").plugins.empty());
}

TEST_CASE("what is no lock file says why") {
  const auto complaint = [](const std::string& text) -> std::string {
    try {
      parse_lock(text, "x.lock");
    } catch (const RegistryError& error) {
      CHECK(error.violations().at(0).rule == "OPH-HOST-9");
      CHECK(error.violations().at(0).file == "x.lock");
      return error.violations().at(0).found;
    }
    return "nothing";
  };
  CHECK(complaint("{").starts_with("no JSON"));
  CHECK(complaint("[]") == "JSON without `ophamin_lock`");
  CHECK(complaint("{}") == "JSON without `ophamin_lock`");
  CHECK(complaint(R"({"ophamin_lock": 2, "plugins": []})") == "version 2");
  CHECK(complaint(R"({"ophamin_lock": 1})") == "no list `plugins`");
  CHECK(complaint(lock("1")) == "a plugin that is no object");
  CHECK(complaint(lock(R"({"id": "a"})")) == "a plugin without the text `version`");
  CHECK(complaint(lock(entry("a", "abc"))) == "`abc` as the SHA-256 of a");
  CHECK(complaint(lock(entry("a", digest('a')) + "," + entry("a", digest('b')))) == "the plugin a twice");
  CHECK_THROWS_AS(read_lock("/nonexistent/x.lock"), RegistryError);
}

TEST_CASE("writing replaces the whole file and leaves nothing else behind") {
  ophamin::test::TemporaryDirectory folder;
  const auto file = folder / "ophamin.lock";
  LockFile first = parse_lock(lock(entry("a", digest('a'))), file);
  write_lock(file, first);
  CHECK(read_lock(file).plugins == first.plugins);
  write_lock(file, LockFile());
  CHECK(read_lock(file).plugins.empty());
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), std::filesystem::directory_iterator()) == 1);
  CHECK_THROWS_AS(write_lock("/nonexistent/folder/x.lock", first), std::system_error);
}
