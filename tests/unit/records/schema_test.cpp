// SPDX-License-Identifier: Apache-2.0
#include <functional>

#include <doctest/doctest.h>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/schema.hpp>
#include <ophamin/records/verify.hpp>
#include <ophamin/storage/files.hpp>
#include <support/paths.hpp>

#include "sample_records.hpp"

using namespace ophamin;
using namespace ophamin::records;

namespace {

const std::filesystem::path kSchemas = ophamin::test::project_root() / "schemas";

using Problems = std::vector<std::string>;

Json proof_after(const std::function<void(JsonObject&)>& change) {
  EmpiricalProofRecord proof = test::sample_proof();
  proof.sign(SigningKey::published());
  Json json = proof.to_json();
  change(json.as_object());
  return json;
}

JsonObject& part(JsonObject& object, std::string_view key) { return object.find(key)->as_object(); }
JsonObject& row(JsonObject& object, std::string_view key) { return object.find(key)->as_array()[0].as_object(); }

// One violation, at this place.
void check_refused_at(std::string_view place, const std::function<void(JsonObject&)>& change) {
  CAPTURE(place);
  const Problems problems = proof_schema().check(proof_after(change));
  REQUIRE(problems.size() >= 1);
  CHECK(problems[0].starts_with(std::string(place) + ": "));
}

void check_accepted(const std::function<void(JsonObject&)>& change) {
  CHECK(proof_schema().check(proof_after(change)) == Problems{});
}

}  // namespace

TEST_CASE("the embedded schemas are the files of the folder") {
  REQUIRE(embedded_schemas().size() == 8);
  for (const EmbeddedFile& file : embedded_schemas()) {
    CAPTURE(file.name);
    CHECK(file.text == storage::read_file(kSchemas / (std::string(file.name) + ".schema.json")));
    const Json schema = parse_json(file.text);
    CHECK(schema.find("$schema")->as_string() == "https://json-schema.org/draft/2020-12/schema");
    CHECK(schema.find("$id")->as_string().starts_with("https://ophamin.example/schema/"));
  }
}

TEST_CASE("there is an example of every schema, which satisfies it and verifies") {
  for (const EmbeddedFile& file : embedded_schemas()) {
    CAPTURE(file.name);
    const auto path = kSchemas / "examples" / (std::string(file.name) + ".json");
    const Json example = load_json(path);
    CHECK(JsonSchema::parse(file.text).check(example) == Problems{});
    CHECK(record_schema(detect_record_kind(example), example).check(example) == Problems{});
    const VerifyReport report = verify_file(path, published_key_for(example));
    CHECK(report.ok());
    CHECK(report.notes.empty());
  }
}

TEST_CASE("what the host writes satisfies the schemas, signed or not") {
  for (Json record : test::sample_records()) {
    const JsonSchema& schema = record_schema(detect_record_kind(record), record);
    CHECK(schema.check(record) == Problems{});
    record.as_object().set("signature", "");
    CHECK(schema.check(record) == Problems{});
    record.as_object().set("extra", 1);
    CHECK(schema.check(record).size() == 1);
  }
}

TEST_CASE("a version that is not known is refused by the newest schema") {
  for (Json record : test::sample_records()) {
    record.as_object().set("schema_version", "0.0");
    const Problems problems = record_schema(detect_record_kind(record), record).check(record);
    REQUIRE_FALSE(problems.empty());
    CHECK(problems[0].starts_with("schema_version: "));
  }
}

TEST_CASE("what draft 7 says in other words") {
  const JsonSchema pair = JsonSchema::parse(
      R"({"prefixItems":[{"type":"string"},{"type":"integer"}],"items":false,"minItems":2})");
  CHECK(pair.check(parse_json(R"(["a",1])")).empty());
  for (const char* text : {R"([1,1])", R"(["a","b"])", R"(["a",1,2])", R"(["a"])"}) CHECK_FALSE(pair.check(parse_json(text)).empty());
  const JsonSchema both = JsonSchema::parse(R"({"dependentRequired":{"a":["b"]}})");
  CHECK(both.check(parse_json(R"({"a":1,"b":1})")).empty());
  CHECK(both.check(parse_json(R"({"b":1})")).empty());
  CHECK_FALSE(both.check(parse_json(R"({"a":1})")).empty());
  const JsonSchema named = JsonSchema::parse(R"({"properties":{"prefixItems":{"type":"integer"},"items":{"type":"string"}}})");
  CHECK(named.check(parse_json(R"({"prefixItems":1,"items":"x"})")).empty());
  CHECK_FALSE(named.check(parse_json(R"({"prefixItems":"x"})")).empty());
}

TEST_CASE("members that are missing or not known, at every typed level") {
  check_refused_at("<root>", [](JsonObject& proof) { proof.erase("proof_id"); });
  check_refused_at("<root>", [](JsonObject& proof) { proof.set("extra", 1); });
  check_refused_at("identity", [](JsonObject& proof) { part(proof, "identity").set("extra", 1); });
  check_refused_at("claim", [](JsonObject& proof) { part(proof, "claim").erase("h0"); });
  check_refused_at("claim.threshold",
                   [](JsonObject& proof) { part(part(proof, "claim"), "threshold").erase("units"); });
  check_refused_at("preregistration", [](JsonObject& proof) { part(proof, "preregistration").erase("sweep_grid"); });
  check_refused_at("data.datasets.0", [](JsonObject& proof) { row(part(proof, "data"), "datasets").erase("kind"); });
  check_refused_at("evidence.0", [](JsonObject& proof) { row(proof, "evidence").erase("detail"); });
  check_refused_at("evidence.0", [](JsonObject& proof) { row(proof, "evidence").set("extra", 1); });
  check_refused_at("verdict", [](JsonObject& proof) { part(proof, "verdict").erase("reasoning"); });
  check_refused_at("reproduction", [](JsonObject& proof) { part(proof, "reproduction").erase("environment"); });
  check_accepted([](JsonObject& proof) { row(proof, "evidence").erase("p_value"); });
}

