// SPDX-License-Identifier: Apache-2.0
// check_schema: what a plugin may publish as the schema of its parameters.
#include <doctest/doctest.h>

#include <string>

#include <boost/json.hpp>
#include <ophamin/registry/parameters.hpp>

using namespace ophamin::registry;

namespace {

std::string within(std::string_view property) {
  return R"({"type": "object", "properties": {"x": )" + std::string(property) + "}}";
}

// The one problem of a schema, as "pointer: expected".
std::string problem(std::string_view schema) {
  const auto problems = check_schema(schema);
  if (problems.empty()) return "none";
  return (problems.size() == 1 ? "" : "several, ") + problems[0].pointer + ": " + problems[0].expected;
}

}  // namespace

TEST_CASE("schemas that are fine") {
  CHECK(problem("") == "none");
  CHECK(problem(R"({"type": "object"})") == "none");
  CHECK(problem(within(R"({"type": ["integer", "null"], "minimum": 0, "description": "how many", "unit": "ns"})")) == "none");
  CHECK(problem(within(R"({"type": "array", "items": {"enum": [1, "a"]}, "uniqueItems": true, "default": [1]})")) == "none");
  CHECK(problem(within(R"({"type": "string", "pattern": "^[a-z]+$", "default": "abc"})")) == "none");
  CHECK(problem(within("true")) == "none");
}

TEST_CASE("schemas that are none") {
  CHECK(problem("type: object") == ": JSON");
  CHECK(problem("[]") == ": a JSON object");
  CHECK(problem("{}").starts_with("/type: \"object\""));
  CHECK(problem(R"({"type": "array"})").starts_with("/type: \"object\""));
  CHECK(problem(R"({"type": "objekt"})").starts_with("/type: a type, one of"));
  CHECK(problem(within(R"({"type": 5})")).starts_with("/properties/x/type: a type"));
  CHECK(problem(within(R"("integer")")) == "/properties/x: a schema: an object, true or false");
  CHECK(problem(within(R"({"minimum": "1"})")) == "/properties/x/minimum: a number");
  CHECK(problem(within(R"({"minLength": -1})")) == "/properties/x/minLength: an integer of at least 0");
  CHECK(problem(within(R"({"multipleOf": 0})")) == "/properties/x/multipleOf: a number above 0");
  CHECK(problem(within(R"({"enum": []})")) == "/properties/x/enum: a list of values");
  CHECK(problem(within(R"({"pattern": "("})")) == "/properties/x/pattern: a regular expression");
  CHECK(problem(within(R"({"items": [{"type": "whole"}]})")).starts_with("/properties/x/items/0/type"));
  CHECK(problem(within(R"({"anyOf": {}})")) == "/properties/x/anyOf: a list of schemas");
  CHECK(problem(within(R"({"$ref": "http://example.org/schema"})")).starts_with("/properties/x/$ref"));
  CHECK(problem(R"({"type": "object", "required": ["a", "a"]})") == "/required: a list of different names");
  CHECK(problem(R"({"type": "object", "properties": []})") == "/properties: an object of schemas");
  CHECK(check_schema(R"({"type": "object", "required": 1, "properties": {"a": {"type": 1}, "b/c": {"minimum": "x"}}})").size() == 3);
}

TEST_CASE("defaults have to satisfy what they are defaults of") {
  CHECK(problem(within(R"({"type": "integer", "maximum": 9, "default": 12})")) ==
        "/properties/x/default: an integer, at most 9");
  CHECK(problem(within(R"({"type": "integer", "default": 2.5})")).starts_with("/properties/x/default"));
  CHECK(problem(within(R"({"type": "array", "items": {"type": "string"}, "default": ["a", 1]})")) ==
        "/properties/x/default/1: text");
  CHECK(problem(within(R"({"type": "object", "properties": {"y": {"type": "boolean", "default": 0}}})")) ==
        "/properties/x/properties/y/default: true or false");
  CHECK(problem(within(R"({"type": "number", "default": 3})")) == "none");
}

TEST_CASE("a schema may describe a tree") {
  constexpr std::string_view kTree = R"({"type": "object", "properties": {"root": {"$ref": "#/definitions/node"}},
      "definitions": {"node": {"type": "object", "properties": {"value": {"type": "integer"},
                               "children": {"type": "array", "items": {"$ref": "#/definitions/node"}}}}}})";
  CHECK(problem(kTree) == "none");
  const ParameterSchema schema(kTree);
  CHECK(schema.resolve(boost::json::parse(R"({"root": {"value": 1, "children": [{"value": 2}]}})").as_object()).problems.empty());
  const auto wrong =
      schema.resolve(boost::json::parse(R"({"root": {"children": [{"value": "x"}]}})").as_object()).problems;
  REQUIRE(wrong.size() == 1);
  CHECK(wrong[0].pointer == "/root/children/0/value");
}

TEST_CASE("hostile schemas end") {
  CHECK(check_schema(within(R"({"$ref": "#/properties/x"})")).at(0).found.find("in a circle") != std::string::npos);
  CHECK(check_schema(within(R"({"$ref": "#/properties/y"})")).size() == 1);
  CHECK(problem(R"({"type": "object", "properties": {"a": {"$ref": "#/definitions/b"}},
                    "definitions": {"b": {"$ref": "#/definitions/c"}, "c": {"$ref": "#/definitions/b"}}})") != "none");
  std::string deep = R"({"type": "object"})";
  for (int i = 0; i < 40; ++i) deep = R"({"type": "object", "properties": {"x": )" + deep + "}}";
  CHECK(problem(deep) != "none");
}
