// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <ophamin/keys/attester.hpp>
#include <ophamin/storage/files.hpp>
#include <support/temporary_directory.hpp>

#include "environment.hpp"

using namespace ophamin;
using namespace ophamin::keys;
using diagnostics::ErrorCode;
using test::Variable;

namespace {

constexpr const char* kSecret = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
constexpr const char* kPublic = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

// Nothing set, and a home of its own.
struct World {
  test::TemporaryDirectory folder;
  Variable home{"HOME", (folder / "home").string()};
  Variable attest{"OPHAMIN_ATTEST", std::nullopt};
  Variable author{"OPHAMIN_AUTHOR", std::nullopt};
  Variable keystore{"OPHAMIN_KEYSTORE", std::nullopt};
  Variable key{"OPHAMIN_SIGNING_KEY", std::nullopt};
  std::vector<diagnostics::Diagnostic> warnings{};

  World() { std::filesystem::create_directory(folder / "home"); }
  std::optional<Attester> by_default(const AttesterRequest& request = {}) { return find_attester_by_default(request, warnings); }
};

template <typename Call>
ErrorCode code_of(const Call& call) {
  try {
    call();
  } catch (const diagnostics::Error& error) {
    return error.code();
  }
  FAIL("no error was thrown");
  return {};
}

}  // namespace

TEST_CASE("by default a key is made at home, and used again") {
  World world;
  const auto first = world.by_default();
  REQUIRE(first);
  CHECK(first->created);
  CHECK(first->file.parent_path() == world.folder / "home/.ophamin/keys");
  CHECK_FALSE(first->author.empty());
  const auto second = world.by_default();
  REQUIRE(second);
  CHECK_FALSE(second->created);
  CHECK(second->key.public_key() == first->key.public_key());
  CHECK(world.warnings.empty());
}

TEST_CASE("a variable switches attesting off") {
  World world;
  const Variable off("OPHAMIN_ATTEST", "0");
  CHECK_FALSE(world.by_default());
  CHECK_FALSE(world.by_default({.author = "alice"}));
  CHECK(std::filesystem::is_empty(world.folder / "home"));
  const Variable on("OPHAMIN_ATTEST", "1");
  CHECK(world.by_default());
}

TEST_CASE("the key of the environment comes before any file") {
  World world;
  const Variable key("OPHAMIN_SIGNING_KEY", kSecret);
  const auto attester = world.by_default({.author = "alice", .keystore = world.folder / "keys"});
  REQUIRE(attester);
  CHECK(attester->author == "alice");
  CHECK(attester->key.public_key() == kPublic);
  CHECK(attester->file.empty());
  CHECK_FALSE(attester->created);
  CHECK_FALSE(std::filesystem::exists(world.folder / "keys"));
  const Variable wrong("OPHAMIN_SIGNING_KEY", "abc");
  CHECK(code_of([&] { (void)world.by_default(); }) == ErrorCode::kKeystoreError);
}

TEST_CASE("a blank author is an error, and so is a key that is none") {
  World world;
  CHECK(code_of([&] { (void)world.by_default({.author = " "}); }) == ErrorCode::kAuthorInvalid);
  std::filesystem::create_directory(world.folder / "keys");
  storage::write_file_atomic(world.folder / "keys/alice.ed25519.key", "abc");
  CHECK(code_of([&] { (void)world.by_default({.author = "alice", .keystore = world.folder / "keys"}); }) == ErrorCode::kKeystoreError);
}

TEST_CASE("a key that cannot be stored is an error for who asked for an attestation, and a warning for who did not") {
  World world;
  storage::write_file_atomic(world.folder / "home/.ophamin", "a file, where a folder belongs");
  CHECK_FALSE(world.by_default());
  REQUIRE(world.warnings.size() == 1);
  CHECK(world.warnings[0].severity == diagnostics::Severity::kWarning);
  CHECK(world.warnings[0].message.find("nothing will be attested") != std::string::npos);
  CHECK(code_of([&] { (void)world.by_default({.author = "alice"}); }) == ErrorCode::kDirectoryUnwritable);
  CHECK(code_of([&] { (void)world.by_default({.keystore = world.folder / "home/.ophamin/keys"}); }) == ErrorCode::kDirectoryUnwritable);
  const Variable author("OPHAMIN_AUTHOR", "alice");
  CHECK(code_of([&] { (void)world.by_default(); }) == ErrorCode::kDirectoryUnwritable);
}