TEST_CASE("values outside what is allowed") {
  const std::string upper(64, 'A');
  check_refused_at("proof_id", [&](JsonObject& proof) { proof.set("proof_id", upper); });
  check_refused_at("signature", [&](JsonObject& proof) { proof.set("signature", upper); });
  check_refused_at("schema_version", [](JsonObject& proof) { proof.set("schema_version", "1.1"); });
  check_refused_at("identity.ophamin_version",
                   [](JsonObject& proof) { part(proof, "identity").set("ophamin_version", ""); });
  check_refused_at("claim.statement", [](JsonObject& proof) { part(proof, "claim").set("statement", ""); });
  check_refused_at("claim.threshold.comparator", [](JsonObject& proof) {
    part(part(proof, "claim"), "threshold").set("comparator", "=>");
  });
  check_refused_at("data.datasets", [](JsonObject& proof) { part(proof, "data").set("datasets", JsonArray{}); });
  check_refused_at("evidence", [](JsonObject& proof) { proof.set("evidence", JsonArray{}); });
  check_refused_at("evidence.0.cross_check", [](JsonObject& proof) { row(proof, "evidence").set("cross_check", "yes"); });
  check_refused_at("verdict.outcome", [](JsonObject& proof) { part(proof, "verdict").set("outcome", "MAYBE"); });
  check_refused_at("reproduction.environment",
                   [](JsonObject& proof) { part(proof, "reproduction").set("environment", JsonObject{}); });
  check_refused_at("reproduction.environment.a", [](JsonObject& proof) {
    part(proof, "reproduction").set("environment", JsonObject{{"a", 1}});
  });
  check_refused_at("provenance", [](JsonObject& proof) { proof.set("provenance", JsonArray{}); });
}

TEST_CASE("booleans are no numbers, integral floats are integers") {
  check_refused_at("verdict.observed_value",
                   [](JsonObject& proof) { part(proof, "verdict").set("observed_value", true); });
  check_refused_at("evidence.0.p_value", [](JsonObject& proof) { row(proof, "evidence").set("p_value", false); });
  const auto records = [](Json count) {
    return [count](JsonObject& proof) { row(part(proof, "data"), "datasets").set("n_records", count); };
  };
  check_accepted(records(5.0));
  check_refused_at("data.datasets.0.n_records", records(5.5));
  check_refused_at("data.datasets.0.n_records", records(0));
  check_refused_at("data.datasets.0.n_records", records(true));
  check_refused_at("data.datasets.0.n_records", records("5"));
  check_accepted([](JsonObject& proof) { row(proof, "evidence").set("statistic_value", 1); });
}

TEST_CASE("formats are not enforced, and a member may be called format") {
  check_accepted([](JsonObject& proof) { part(proof, "identity").set("created_at", "yesterday"); });
  const JsonSchema schema =
      JsonSchema::parse(R"({"format":"date","properties":{"format":{"type":"integer"}},"enum":[{"format":1},{"format":"x"}]})");
  CHECK(schema.check(parse_json(R"({"format":1})")) == Problems{});
  CHECK(schema.check(parse_json(R"({"format":"x"})")).size() == 1);
  CHECK(schema.check(parse_json(R"({"format":2})")).size() == 1);
}

TEST_CASE("attestations have their form") {
  const auto attested = [](std::string author, std::string signature) {
    return [=](JsonObject& proof) {
      proof.set("attestation", JsonObject{{"author", author},
                                          {"algorithm", "ed25519"},
                                          {"public_key", std::string(64, '0')},
                                          {"signature", signature}});
    };
  };
  check_accepted(attested("me", std::string(128, 'f')));
  check_refused_at("attestation.author", attested("  ", std::string(128, 'f')));
  check_refused_at("attestation.signature", attested("me", std::string(127, 'f')));
  check_refused_at("attestation", [](JsonObject& proof) { proof.set("attestation", JsonObject{}); });
}

TEST_CASE("every violation is listed") {
  const Problems problems = proof_schema().check(proof_after([](JsonObject& proof) {
    proof.erase("claim");
    part(proof, "verdict").set("outcome", "MAYBE");
    row(proof, "evidence").set("library", "");
  }));
  CHECK(problems.size() == 3);
}

TEST_CASE("a value of another kind altogether") {
  for (const Json& value : {Json(), Json(1), Json(JsonArray{}), Json("x"), Json(JsonObject{})}) {
    const Problems problems = proof_schema().check(value);
    REQUIRE_FALSE(problems.empty());
    CHECK(problems[0].starts_with("<root>: "));
  }
}

TEST_CASE("what is no schema is refused") {
  CHECK_THROWS_AS(JsonSchema::parse("[]"), diagnostics::Error);
  CHECK_THROWS_AS(JsonSchema::parse("{\"type\":5}"), diagnostics::Error);
  CHECK_THROWS_AS(JsonSchema::parse("{\"$ref\":\"#/$defs/none\"}"), diagnostics::Error);
  CHECK_THROWS_AS(JsonSchema::parse("{"), diagnostics::Error);
}
