// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>

#include <doctest/doctest.h>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/codec.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/storage/files.hpp>
#include <support/temporary_directory.hpp>

#include "sample_records.hpp"

using namespace ophamin;
using namespace ophamin::records;

namespace {

std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> keys;
  for (const Member& member : object.as_object()) keys.push_back(member.key);
  return keys;
}

using Keys = std::vector<std::string>;

}  // namespace

TEST_CASE("the file holds the members in their order") {
  EmpiricalProofRecord proof = test::sample_proof();
  const Json json = proof.to_json();
  CHECK(keys_of(json) == Keys{"proof_id", "schema_version", "identity", "claim", "preregistration", "data", "evidence",
                              "verdict", "reproduction", "provenance", "signature"});
  CHECK(keys_of(*json.find("identity")) == Keys{"ophamin_version", "ophamin_git_commit", "created_at"});
  CHECK(keys_of(*json.find("claim")) == Keys{"statement", "operationalization", "threshold", "h0", "h1"});
  CHECK(keys_of(*json.find("claim")->find("threshold")) == Keys{"metric", "comparator", "value", "units"});
  CHECK(keys_of(*json.find("preregistration")) ==
        Keys{"config_hash", "data_hash", "analysis_plan", "sweep_grid", "preregistered_at"});
  CHECK(keys_of(*json.find("data")) == Keys{"substrate_name", "substrate_git_commit", "datasets"});
  CHECK(keys_of(json.find("data")->find("datasets")->as_array()[0]) ==
        Keys{"name", "content_hash", "n_records", "source", "kind"});
  CHECK(keys_of(json.find("evidence")->as_array()[0]) ==
        Keys{"pillar", "statistic_name", "statistic_value", "library", "library_version", "effect_size", "ci_low",
             "ci_high", "p_value", "cross_check", "detail"});
  CHECK(keys_of(*json.find("verdict")) == Keys{"outcome", "observed_value", "threshold", "reasoning"});
  CHECK(keys_of(*json.find("reproduction")) == Keys{"command", "environment", "lineage_chain"});
  proof.attestation = {{"author", "me"}};
  CHECK(keys_of(proof.to_json()).back() == "attestation");
}

TEST_CASE("the canonical body has sorted sections and neither id nor signature nor attestation") {
  EmpiricalProofRecord proof = test::sample_proof();
  const std::string unsigned_body = proof.canonical_body();
  proof.sign(SigningKey::published());
  proof.attestation = {{"author", "me"}};
  CHECK(proof.canonical_body() == unsigned_body);
  CHECK(keys_of(parse_json(unsigned_body)) == Keys{"claim", "data", "evidence", "identity", "preregistration",
                                                   "provenance", "reproduction", "schema_version", "verdict"});
  CHECK(proof.id() == sha256_hex(unsigned_body));
  CHECK(proof.to_json().find("proof_id")->as_string() == proof.id());
  CHECK(proof.signature == hmac_sha256_hex("ophamin-scenario-proof-key", unsigned_body));
}

TEST_CASE("a signed proof verifies with its key and with no other, and survives the disk") {
  const test::TemporaryDirectory folder;
  EmpiricalProofRecord proof = test::sample_proof();
  CHECK_FALSE(proof.verify(SigningKey::published()));
  const SigningKey key = SigningKey::from_bytes("a key of my own");
  proof.sign(key);
  CHECK(proof.verify(key));
  CHECK_FALSE(proof.verify(SigningKey::published()));
  const auto path = folder / "sub" / "proof.json";
  dump(proof, path);
  const EmpiricalProofRecord loaded = load<EmpiricalProofRecord>(path);
  CHECK(loaded.verify(key));
  CHECK(loaded.to_json() == proof.to_json());
  CHECK(storage::read_file(path) == pretty(proof.to_json()));
  EmpiricalProofRecord changed = loaded;
  changed.verdict.observed_value = std::nextafter(1.0, 2.0);
  CHECK_FALSE(changed.verify(key));
}

