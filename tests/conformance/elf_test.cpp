// SPDX-License-Identifier: Apache-2.0
// The reader of shared objects: right about good files, unharmed by bad ones.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>

#include <boost/dll/library_info.hpp>
#include <ophamin/registry/elf_file.hpp>

#include "conformance/plugin_folder.hpp"

using namespace ophamin;
using namespace ophamin::registry;

namespace {

std::vector<std::byte> bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  std::vector<std::byte> bytes(text.size());
  std::transform(text.begin(), text.end(), bytes.begin(), [](char c) { return static_cast<std::byte>(c); });
  return bytes;
}

// Reads a damaged file; what matters is that it ends in a result or in an ElfError.
bool survives(std::span<const std::byte> bytes) {
  try {
    const ElfFile elf = read_elf(bytes);
    return elf.exported.size() <= bytes.size();
  } catch (const ElfError&) {
    return true;
  }
}

}  // namespace

TEST_CASE("a plugin's symbols, boot number and needed libraries") {
  const ElfFile elf = read_elf(test::fixture_file("good"));
  REQUIRE(elf.boot_number.has_value());
  CHECK(*elf.boot_number == OPH_ABI_VERSION);
  REQUIRE(elf.exported.size() == 2);
  CHECK(elf.find_export(OPH_BOOT_SYMBOL)->object);
  CHECK(elf.find_export(OPH_ENTRY_SYMBOL)->function);
  CHECK(elf.find_export("memcpy") == nullptr);
  CHECK(std::find(elf.needed.begin(), elf.needed.end(), "libc.so.6") != elf.needed.end());
  CHECK(std::binary_search(elf.imported.begin(), elf.imported.end(), "calloc"));
  CHECK(*read_elf(test::fixture_file("newer_minor")).boot_number == OPH_ABI_VERSION + 1);
  CHECK(!read_elf(test::fixture_file("no_boot_number")).boot_number);
  CHECK(read_elf(test::fixture_file("gnu_unique")).find_export("fixture_unique")->gnu_unique);
  const ElfFile borrower = read_elf(test::fixture_file("entry_from_dependency"));
  CHECK(std::find(borrower.needed.begin(), borrower.needed.end(), "libfixture_dependency.so") != borrower.needed.end());
  CHECK(std::find(borrower.run_path.begin(), borrower.run_path.end(), "$ORIGIN/lib") != borrower.run_path.end());
}

TEST_CASE("the exports are those that Boost.DLL's reader sees") {
  for (const char* name : {"good", "extra_export", "no_entry"}) {
    CAPTURE(name);
    boost::dll::library_info info(test::fixture_file(name));
    std::vector<std::string> theirs = info.symbols();
    std::sort(theirs.begin(), theirs.end());
    theirs.erase(std::unique(theirs.begin(), theirs.end()), theirs.end());
    const ElfFile elf = read_elf(test::fixture_file(name));
    for (const ElfSymbol& symbol : elf.exported) {
      CAPTURE(symbol.name);
      CHECK(std::binary_search(theirs.begin(), theirs.end(), symbol.name));
    }
    for (const char* ours : {OPH_BOOT_SYMBOL, OPH_ENTRY_SYMBOL, "fixture_helper"}) {
      CHECK(std::binary_search(theirs.begin(), theirs.end(), ours) == (elf.find_export(ours) != nullptr));
    }
  }
}

TEST_CASE("a file in memory and on disk read the same") {
  const auto file = test::fixture_file("extra_export");
  const ElfFile a = read_elf(file);
  const ElfFile b = read_elf(std::span<const std::byte>(bytes_of(file)));
  REQUIRE(a.exported.size() == b.exported.size());
  for (std::size_t i = 0; i < a.exported.size(); ++i) CHECK(a.exported[i].name == b.exported[i].name);
  CHECK(a.imported == b.imported);
  CHECK(a.needed == b.needed);
}

TEST_CASE("what is no shared object of this machine is told apart") {
  const auto fault = [](std::span<const std::byte> bytes) {
    try {
      read_elf(bytes);
    } catch (const ElfError& error) {
      return error.fault();
    }
    return ElfFault{255};
  };
  std::vector<std::byte> good = bytes_of(test::fixture_file("good"));
  CHECK(fault({}) == ElfFault::kNotElf);
  CHECK(fault(std::span(good).first(4)) == ElfFault::kTruncated);
  CHECK(fault(std::span(good).first(100)) == ElfFault::kTruncated);
  const auto with = [&](std::size_t at, int value) {
    std::vector<std::byte> changed = good;
    changed[at] = static_cast<std::byte>(value);
    return fault(changed);
  };
  CHECK(with(0, 'M') == ElfFault::kNotElf);
  CHECK(with(4, 1) == ElfFault::kWrongFormat);    // 32-bit
  CHECK(with(5, 2) == ElfFault::kWrongFormat);    // big-endian
  CHECK(with(16, 2) == ElfFault::kNotShared);     // an executable
  CHECK(with(18, 0x28) == ElfFault::kWrongMachine);  // ARM
  CHECK(with(54, 1) == ElfFault::kMalformed);     // size of a program header
  CHECK_THROWS_AS(read_elf(std::filesystem::path("/nonexistent.so")), std::system_error);
  CHECK_THROWS_AS(read_elf(std::filesystem::path("/")), ElfError);
}

TEST_CASE("truncated and bit-flipped files never do harm") {
  const std::vector<std::byte> good = bytes_of(test::fixture_file("good"));
  std::mt19937 random(20240501);  // fixed: a failure can be repeated
  const auto below = [&random](std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random); };
  for (int i = 0; i < 500; ++i) {
    CAPTURE(i);
    CHECK(survives(std::span(good).first(below(good.size()))));
    std::vector<std::byte> flipped = good;
    // Headers, dynamic section and symbol tables lie in the first pages: flip mostly there.
    const std::size_t flips = 1 + below(16);
    for (std::size_t flip = 0; flip < flips; ++flip) {
      const std::size_t range = flip % 4 == 3 ? flipped.size() : std::min<std::size_t>(flipped.size(), 4096);
      flipped[below(range)] ^= static_cast<std::byte>(1u << below(8));
    }
    CHECK(survives(flipped));
  }
}

TEST_CASE("every byte of the headers and of the dynamic section set to extremes does no harm") {
  const std::vector<std::byte> good = bytes_of(test::fixture_file("good"));
  std::vector<std::byte> changed = good;
  for (std::size_t at = 0; at < std::min<std::size_t>(good.size(), 2048); ++at) {
    for (const int value : {0x00, 0x7F, 0xFF}) {
      changed[at] = static_cast<std::byte>(value);
      CHECK(survives(changed));
    }
    changed[at] = good[at];
  }
}
