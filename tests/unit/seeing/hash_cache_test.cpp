// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/hash_cache.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ophamin/storage/files.hpp>
#include <support/temporary_directory.hpp>

using namespace ophamin;
using seeing::HashCache;
using seeing::HashedFile;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

/// A file of `size` bytes that was last changed ten seconds before it was hashed.
HashedFile hashed_file(unsigned char seed = 1, std::uint64_t size = 1 << 20) {
  HashedFile file;
  file.sha256.fill(seed);
  file.identity = {.device = 5, .inode = 77, .size = size, .modified_ns = 1000 * kSecond, .changed_ns = 1001 * kSecond + 3};
  file.steady = true;
  file.begun_ns = 1011 * kSecond;
  return file;
}

std::optional<records::Digest> found_again(const std::filesystem::path& file, const HashedFile& hashed) {
  HashCache later(file);
  return later.find("/data/a", hashed.identity);
}

}  // namespace

TEST_CASE("what was remembered is found again, by this process and the next") {
  const test::TemporaryDirectory folder;
  const auto file = folder / "new" / "folder" / "content-hashes";
  const auto one = hashed_file(1), two = hashed_file(2);
  const std::string odd = "/data/\xff% line\nbreak";
  HashCache cache(file);
  CHECK_FALSE(cache.find("/data/a", one.identity));
  cache.remember("/data/a", one);
  cache.remember(odd, two);
  CHECK(cache.find("/data/a", one.identity) == one.sha256);
  CHECK(cache.save().empty());
  CHECK(cache.save().empty());

  HashCache later(file);
  CHECK(later.find("/data/a", one.identity) == one.sha256);
  CHECK(later.find(odd, two.identity) == two.sha256);
  CHECK_FALSE(later.find("/data/b", one.identity));
  later.forget("/data/a");
  CHECK_FALSE(later.find("/data/a", one.identity));
  CHECK(later.save().empty());
  CHECK_FALSE(found_again(file, one));
  struct stat status {};
  REQUIRE(::stat((folder / "new").c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0700);
}

TEST_CASE("an entry counts only for the file that it is about") {
  const test::TemporaryDirectory folder;
  const auto one = hashed_file();
  HashCache cache(folder / "hashes");
  cache.remember("/data/a", one);
  const auto other = [&](auto change) {
    auto identity = one.identity;
    change(identity);
    return cache.find("/data/a", identity).has_value();
  };
  CHECK(other([](auto&) {}));
  CHECK_FALSE(other([](auto& i) { ++i.device; }));
  CHECK_FALSE(other([](auto& i) { ++i.inode; }));
  CHECK_FALSE(other([](auto& i) { ++i.size; }));
  CHECK_FALSE(other([](auto& i) { ++i.modified_ns; }));
  CHECK_FALSE(other([](auto& i) { ++i.changed_ns; }));
  CHECK_FALSE(cache.find("/data/./a", one.identity));
}

TEST_CASE("what cannot be relied on is not remembered, and takes an older entry with it") {
  const test::TemporaryDirectory folder;
  const auto good = hashed_file();
  const auto remembered = [&](auto change) {
    HashCache cache(folder / "hashes");
    cache.remember("/data/a", good);
    auto hashed = good;
    change(hashed);
    cache.remember("/data/a", hashed);
    return cache.size() == 1;
  };
  CHECK(remembered([](auto&) {}));
  CHECK_FALSE(remembered([](auto& h) { h.steady = false; }));
  CHECK_FALSE(remembered([](auto& h) { h.begun_ns = h.identity.changed_ns + HashCache::kGranularityNs; }));
  CHECK(remembered([](auto& h) { h.begun_ns = h.identity.changed_ns + HashCache::kGranularityNs + 1; }));
  CHECK_FALSE(remembered([](auto& h) { h.identity.modified_ns = h.begun_ns; }));
  CHECK_FALSE(remembered([](auto& h) { h.identity.changed_ns = h.begun_ns + 100 * kSecond; }));  // a clock that runs ahead
  CHECK_FALSE(remembered([](auto& h) { h.identity.size = HashCache::kSmallestFile - 1; }));
}

TEST_CASE("a damaged cache is not used, said so, and replaced") {
  const test::TemporaryDirectory folder;
  const auto file = folder / "hashes";
  const auto one = hashed_file();
  HashCache first(file);
  first.remember("/data/a", one);
  first.remember("/data/b", hashed_file(2));
  REQUIRE(first.save().empty());
  const auto whole = storage::read_file(file);
  const auto check_damaged = [&](const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
    HashCache cache(file);
    REQUIRE_FALSE(cache.find("/data/a", one.identity));
    const auto warnings = cache.save();
    REQUIRE(warnings.size() == 1);
    REQUIRE(warnings[0].severity == diagnostics::Severity::kWarning);
    REQUIRE(warnings[0].message.find("damaged") != std::string::npos);
    HashCache next(file);
    REQUIRE_FALSE(next.find("/data/a", one.identity));
    REQUIRE(next.save().empty());
  };
  for (std::size_t i = 0; i < whole.size(); ++i) {
    auto flipped = whole;
    flipped[i] = static_cast<char>(flipped[i] ^ 4);
    check_damaged(flipped);
    if (i % 7 == 0) check_damaged(whole.substr(0, i));
  }
  check_damaged(whole + whole);
  check_damaged("ophamin content hashes 2\n" + whole.substr(whole.find('\n') + 1));
  // A checksum alone does not make a cache.
  const std::string nonsense = "ophamin content hashes 1\n12 34 /data/a\n";
  check_damaged(nonsense + records::sha256_hex(nonsense) + "\n");
  std::ofstream(file, std::ios::binary) << whole;
  CHECK(found_again(file, one) == one.sha256);
}

TEST_CASE("a cache that others can write is not used") {
  const test::TemporaryDirectory folder;
  const auto file = folder / "hashes";
  const auto one = hashed_file();
  HashCache first(file);
  first.remember("/data/a", one);
  REQUIRE(first.save().empty());
  for (const auto who : {std::filesystem::perms::group_write, std::filesystem::perms::others_write}) {
    std::filesystem::permissions(file, who, std::filesystem::perm_options::add);
    HashCache cache(file);
    CHECK_FALSE(cache.find("/data/a", one.identity));
    const auto warnings = cache.save();
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0].message.find("written by others") != std::string::npos);
    std::filesystem::permissions(file, who, std::filesystem::perm_options::remove);
  }
  CHECK(found_again(file, one) == one.sha256);
}

