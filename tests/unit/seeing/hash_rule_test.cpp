// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/hash_rule.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/digest.hpp>

#include <fixtures/guests/guest_registry.hpp>

using namespace ophamin;
using seeing::content_hash;
using seeing::FileDigest;
using seeing::HashRule;

namespace {

const std::string kOne = records::sha256_hex("one");
const std::string kTwo = records::sha256_hex("two");
const std::string kThree = records::sha256_hex("three");

registry::Component corpus(std::vector<std::pair<std::string, std::string>> metadata) {
  registry::Component component;
  component.kind = OPH_CORPUS;
  component.metadata = std::move(metadata);
  return component;
}

}  // namespace

TEST_CASE("by default the hash is of labels and digests, in order of labels") {
  CHECK(seeing::hash_rule_of(corpus({})) == HashRule::kLabels);
  const auto expected = records::sha256_hex(R"([["a",")" + kOne + R"("],["b",")" + kTwo + R"("]])");
  CHECK(content_hash(HashRule::kLabels, {{"b", kTwo}, {"a", kOne}}) == expected);
  CHECK(content_hash(HashRule::kLabels, {{"a", kTwo}, {"b", kOne}}) != expected);
  CHECK(content_hash(HashRule::kLabels, {}) == records::sha256_hex("[]"));
}

TEST_CASE("the rule of one file is its digest, and refuses any other number of files") {
  CHECK(seeing::hash_rule_of(corpus({{"hash_rule", "file"}})) == HashRule::kFile);
  CHECK(content_hash(HashRule::kFile, {{"a.tar.gz", kOne}}) == kOne);
  const auto code = diagnostics::ErrorCode::kGuestBrokePromise;
  test::check_error(code, "rule file", [] { (void)content_hash(HashRule::kFile, {}); });
  test::check_error(code, "rule file", [] { (void)content_hash(HashRule::kFile, {{"a", kOne}, {"b", kTwo}}); });
}

TEST_CASE("the rule of files is over Python's text of the list") {
  CHECK(seeing::hash_rule_of(corpus({{"hash_rule", "python-repr-files"}})) == HashRule::kPythonReprFiles);
  CHECK(content_hash(HashRule::kPythonReprFiles, {{"fra_Latn.dev", kTwo}, {"eng_Latn.dev", kOne}}) ==
        records::sha256_hex("[('eng_Latn.dev', '" + kOne + "'), ('fra_Latn.dev', '" + kTwo + "')]"));
}

TEST_CASE("the rule of sources hashes each source's files, compared part by part, and then the sources") {
  CHECK(seeing::hash_rule_of(corpus({{"hash_rule", "python-repr-sources"}})) == HashRule::kPythonReprSources);
  const std::vector<FileDigest> digests{{"late:z/x", kThree}, {"early:a-b/x", kTwo}, {"early:a/x", kOne}};
  const auto early = records::sha256_hex("[('a/x', '" + kOne + "'), ('a-b/x', '" + kTwo + "')]");
  const auto late = records::sha256_hex("[('z/x', '" + kThree + "')]");
  CHECK(content_hash(HashRule::kPythonReprSources, digests) ==
        records::sha256_hex("[('early', 'files:" + early + "'), ('late', 'files:" + late + "')]"));
  for (const auto* label : {"no-source", ":x"}) {
    test::check_error(diagnostics::ErrorCode::kGuestBrokePromise, label,
                      [&] { (void)content_hash(HashRule::kPythonReprSources, {{label, kOne}}); });
  }

  // Beside it, the figure that trusts a repository's commit instead of the bytes.
  const auto asks = corpus({{"reference_hash", "python-repr-sources"}});
  CHECK(seeing::reference_hash(asks, "late=git:abc", 7, digests) ==
        records::sha256_hex("[('early', 'files:" + early + "'), ('late', 'git:abc')]"));
  CHECK(seeing::reference_hash(asks, "late=git:abc early=git:def", 7, digests) ==
        records::sha256_hex("[('early', 'git:def'), ('late', 'git:abc')]"));
  CHECK(seeing::reference_hash(asks, "", 7, digests).empty());
}

TEST_CASE("the figure of a history is of its revision and its number of records") {
  CHECK(seeing::reference_hash(corpus({{"reference_hash", "revision-count"}}), "0123abcd", 42, {}) ==
        records::sha256_hex("0123abcd:42"));
  CHECK(seeing::reference_hash(corpus({}), "0123abcd", 42, {}).empty());
}
