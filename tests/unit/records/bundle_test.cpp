// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/bundle.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/codec.hpp>
#include <ophamin/records/markdown.hpp>
#include <ophamin/storage/files.hpp>
#include <support/temporary_directory.hpp>

#include "sample_records.hpp"

using namespace ophamin;
using namespace ophamin::records;

namespace {

EmpiricalProofRecord signed_proof() {
  EmpiricalProofRecord proof = test::sample_proof();
  proof.sign(SigningKey::published());
  return proof;
}

std::size_t entries_of(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

std::string refusal(const EmpiricalProofRecord& proof, const BundleRequest& request) {
  try {
    (void)write_bundle(proof, request);
  } catch (const diagnostics::Error& error) {
    CHECK(error.code() == diagnostics::ErrorCode::kBundleInvalid);
    CHECK_FALSE(error.diagnostics().front().mend.empty());
    return error.diagnostics().front().message;
  }
  FAIL("the bundle was written");
  return {};
}

}  // namespace

TEST_CASE("names of the flat layout") {
  CHECK(is_flat_proof_name("round-trip_entity_0123456789abcdef.json"));
  CHECK(is_flat_proof_name("a_b_c_0123456789abcdef.json"));
  for (const char* name : {"proof.json", "a_0123456789abcdef.json", "_0123456789abcdef.json", "a_b_0123456789abcde.json",
                           "a_b_0123456789abcdeg.json", "a_b_0123456789ABCDEF.json", "a_b-0123456789abcdef.json", "_b_0123456789abcdef.json",
                           "a__0123456789abcdef.json", "a_b_0123456789abcdef.md", "a_b_0123456789abcdef", ".json", ""})
    CHECK_FALSE_MESSAGE(is_flat_proof_name(name), name);
}

TEST_CASE("a bundle is one folder with the record and its page") {
  const test::TemporaryDirectory root;
  const EmpiricalProofRecord proof = signed_proof();
  const BundleRequest request{.root = root.path(),
                              .tier = "Scientific",
                              .scenario = "Round-Trip Fidelity!",
                              .meaning = "nothing was lost",
                              .further = {{.name = "preregistration.json", .bytes = "{}"}}};
  const BundleResult result = write_bundle(proof, request);
  CHECK(result.directory ==
        root / "scientific" / "round-tripfidelity" / ("2026-05-15_validated_" + proof.id().substr(0, 12)));
  CHECK(storage::read_file(result.written.at(BundleFormat::kJson)) == pretty(proof.to_json()));
  CHECK(storage::read_file(result.written.at(BundleFormat::kMarkdown)) == to_bundle_markdown(proof, "nothing was lost"));
  CHECK(storage::read_file(result.directory / "preregistration.json") == "{}");
  CHECK(entries_of(result.directory) == 3);
  CHECK(entries_of(result.directory.parent_path()) == 1);
  CHECK(result.skipped.empty());
  CHECK(load<EmpiricalProofRecord>(result.written.at(BundleFormat::kJson)).verify(SigningKey::published()));
}

TEST_CASE("writing the same record again changes nothing; a damaged bundle is mended") {
  const test::TemporaryDirectory root;
  const BundleRequest request{.root = root.path(), .tier = "engineering", .scenario = "s"};
  const BundleResult first = write_bundle(signed_proof(), request);
  const auto written_at = std::filesystem::last_write_time(first.directory / "proof.json");
  const BundleResult second = write_bundle(signed_proof(), request);
  CHECK(second.directory == first.directory);
  CHECK(std::filesystem::last_write_time(first.directory / "proof.json") == written_at);
  storage::write_file_atomic(first.directory / "proof.json", "{}");
  storage::write_file_atomic(first.directory / "stray", "x");
  write_bundle(signed_proof(), request);
  CHECK(storage::read_file(first.directory / "proof.json") == pretty(signed_proof().to_json()));
  CHECK(entries_of(first.directory) == 2);
  CHECK(entries_of(first.directory.parent_path()) == 1);
}

TEST_CASE("JSON alone is a bundle too") {
  const test::TemporaryDirectory root;
  const BundleResult result = write_bundle(
      signed_proof(), {.root = root.path(), .tier = "t", .scenario = "s", .formats = {BundleFormat::kJson}});
  CHECK(entries_of(result.directory) == 1);
  CHECK(result.written.size() == 1);
}

TEST_CASE("what cannot be a bundle is refused and leaves nothing behind") {
  const test::TemporaryDirectory root;
  const BundleRequest fine{.root = root.path(), .tier = "t", .scenario = "s"};
  CHECK(refusal(test::sample_proof(), fine).find("unsigned") != std::string::npos);
  BundleRequest request = fine;
  request.formats = {};
  CHECK(refusal(signed_proof(), request).find("empty") != std::string::npos);
  request.formats = {BundleFormat::kMarkdown};
  CHECK(refusal(signed_proof(), request).find("json") != std::string::npos);
  for (const char* name : {"", "..", "a/b", "proof.json"}) {
    request = fine;
    request.further = {{.name = name, .bytes = ""}};
    refusal(signed_proof(), request);
  }
  EmpiricalProofRecord undated = signed_proof();
  for (const char* created_at : {"", "today", "2026/05/15", "2026-05-1", "20260515T00"}) {
    undated.identity.created_at = created_at;
    CHECK(refusal(undated, fine).find("date") != std::string::npos);
  }
  CHECK(entries_of(root.path()) == 0);
}

TEST_CASE("slugs and formats") {
  CHECK(bundle_slug("Empirical_Deep-2") == "empirical_deep-2");
  CHECK(bundle_slug("../../etc") == "etc");
  CHECK(bundle_slug("\xC3\xA9 !") == "unknown-scenario");
  CHECK(parse_bundle_format("md") == BundleFormat::kMarkdown);
  CHECK(parse_bundle_format(to_string(BundleFormat::kMarkdown)) == BundleFormat::kMarkdown);
  CHECK_THROWS_AS((void)parse_bundle_format("pdf"), diagnostics::Error);
}