TEST_CASE("what two processes remember is kept") {
  const test::TemporaryDirectory folder;
  const auto file = folder / "hashes";
  const auto one = hashed_file(1), two = hashed_file(2);
  HashCache first(file), second(file);
  CHECK_FALSE(first.find("/data/a", one.identity));
  CHECK_FALSE(second.find("/data/a", one.identity));
  first.remember("/data/a", one);
  second.remember("/data/b", two);
  CHECK(first.save().empty());
  CHECK(second.save().empty());
  HashCache later(file);
  CHECK(later.find("/data/a", one.identity) == one.sha256);
  CHECK(later.find("/data/b", two.identity) == two.sha256);
}

TEST_CASE("the cache is bounded") {
  const test::TemporaryDirectory folder;
  HashCache cache(folder / "hashes");
  for (std::size_t i = 0; i < HashCache::kMostEntries + 50; ++i) cache.remember("/data/" + std::to_string(i), hashed_file());
  CHECK(cache.save().empty());
  CHECK(cache.size() == HashCache::kMostEntries);
  HashCache later(folder / "hashes");
  (void)later.find("/x", {});
  CHECK(later.size() == HashCache::kMostEntries);
}

TEST_CASE("a cache that cannot be written is a warning") {
  const test::TemporaryDirectory folder;
  std::ofstream(folder / "in-the-way") << "x";
  HashCache cache(folder / "in-the-way" / "hashes");
  cache.remember("/data/a", hashed_file());
  const auto warnings = cache.save();
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].severity == diagnostics::Severity::kWarning);
  CHECK(warnings[0].message.find("cannot be written") != std::string::npos);
  HashCache none;
  none.remember("/data/a", hashed_file());
  CHECK(none.size() == 0);
  CHECK(none.save().empty());
}

TEST_CASE("the cache is where the user's caches are") {
  const auto with = [](const char* xdg, const char* home) {
    const std::string old_home = std::getenv("HOME") != nullptr ? std::getenv("HOME") : "";
    const std::string old_xdg = std::getenv("XDG_CACHE_HOME") != nullptr ? std::getenv("XDG_CACHE_HOME") : "";
    const auto set = [](const char* name, const char* value) { value != nullptr ? ::setenv(name, value, 1) : ::unsetenv(name); };
    set("XDG_CACHE_HOME", xdg);
    set("HOME", home);
    const auto file = HashCache::default_file();
    set("XDG_CACHE_HOME", old_xdg.empty() ? nullptr : old_xdg.c_str());
    set("HOME", old_home.empty() ? nullptr : old_home.c_str());
    return file ? file->string() : "none";
  };
  CHECK(with("/caches", "/home/me") == "/caches/ophamin/content-hashes");
  CHECK(with(nullptr, "/home/me") == "/home/me/.cache/ophamin/content-hashes");
  CHECK(with("relative", "/home/me") == "/home/me/.cache/ophamin/content-hashes");
  CHECK(with(nullptr, nullptr) == "none");
  CHECK(with("", "") == "none");
}
