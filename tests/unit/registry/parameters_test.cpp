// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <limits>
#include <map>

#include <boost/json.hpp>
#include <ophamin/registry/parameters.hpp>

using namespace ophamin::registry;
namespace json = boost::json;

namespace {

constexpr std::string_view kSchema = R"({
  "type": "object",
  "properties": {
    "level": {"type": "integer", "minimum": 1, "maximum": 9, "default": 6},
    "rate": {"type": "number", "exclusiveMinimum": 0, "default": 1},
    "mode": {"enum": ["fast", "exact"], "default": "fast"},
    "name": {"type": "string", "minLength": 1},
    "sizes": {"type": "array", "items": {"type": "integer", "minimum": 0}, "default": [1, 2]},
    "window": {
      "type": "object",
      "properties": {
        "length": {"type": "integer", "default": 20},
        "taper": {"type": "object", "properties": {"alpha": {"type": "number", "default": 0.5}}}
      }
    }
  },
  "required": ["name"]
})";

ResolvedParameters resolve_text(std::string_view schema, std::string_view given) {
  return resolve(schema, json::parse(given).as_object());
}

}  // namespace

TEST_CASE("defaults are laid beneath at every depth, and numbers become what the schema says") {
  const ResolvedParameters result = resolve_text(kSchema, R"({"name": "x", "level": 5.0, "window": {"length": 3}})");
  REQUIRE(result.problems.empty());
  CHECK(json::value(result.complete) == json::parse(R"({"name": "x", "level": 5, "window": {"length": 3, "taper": {"alpha": 0.5}},
                                            "rate": 1.0, "mode": "fast", "sizes": [1, 2]})"));
  CHECK(result.complete.at("level").is_int64());
  CHECK(result.complete.at("rate").is_double());
  const ResolvedParameters bare = resolve_text(kSchema, R"({"name": "x"})");
  CHECK(bare.complete.at("window") == json::parse(R"({"length": 20, "taper": {"alpha": 0.5}})"));
}

TEST_CASE("every problem is said at once, with its place, what was expected and what was found") {
  const ResolvedParameters result =
      resolve_text(kSchema, R"({"levle": 3, "level": 12, "rate": 0, "mode": "slow", "sizes": [1, -2, "x"], "window": {"lenght": 1}})");
  std::map<std::string, ParameterProblem> by_pointer;
  for (const ParameterProblem& problem : result.problems) {
    CAPTURE(problem.pointer);
    CHECK(by_pointer.emplace(problem.pointer, problem).second);
  }
  REQUIRE(by_pointer.size() == 8);
  CHECK(by_pointer.at("/levle").suggestions == std::vector<std::string>{"level"});
  CHECK(by_pointer.at("/window/lenght").suggestions == std::vector<std::string>{"length"});
  CHECK(by_pointer.at("/level").expected == "an integer, at least 1, at most 9");
  CHECK(by_pointer.at("/level").found == "12");
  CHECK(by_pointer.at("/rate").expected == "a number, more than 0");
  CHECK(by_pointer.at("/mode").expected == "one of \"fast\", \"exact\"");
  CHECK(by_pointer.at("/sizes/1").found == "-2");
  CHECK(by_pointer.at("/sizes/2").expected == "an integer, at least 0");
  CHECK(by_pointer.at("/name").found == "nothing; the parameter is required");
  CHECK(by_pointer.at("/name").expected == "text, of at least 1 characters");
}

TEST_CASE("a number with a fraction is no integer, and too large an integer is no int64") {
  CHECK(resolve_text(kSchema, R"({"name": "x", "level": 5.5})").problems.size() == 1);
  constexpr std::string_view kOpen = R"({"type": "object", "properties": {"n": {"type": "integer"}, "x": {"type": "number"}}})";
  const ResolvedParameters large = resolve_text(kOpen, R"({"n": 18446744073709551615, "x": 18446744073709551615})");
  REQUIRE(large.problems.size() == 1);
  CHECK(large.problems[0].pointer == "/n");
  CHECK(large.problems[0].expected == "an integer of at most 9223372036854775807");
  CHECK(resolve_text(kOpen, R"({"x": 18446744073709551615})").complete.at("x").as_double() == 18446744073709551616.0);
  CHECK(resolve_text(kOpen, R"({"n": 9.3e18})").problems.size() == 1);
  CHECK(resolve_text(kOpen, R"({"n": -9223372036854775808.0})").complete.at("n").as_int64() ==
        std::numeric_limits<std::int64_t>::min());
}

TEST_CASE("a component without parameters takes none") {
  CHECK(resolve("", {}).problems.empty());
  const ResolvedParameters result = resolve("", {{"level", 1}});
  REQUIRE(result.problems.size() == 1);
  CHECK(result.problems[0].expected == "no parameters");
}

TEST_CASE("a schema that wants other keys gets them") {
  constexpr std::string_view kMap = R"({"type": "object", "properties": {"a": {"type": "integer"}},
                                        "additionalProperties": {"type": "number"}})";
  const ResolvedParameters result = resolve_text(kMap, R"({"a": 1, "b": 2})");
  CHECK(result.problems.empty());
  CHECK(result.complete.at("b").is_double());
  CHECK(resolve_text(kMap, R"({"b": "x"})").problems.size() == 1);
  CHECK(resolve_text(R"({"type": "object", "properties": {}, "additionalProperties": true})", R"({"b": "x"})").problems.empty());
  CHECK(resolve_text(R"({"type": "object"})", R"({"b": "x"})").problems.empty());
}

TEST_CASE("an object whose members are not all defaulted is not made up") {
  constexpr std::string_view kPartial = R"({"type": "object", "properties": {"box": {"type": "object",
      "properties": {"a": {"type": "integer", "default": 1}, "b": {"type": "integer"}}, "required": ["b"]}}})";
  CHECK(resolve_text(kPartial, "{}").complete.empty());
  CHECK(resolve_text(kPartial, R"({"box": {"b": 2}})").complete.at("box") == json::parse(R"({"b": 2, "a": 1})"));
  const ResolvedParameters result = resolve_text(kPartial, R"({"box": {}})");
  REQUIRE(result.problems.size() == 1);
  CHECK(result.problems[0].pointer == "/box/b");
}

TEST_CASE("references within the schema are followed") {
  constexpr std::string_view kShared = R"({"type": "object", "properties": {"a": {"$ref": "#/definitions/level"}},
      "definitions": {"level": {"type": "integer", "maximum": 3}}})";
  CHECK(resolve_text(kShared, R"({"a": 2.0})").complete.at("a").is_int64());
  const ResolvedParameters result = resolve_text(kShared, R"({"a": 4})");
  REQUIRE(result.problems.size() == 1);
  CHECK(result.problems[0].expected == "an integer, at most 3");
}

TEST_CASE("a schema is read once and used by many") {
  const ParameterSchema schema(kSchema);
  const ParameterSchema copy = schema;
  for (int i = 1; i <= 9; ++i) CHECK(copy.resolve({{"name", "x"}, {"level", i}}).problems.empty());
  CHECK(schema.resolve({{"name", "x"}, {"level", 10}}).problems.size() == 1);
  CHECK_THROWS_AS(ParameterSchema("[]"), std::invalid_argument);
  CHECK_THROWS_AS(ParameterSchema("{"), std::invalid_argument);
}
