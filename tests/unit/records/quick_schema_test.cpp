// SPDX-License-Identifier: Apache-2.0
//
// The short cut says of every value what the validator says.
#include <doctest/doctest.h>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/schema.hpp>

#include "mutated_json.hpp"
#include "quick_schema.hpp"
#include "sample_records.hpp"

using namespace ophamin;
using namespace ophamin::records;

namespace {

// A keyword that the short cut does not know and that says nothing: only the validator is left.
JsonSchema validator_alone(const Json& schema) {
  Json changed = schema;
  changed.as_object().set("$comment", "no short cut");
  REQUIRE_FALSE(QuickSchema::compile(changed).has_value());
  return JsonSchema(changed);
}

struct Pair {
  QuickSchema quick;
  JsonSchema validator;
  std::size_t accepted = 0;
  std::size_t refused = 0;

  void compare(const Json& value) {
    const bool expected = validator.check(value).empty();
    if (quick.accepts(value) != expected) {
      CAPTURE(canonical(value));
      CHECK(quick.accepts(value) == expected);
    }
    ++(expected ? accepted : refused);
  }
};

}  // namespace

TEST_CASE("every schema of a record has a short cut") {
  for (const EmbeddedFile& file : embedded_schemas()) {
    CAPTURE(file.name);
    CHECK(QuickSchema::compile(parse_json(file.text)).has_value());
  }
}

TEST_CASE("the short cut agrees with the validator on records that differ from a good one at one place") {
  std::mt19937_64 chance(7);
  for (const EmbeddedFile& file : embedded_schemas()) {
    CAPTURE(file.name);
    const Json schema = parse_json(file.text);
    Pair pair{.quick = QuickSchema::compile(schema).value(), .validator = validator_alone(schema)};
    std::vector<Json> samples = test::sample_records();
    Json attested = samples[0];
    attested.as_object().set("attestation", JsonObject{{"author", "me"},
                                                       {"algorithm", "ed25519"},
                                                       {"public_key", std::string(64, '0')},
                                                       {"signature", std::string(128, 'f')}});
    samples.push_back(attested);
    for (const Json& sample : samples) {
      pair.compare(sample);
      const bool own = pair.quick.accepts(sample);
      test::for_each_place(sample, [&](const test::Place& place) {
        if (!own && place.size() > 1) return;  // of other kinds, only what is at the top
        for (const Json& value : test::other_values()) pair.compare(test::replaced(sample, place, value));
        pair.compare(test::replaced(sample, place, Json(std::string(64, 'f') + "\n")));
        pair.compare(test::erased(sample, place));
        pair.compare(test::with_unknown_member(sample, place));
        pair.compare(test::shuffled(sample, place, chance));
      });
    }
    CHECK(pair.accepted > 100);
    CHECK(pair.refused > 1000);
  }
}

TEST_CASE("what the short cut understands, and what it leaves to the validator") {
  const auto understood = [](const char* text) { return QuickSchema::compile(parse_json(text)).has_value(); };
  CHECK(understood("true"));
  CHECK(understood("{}"));
  CHECK(understood(R"({"$ref":"#/$defs/a","$defs":{"a":{}}})") == false);
  CHECK(understood(R"({"properties":{"x":{"$ref":"#/$defs/a"}},"$defs":{"a":{"properties":{"y":{"$ref":"#/$defs/a"}}}}})"));
  for (const char* text :
       {R"({"minLength":2})", R"({"pattern":"a+"})", R"({"oneOf":[{}]})", R"({"enum":[[1]]})", R"({"required":["a"]})", R"({"enum":[]})",
        R"({"properties":{"x":{"$ref":"#/$defs/none"}}})", R"({"properties":{"x":{"$ref":"other.json"}}})", R"({"type":"other"})",
        R"({"minItems":-1})", R"({"uniqueItems":true})", R"({"const":{"a":1}})"}) {
    CAPTURE(text);
    CHECK_FALSE(understood(text));
  }
}

TEST_CASE("numbers as a schema has them") {
  const auto accepts = [](const char* schema, const char* value) {
    const Json parsed = parse_json(value);
    const bool quick = QuickSchema::compile(parse_json(schema)).value().accepts(parsed);
    CHECK(quick == validator_alone(parse_json(schema)).check(parsed).empty());
    return quick;
  };
  CHECK(accepts(R"({"type":"integer"})", "3.0"));
  CHECK_FALSE(accepts(R"({"type":"integer"})", "3.5"));
  CHECK_FALSE(accepts(R"({"type":"integer"})", "NaN"));
  CHECK_FALSE(accepts(R"({"type":"integer"})", "1e300"));
  CHECK_FALSE(accepts(R"({"type":"integer"})", "99999999999999999999"));
  CHECK(accepts(R"({"type":"number"})", "99999999999999999999"));
  CHECK(accepts(R"({"type":["integer","number"]})", "3.5"));
  CHECK(accepts(R"({"type":["integer","null"]})", "null"));
  CHECK_FALSE(accepts(R"({"type":"number"})", "true"));
  CHECK(accepts(R"({"const":1})", "1.0"));
  CHECK_FALSE(accepts(R"({"const":1})", "true"));
  CHECK(accepts(R"({"minimum":1})", "\"text\""));
  CHECK(accepts(R"({"minimum":1})", "1"));
  CHECK_FALSE(accepts(R"({"minimum":1})", "0.5"));
}
