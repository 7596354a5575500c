// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/keys/authors.hpp>
#include <ophamin/storage/files.hpp>
#include <support/temporary_directory.hpp>

using namespace ophamin;
using namespace ophamin::keys;
using diagnostics::ErrorCode;

namespace {

const std::string kKey = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
const std::string kOther = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";

Authors authors_of(const std::string& text) {
  const test::TemporaryDirectory folder;
  storage::write_file_atomic(folder / "authors.json", text);
  return Authors::load(folder / "authors.json");
}

std::vector<diagnostics::Diagnostic> problems_of(const std::string& text) {
  try {
    (void)authors_of(text);
  } catch (const diagnostics::Error& error) {
    for (const auto& problem : error.diagnostics()) CHECK(problem.code == ErrorCode::kKeystoreError);
    CHECK(error.exit_code() == 2);
    return error.diagnostics();
  }
  FAIL("no error for " << text);
  return {};
}

records::VerifyReport report(const std::string& author, const std::string& key, std::optional<bool> matches = true) {
  records::VerifyReport report;
  report.attestation_ok = matches;
  report.attested_by = author;
  report.attested_key = key;
  return report;
}

std::vector<std::string> paths_after_check(records::VerifyReport checked) {
  const bool registered = check_author(checked, authors_of(R"({"alice": ")" + kKey + R"(", "bob": ")" + kOther + "\"}"));
  CHECK(registered == (checked.problems.empty() && checked.attestation_ok.value_or(false)));
  std::vector<std::string> paths;
  for (const auto& problem : checked.problems) {
    CHECK(problem.kind == records::VerifyProblemKind::kAttestation);
    paths.push_back(problem.path);
  }
  return paths;
}

}  // namespace

TEST_CASE("a registry says which key is whose") {
  std::string capitals = kOther;
  for (char& character : capitals) character = static_cast<char>(std::toupper(character));
  const Authors authors = authors_of(R"({"alice": ")" + kKey + R"(", "B\u00f6b": ")" + capitals + "\"}");
  REQUIRE(authors.key_of("alice") != nullptr);
  CHECK(*authors.key_of("alice") == kKey);
  REQUIRE(authors.key_of("B\u00F6b") != nullptr);
  CHECK(*authors.key_of("B\u00F6b") == kOther);
  CHECK(authors.key_of("Alice") == nullptr);
  CHECK(authors.names() == std::vector<std::string>{"B\u00F6b", "alice"});
  CHECK(authors_of("{}").names().empty());
}

TEST_CASE("every wrong entry of a registry is said at once") {
  const auto problems = problems_of(R"({"a": 1, "b": ")" + kKey + R"(", "c": "", "d": null, "e": ")" + kKey.substr(1) + R"(g", "f": {}})");
  REQUIRE(problems.size() == 5);
  CHECK(problems[0].place.path == "a");
  CHECK(problems[1].place.path == "c");
  CHECK(problems[4].place.path == "f");
  for (const char* text : {"", "[]", "\"x\"", "null", "{", "\xff", "{\"a\": }"}) CHECK(problems_of(text).size() == 1);
  try {
    (void)Authors::load("/nowhere/authors.json");
    FAIL("no error");
  } catch (const diagnostics::Error& error) {
    CHECK(error.code() == ErrorCode::kKeystoreError);
  }
}

TEST_CASE("an attestation is held against the registry") {
  CHECK(paths_after_check(report("alice", kKey)).empty());
  CHECK(paths_after_check(report("bob", kOther)).empty());
  CHECK(paths_after_check(report("alice", kKey, false)).empty());  // that it does not match was said already
  CHECK(paths_after_check(report("alice", kOther)) == std::vector<std::string>{"attestation.public_key"});
  CHECK(paths_after_check(report("eve", kKey)) == std::vector<std::string>{"attestation.author"});
  CHECK(paths_after_check(report("", "", std::nullopt)) == std::vector<std::string>{"attestation"});
}
