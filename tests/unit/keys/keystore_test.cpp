// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <doctest/doctest.h>
#include <ophamin/keys/keystore.hpp>
#include <ophamin/storage/files.hpp>
#include <set>
#include <support/temporary_directory.hpp>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "environment.hpp"

using namespace ophamin;
using namespace ophamin::keys;
using diagnostics::Diagnostic;
using diagnostics::ErrorCode;
using test::Variable;

namespace {

constexpr const char* kSecret = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
constexpr const char* kPublic = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

mode_t mode_of(const std::filesystem::path& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777u;
}

template <typename Call>
Diagnostic problem_of(const Call& call) {
  try {
    call();
  } catch (const diagnostics::Error& error) {
    return error.diagnostics().front();
  }
  FAIL("no error was thrown");
  return {};
}

struct Kit {
  test::TemporaryDirectory folder;
  Keystore store{folder / "a" / "keys"};
  std::vector<Diagnostic> warnings;

  std::filesystem::path write(std::string_view author, std::string_view text, mode_t mode = 0600) {
    storage::ensure_directory(store.folder(), 0700);
    const auto file = store.file_of(author);
    storage::write_file_atomic(file, text);
    ::chmod(file.c_str(), mode);
    return file;
  }
};

}  // namespace

TEST_CASE("a key is made once, for its user alone, and is found again") {
  Kit kit;
  CHECK_FALSE(kit.store.load("alice", kit.warnings));
  CHECK_FALSE(std::filesystem::exists(kit.folder / "a"));
  const auto made = kit.store.load_or_create("alice@example.org", kit.warnings);
  CHECK(made.created);
  const auto file = kit.store.folder() / "alice_example.org.ed25519.key";
  CHECK(kit.store.file_of("alice@example.org") == file);
  CHECK(mode_of(file) == 0600);
  CHECK(mode_of(kit.store.folder()) == 0700);
  CHECK(mode_of(kit.folder / "a") == 0700);
  CHECK(storage::read_file(file).size() == 64);
  const auto again = kit.store.load_or_create(" alice@example.org ", kit.warnings);
  CHECK_FALSE(again.created);
  CHECK(again.key.public_key() == made.key.public_key());
  CHECK(kit.store.load("alice@example.org", kit.warnings)->public_key() == made.key.public_key());
  CHECK(kit.store.load_or_create("bob", kit.warnings).key.public_key() != made.key.public_key());
  CHECK(kit.warnings.empty());
}

TEST_CASE("a key may have white space around it and capitals in it") {
  Kit kit;
  kit.write("alice", std::string("\n ") + kSecret + "\r\n");
  CHECK(kit.store.load("alice", kit.warnings)->public_key() == kPublic);
  kit.write("alice", "9D61B19DEFFD5A60BA844AF492EC2CC44449C5697B326919703BAC031CAE7F60");
  CHECK(kit.store.load("alice", kit.warnings)->public_key() == kPublic);
}

TEST_CASE("what is no key is an error and stays as it is") {
  Kit kit;
  const std::string secret = kSecret;
  for (const std::string& text : {std::string(), std::string(" "), secret.substr(2), secret + "00", secret.substr(1) + "x", secret + "\n" + secret,
                                  std::string(32, '\x07'), std::string(5000, '0')}) {
    const auto file = kit.write("alice", text);
    for (const auto& problem : {problem_of([&] { (void)kit.store.load("alice", kit.warnings); }),
                                problem_of([&] { (void)kit.store.load_or_create("alice", kit.warnings); })}) {
      CHECK(problem.code == ErrorCode::kKeystoreError);
      CHECK(problem.place.file == file.string());
      CHECK_FALSE(problem.mend.empty());
      for (const std::string& said : {problem.message, problem.found, problem.expected, problem.mend})
        CHECK(said.find(secret.substr(2, 60)) == std::string::npos);
    }
    CHECK(problem_of([&] { (void)kit.store.create("alice"); }).code == ErrorCode::kAuthorKeyExists);
    CHECK(storage::read_file(file) == text);
  }
  std::filesystem::remove(kit.store.file_of("alice"));
  std::filesystem::create_directory(kit.store.file_of("alice"));
  CHECK(problem_of([&] { (void)kit.store.load_or_create("alice", kit.warnings); }).code == ErrorCode::kKeystoreError);
  std::filesystem::remove(kit.store.file_of("alice"));
  std::filesystem::create_symlink("nowhere", kit.store.file_of("alice"));
  CHECK(problem_of([&] { (void)kit.store.load_or_create("alice", kit.warnings); }).code == ErrorCode::kKeystoreError);
  CHECK(problem_of([&] { (void)kit.store.create("alice"); }).code == ErrorCode::kAuthorKeyExists);
  CHECK(std::filesystem::is_symlink(kit.store.file_of("alice")));
}