TEST_CASE("numbers of typed members are floats in the body") {
  EmpiricalProofRecord proof = test::sample_proof();
  proof.claim.threshold.value = 10;
  const std::string body = proof.canonical_body();
  CHECK(body.find(R"("value":10.0)") != std::string::npos);
  CHECK(body.find(R"("statistic_value":3.0)") != std::string::npos);
  CHECK(body.find(R"("n":1000)") != std::string::npos);
  CHECK(body.find(R"("n_records":1000,)") != std::string::npos);
  CHECK(body.find(R"("p_value":1e-05)") != std::string::npos);
  CHECK(body.find(R"("p_value":null)") != std::string::npos);
}

TEST_CASE("thresholds decide as doubles do") {
  const auto decide = [](const char* comparator, double observed) {
    return Threshold{.metric = "m", .comparator = parse_comparator(comparator), .value = 2.0}.decide(observed);
  };
  CHECK(decide(">=", 2.0));
  CHECK_FALSE(decide(">=", 1.9));
  CHECK(decide("<=", 2.0));
  CHECK_FALSE(decide("<=", 2.1));
  CHECK(decide(">", 2.1));
  CHECK_FALSE(decide(">", 2.0));
  CHECK(decide("<", 1.9));
  CHECK_FALSE(decide("<", 2.0));
  CHECK(decide("==", 2.0));
  CHECK_FALSE(decide("==", 2.1));
  for (const char* comparator : {">=", "<=", ">", "<", "=="}) CHECK_FALSE(decide(comparator, std::nan("")));
  CHECK(Threshold{.metric = "m", .comparator = Comparator::kLess, .value = 1e-5}.describe() == "m < 1e-05");
  CHECK(Threshold{.metric = "m", .comparator = Comparator::kEqual, .value = 3, .units = "ms"}.describe() ==
        "m == 3.0 ms");
}

TEST_CASE("verdicts follow the threshold, and say what was compared") {
  const Threshold threshold{.metric = "share", .comparator = Comparator::kAtLeast, .value = 0.9};
  const Verdict validated = Verdict::decide(0.95, threshold);
  CHECK(validated.outcome == Outcome::kValidated);
  CHECK(validated.reasoning == "observed 0.95 satisfies the pre-registered threshold (share >= 0.9)");
  const Verdict refuted = Verdict::decide(0.1234567, threshold);
  CHECK(refuted.outcome == Outcome::kRefuted);
  CHECK(refuted.reasoning == "observed 0.123457 does not satisfy the pre-registered threshold (share >= 0.9)");
  const Verdict open = Verdict::decide(0.95, threshold, true);
  CHECK(open.outcome == Outcome::kInconclusive);
  CHECK(open.observed_value == 0.95);
  CHECK_FALSE(open.reasoning.empty());
  CHECK(Verdict::decide(std::nan(""), threshold).outcome == Outcome::kRefuted);
  CHECK(Verdict::decide(0.95, threshold, true, "too few").reasoning == "too few");
  CHECK(Verdict::decide(0.95, threshold, false, "because").reasoning == "because");
}

TEST_CASE("texts outside an enumeration are refused with the sorted set") {
  const auto problem = [](const auto& parse, const std::string& text) {
    try {
      (void)parse(text);
    } catch (const diagnostics::Error& error) {
      return error.diagnostics().front();
    }
    FAIL("accepted");
    return diagnostics::Diagnostic{};
  };
  CHECK(problem(parse_comparator, "=>").expected == "one of <, <=, ==, >, >=");
  CHECK(problem(parse_comparator, "=>").message.find("'=>'") != std::string::npos);
  CHECK(problem(parse_outcome, "validated").expected == "one of INCONCLUSIVE, REFUTED, VALIDATED");
  const auto prose = problem(parse_cross_check, std::string(100, 'p'));
  CHECK(prose.expected == "one of failed, n/a, passed, skipped");
  CHECK(prose.message.find("'" + std::string(57, 'p') + "...'") != std::string::npos);
  CHECK(prose.mend.find("detail") != std::string::npos);
  CHECK(parse_cross_check("n/a") == CrossCheck::kNotApplicable);
}
