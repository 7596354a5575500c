// SPDX-License-Identifier: Apache-2.0
#include "component_text.hpp"

#include <doctest/doctest.h>

using namespace ophamin::cli;

TEST_CASE("a schema becomes a row per parameter") {
  const auto rows = parameter_rows(R"({"type": "object", "required": ["level"], "properties": {
    "level": {"type": "integer", "minimum": 1, "maximum": 9, "description": "how hard to try"},
    "alpha": {"type": "number", "exclusiveMinimum": 0, "maximum": 1, "default": 0.05},
    "mode": {"type": "string", "enum": ["fast", "best"], "default": "fast"},
    "sizes": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "default": [1, 2]},
    "seed": {"type": ["integer", "null"], "default": null},
    "limits": {"type": "object", "properties": {"upper": {"type": "number", "minimum": 0.5}}}}})");
  REQUIRE(rows.size() == 7);
  CHECK(rows[0].name == "level");
  CHECK(rows[0].type == "integer");
  CHECK(rows[0].allowed == "1 to 9");
  CHECK(rows[0].help == "how hard to try");
  CHECK(rows[0].required);
  CHECK(rows[0].fallback.empty());
  CHECK(rows[1].allowed == "above 0, at most 1");
  CHECK(rows[1].fallback == "0.05");
  CHECK_FALSE(rows[1].required);
  CHECK(rows[2].allowed == "one of \"fast\", \"best\"");
  CHECK(rows[2].fallback == "\"fast\"");
  CHECK(rows[3].type == "array of integer");
  CHECK(rows[3].allowed == "at least 2 items");
  CHECK(rows[3].fallback == "[1, 2]");
  CHECK(rows[4].type == "integer or null");
  CHECK(rows[4].fallback == "null");
  CHECK(rows[6].name == "limits.upper");
  CHECK(rows[6].allowed == "at least 0.5");
}

TEST_CASE("what holds for each item of a list or a table is said") {
  const auto rows = parameter_rows(R"({"type": "object", "properties": {
    "fields": {"type": "object", "additionalProperties": {"type": "string", "enum": ["int", "text"]}},
    "sizes": {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 2},
    "any": {"type": "object", "additionalProperties": true}}})");
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].type == "table of string");
  CHECK(rows[0].allowed == "each one of \"int\", \"text\"");
  CHECK(rows[1].allowed == "at least 2 items, each at least 1");
  CHECK(rows[2].type == "object");
  CHECK(rows[2].allowed.empty());
}

TEST_CASE("parameters of any name are taken where no list of them is closed") {
  CHECK(takes_any(R"({"type": "object", "additionalProperties": true})"));
  CHECK(takes_any(R"({"type": "object"})"));
  CHECK_FALSE(takes_any(""));
  CHECK_FALSE(takes_any(R"({"type": "object", "additionalProperties": false})"));
  CHECK_FALSE(takes_any(R"({"type": "object", "properties": {}})"));
}

TEST_CASE("a schema without properties has no rows") {
  CHECK(parameter_rows("").empty());
  CHECK(parameter_rows("{}").empty());
  CHECK(parameter_rows(R"({"type": "object"})").empty());
}

TEST_CASE("types of a role are said in words") {
  CHECK(accepted_types(OPH_TYPE_BIT(OPH_FLOAT)) == "float");
  CHECK(accepted_types(OPH_TYPE_BIT(OPH_INT) | OPH_TYPE_BIT(OPH_TEXT)) == "int or text");
}
