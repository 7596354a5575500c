// SPDX-License-Identifier: Apache-2.0
// Which version of a program is under test.
#include "process_kit.hpp"

#include <openssl/sha.h>

#include <fstream>
#include <iterator>

#include <support/temporary_directory.hpp>

using namespace ophamin::test;

namespace {

std::string sha256(const std::string& bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  ::SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  std::string text;
  char pair[3];
  for (const unsigned char byte : digest) {
    std::snprintf(pair, sizeof pair, "%02x", byte);
    text += pair;
  }
  return text;
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void shell(const std::filesystem::path& folder, const std::string& command) {
  const std::string call = "cd '" + folder.string() + "' && { " + command + "; } > /dev/null 2>&1";
  REQUIRE(std::system(call.c_str()) == 0);
}

}  // namespace

TEST_CASE("a program alone is its digest") {
  Session session({{"command", {(fixture_programs() / "odd_program").string(), "echo", "x"}}});
  CHECK(session->revision == "sha256:" + sha256(content(fixture_programs() / "odd_program")));
}

TEST_CASE("a program and its files are the digest of what sha256sum prints for them") {
  TemporaryDirectory folder;
  std::ofstream(folder / "model.py") << "print('{}')\n";
  const json::object params{{"command", {"/bin/sh", "model.py", "--flag", "nowhere.txt"}}, {"working_folder", folder.path().string()}};
  Session session(params);
  const auto lines = sha256(content("/bin/sh")) + "  /bin/sh\n" + sha256(content(folder / "model.py")) + "  model.py\n";
  CHECK(session->revision == "sha256:" + sha256(lines));
  std::ofstream(folder / "model.py") << "print('{\"a\": 1}')\n";
  Session changed(params);
  CHECK(changed->revision != session->revision);
}

TEST_CASE("a commit, and whether the files are still its own") {
  TemporaryDirectory folder;
  shell(folder.path(), "git init -q . && git config user.email t@example.org && git config user.name T && echo a > a && git add a && git commit -q -m one");
  const json::object params{{"command", {"cat"}}, {"working_folder", folder.path().string()}, {"revision", "git"}};
  const auto commit = [&] {
    Session session(params);
    return session->revision;
  };
  const auto clean = commit();
  CHECK(clean.size() == 40);
  CHECK(clean.find_first_not_of("0123456789abcdef") == std::string::npos);
  std::ofstream(folder / "untracked") << "x";
  CHECK(commit() == clean);
  std::ofstream(folder / "a") << "changed";
  CHECK(commit() == clean + "-dirty");

  TemporaryDirectory bare;
  const json::object elsewhere{{"command", {"cat"}}, {"working_folder", bare.path().string()}, {"revision", "git"}, {"environment", {{"GIT_CEILING_DIRECTORIES", "/"}}}};
  CHECK(contains(refusal(OPH_UNAVAILABLE, [&] { Session session(elsewhere); }), "expected a git repository with a commit"));
}

TEST_CASE("what a command prints last") {
  const auto of = [](const std::string& program, const std::string& behaviour, const std::string& argument) {
    Session session({{"command", {"cat"}}, {"revision", "command"}, {"revision_command", {program, behaviour, argument}}});
    return session->revision;
  };
  const auto odd_program = (fixture_programs() / "odd_program").string();
  CHECK(of(odd_program, "version", "1.2") == "v1.2");
  CHECK(contains(refusal(OPH_UNAVAILABLE, [&] { of(odd_program, "nothing", "0"); }), "expected the version from"));
  CHECK(contains(refusal(OPH_UNAVAILABLE, [&] { of(odd_program, "nothing", "4"); }), "exit code 4"));
  CHECK(contains(refusal(OPH_UNAVAILABLE, [&] { of("no-such-program-anywhere", "", ""); }), "found none"));
}
