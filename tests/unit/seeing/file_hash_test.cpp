// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/file_hash.hpp>

#include <atomic>
#include <deque>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <support/temporary_directory.hpp>

using namespace ophamin;
using diagnostics::ErrorCode;

namespace {

void write(const std::filesystem::path& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }

std::string content(std::size_t index) {
  std::string text;
  for (std::size_t i = 0; i < index * 997 % 5000; ++i) text += static_cast<char>('a' + (i * i + index) % 26);
  return text;
}

/// Files f0, f1, ... in a folder of their own.
struct Files {
  explicit Files(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) add("f" + std::to_string(i), content(i));
  }
  void add(const std::string& name, std::string_view text) {
    write(folder / name, text);
    names.push_back((folder / name).string());
  }
  std::vector<const std::string*> paths() const {
    std::vector<const std::string*> result;
    for (const auto& name : names) result.push_back(&name);
    return result;
  }
  test::TemporaryDirectory folder;
  std::deque<std::string> names;
};

}  // namespace

TEST_CASE("many threads give what one gives, in the order of the files") {
  Files files(300);
  files.add("large", std::string(9'000'000, 'x'));
  for (const unsigned threads : {1u, 2u, 7u, 0u}) {
    CAPTURE(threads);
    const auto hashed = seeing::hash_files(files.paths(), {.threads = threads});
    REQUIRE(hashed.size() == 301);
    for (std::size_t i = 0; i < 300; ++i) {
      REQUIRE(records::to_hex(hashed[i].sha256) == records::sha256_hex(content(i)));
      REQUIRE(hashed[i].identity == storage::identify(files.names[i]));
      REQUIRE(hashed[i].steady);
    }
    CHECK(records::to_hex(hashed[300].sha256) == records::sha256_hex(std::string(9'000'000, 'x')));
  }
  CHECK(seeing::hash_files({}).empty());
}

TEST_CASE("one file is read ahead, whatever its size") {
  const test::TemporaryDirectory folder;
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{256} << 10, (std::size_t{4} << 20) - 1,
                                 std::size_t{4} << 20, (std::size_t{5} << 20) + 7}) {
    CAPTURE(size);
    std::string text(size, ' ');
    for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 31 % 251);
    write(folder / "data", text);
    const auto hashed = seeing::hash_file((folder / "data").string());
    CHECK(records::to_hex(hashed.sha256) == records::sha256_hex(text));
    CHECK(hashed.identity.size == size);
    CHECK(hashed.steady);
  }
}

TEST_CASE("every file that cannot be read is named, in order, and then counted") {
  Files files(3);
  for (int i = 0; i < 30; ++i) files.names.push_back((files.folder / ("gone" + std::to_string(i))).string());
  files.names.push_back("/dev/null");
  try {
    (void)seeing::hash_files(files.paths(), {.threads = 4});
    FAIL("no error was thrown");
  } catch (const diagnostics::Error& error) {
    CHECK(error.code() == ErrorCode::kFileUnreadable);
    REQUIRE(error.diagnostics().size() == 21);
    CHECK(error.diagnostics()[0].place.file == files.names[3]);
    CHECK(error.diagnostics()[19].place.file == files.names[22]);
    CHECK(error.diagnostics()[20].message.find("11 more") != std::string::npos);
  }
}

TEST_CASE("a file that grows while it is hashed is not steady") {
  const test::TemporaryDirectory folder;
  write(folder / "log", std::string(40'000'000, 'x'));
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    std::ofstream log(folder / "log", std::ios::app);
    while (!stop) log << "more\n" << std::flush;
  });
  bool steady = true;
  for (int i = 0; i < 20 && steady; ++i) steady = seeing::hash_file((folder / "log").string()).steady;
  stop = true;
  writer.join();
  CHECK_FALSE(steady);
}

TEST_CASE("hashing ends soon when it is cancelled") {
  Files files(4);
  files.add("large", std::string(30'000'000, 'x'));
  const std::atomic<bool> cancelled{true};
  for (const unsigned threads : {1u, 3u}) {
    try {
      (void)seeing::hash_files(files.paths(), {.threads = threads, .cancelled = &cancelled});
      FAIL("no error was thrown");
    } catch (const diagnostics::Error& error) {
      CHECK(error.code() == ErrorCode::kCancelled);
    }
  }
  CHECK_THROWS_AS((void)seeing::hash_file(files.names.back(), &cancelled), diagnostics::Error);
}