TEST_CASE("a key that others can read, and a keystore that others can write, are warnings") {
  Kit kit;
  for (const mode_t mode : {mode_t{0640}, mode_t{0604}, mode_t{0620}}) {
    const auto file = kit.write("alice", kSecret, mode);
    kit.warnings.clear();
    CHECK(kit.store.load("alice", kit.warnings)->public_key() == kPublic);
    REQUIRE(kit.warnings.size() == 1);
    CHECK(kit.warnings[0].code == ErrorCode::kKeyFileExposed);
    CHECK(kit.warnings[0].severity == diagnostics::Severity::kWarning);
    CHECK(kit.warnings[0].mend == "chmod 600 " + file.string());
  }
  kit.write("alice", kSecret);
  ::chmod(kit.store.folder().c_str(), 0777);
  kit.warnings.clear();
  CHECK(kit.store.load("alice", kit.warnings));
  REQUIRE(kit.warnings.size() == 1);
  CHECK(kit.warnings[0].mend == "chmod 700 " + kit.store.folder().string());
}

TEST_CASE("processes that make the key of one author at once get one key") {
  Kit kit;
  constexpr int kProcesses = 8;
  std::array<int, 2> results{}, gate{};
  REQUIRE(::pipe(results.data()) == 0);
  REQUIRE(::pipe(gate.data()) == 0);
  std::vector<pid_t> children;
  for (int i = 0; i < kProcesses; ++i) {
    children.push_back(::fork());
    REQUIRE(children.back() >= 0);
    if (children.back() == 0) {
      char go = 0;
      if (::read(gate[0], &go, 1) != 1) ::_exit(1);
      try {
        const auto made = kit.store.load_or_create("alice", kit.warnings);
        const std::string line = made.key.public_key() + (made.created ? "1" : "0");
        ::_exit(::write(results[1], line.data(), line.size()) == 65 ? 0 : 1);
      } catch (...) {
        ::_exit(2);
      }
    }
  }
  REQUIRE(::write(gate[1], "gggggggg", kProcesses) == kProcesses);
  for (const pid_t child : children) {
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
  }
  std::set<std::string> keys;
  int created = 0;
  for (int i = 0; i < kProcesses; ++i) {
    std::array<char, 65> line{};
    REQUIRE(::read(results[0], line.data(), line.size()) == 65);
    keys.emplace(line.data(), 64);
    created += line[64] == '1' ? 1 : 0;
  }
  for (const int end : {results[0], results[1], gate[0], gate[1]}) ::close(end);
  CHECK(keys.size() == 1);
  CHECK(created == 1);
  CHECK(std::distance(std::filesystem::directory_iterator(kit.store.folder()), {}) == 1);
}

TEST_CASE("the keys of a keystore, unusable ones too") {
  Kit kit;
  CHECK(kit.store.list().empty());
  kit.write("bob", kSecret, 0644);
  kit.write("alice", "nonsense");
  kit.write("carol", kSecret);
  storage::write_file_atomic(kit.store.folder() / "notes.txt", "x");
  storage::write_file_atomic(kit.store.folder() / ".ed25519.key", kSecret);
  const auto entries = kit.store.list();
  REQUIRE(entries.size() == 3);
  CHECK(entries[0].author == "alice");
  CHECK(entries[0].public_key.empty());
  CHECK(diagnostics::exit_code(entries[0].problems) == 2);
  CHECK(entries[1].author == "bob");
  CHECK(entries[1].public_key == kPublic);
  CHECK(entries[1].problems.size() == 1);
  CHECK(diagnostics::exit_code(entries[1].problems) == 0);
  CHECK(entries[2].problems.empty());
  CHECK(problem_of([&] { (void)Keystore(kit.store.file_of("carol")).list(); }).code == ErrorCode::kKeystoreError);
}

TEST_CASE("where keys are, and the key of the environment") {
  const Variable home("HOME", "/home/alice");
  const Variable none("OPHAMIN_KEYSTORE", std::nullopt);
  CHECK(default_keystore() == "/home/alice/.ophamin/keys");
  {
    const Variable given("OPHAMIN_KEYSTORE", "keys/here");
    CHECK(default_keystore() == "keys/here");
    const Variable empty("OPHAMIN_KEYSTORE", "");
    CHECK(default_keystore() == "/home/alice/.ophamin/keys");
  }
  {
    const Variable no_home("HOME", std::nullopt);  // that of the user database
    CHECK(default_keystore().filename() == "keys");
  }
  const Variable no_key("OPHAMIN_SIGNING_KEY", "");
  CHECK_FALSE(key_of_environment());
  const Variable key("OPHAMIN_SIGNING_KEY", std::string(kSecret) + "\n");
  CHECK(key_of_environment()->public_key() == kPublic);
  const Variable wrong("OPHAMIN_SIGNING_KEY", std::string(kSecret).substr(1));
  const Diagnostic problem = problem_of([] { (void)key_of_environment(); });
  CHECK(problem.code == ErrorCode::kKeystoreError);
  CHECK(problem.message.find("OPHAMIN_SIGNING_KEY") != std::string::npos);
}
