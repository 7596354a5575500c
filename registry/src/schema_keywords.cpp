// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdint>
#include <regex>
#include <set>
#include <string_view>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "json_schema.hpp"

namespace ophamin::registry {
namespace json = boost::json;
namespace {

enum class Shape : std::uint8_t {
  kType, kSchema, kSchemaOrList, kSchemaList, kSchemaMap, kPatternMap, kNames, kChoices, kNumber, kPositive, kCount, kPattern,
  kReference, kText, kFlag,
};

struct Keyword {
  std::string_view name;
  Shape shape;
};

constexpr std::array kKeywords{
    Keyword{"type", Shape::kType},
    Keyword{"properties", Shape::kSchemaMap},
    Keyword{"patternProperties", Shape::kPatternMap},
    Keyword{"additionalProperties", Shape::kSchema},
    Keyword{"propertyNames", Shape::kSchema},
    Keyword{"required", Shape::kNames},
    Keyword{"minProperties", Shape::kCount},
    Keyword{"maxProperties", Shape::kCount},
    Keyword{"items", Shape::kSchemaOrList},
    Keyword{"additionalItems", Shape::kSchema},
    Keyword{"contains", Shape::kSchema},
    Keyword{"minItems", Shape::kCount},
    Keyword{"maxItems", Shape::kCount},
    Keyword{"uniqueItems", Shape::kFlag},
    Keyword{"enum", Shape::kChoices},
    Keyword{"minimum", Shape::kNumber},
    Keyword{"maximum", Shape::kNumber},
    Keyword{"exclusiveMinimum", Shape::kNumber},
    Keyword{"exclusiveMaximum", Shape::kNumber},
    Keyword{"multipleOf", Shape::kPositive},
    Keyword{"minLength", Shape::kCount},
    Keyword{"maxLength", Shape::kCount},
    Keyword{"pattern", Shape::kPattern},
    Keyword{"allOf", Shape::kSchemaList},
    Keyword{"anyOf", Shape::kSchemaList},
    Keyword{"oneOf", Shape::kSchemaList},
    Keyword{"not", Shape::kSchema},
    Keyword{"if", Shape::kSchema},
    Keyword{"then", Shape::kSchema},
    Keyword{"else", Shape::kSchema},
    Keyword{"definitions", Shape::kSchemaMap},
    Keyword{"$defs", Shape::kSchemaMap},
    Keyword{"$ref", Shape::kReference},
    Keyword{"title", Shape::kText},
    Keyword{"description", Shape::kText},
};
constexpr std::array<std::string_view, 7> kTypes{"null", "boolean", "integer", "number", "string", "array", "object"};

bool is_type(const json::value& value) {
  return value.is_string() && std::find(kTypes.begin(), kTypes.end(), std::string_view(value.get_string())) != kTypes.end();
}

bool is_pattern(std::string_view text) {
  try {
    const std::regex compiled(text.begin(), text.end(), std::regex::ECMAScript);
    return true;
  } catch (const std::regex_error&) {
    return false;
  }
}

bool are_names(const json::value& value) {
  if (!value.is_array()) return false;
  std::set<std::string_view> seen;
  return std::all_of(value.get_array().begin(), value.get_array().end(), [&](const json::value& item) {
    return item.is_string() && seen.insert(item.get_string()).second;
  });
}

class Checker {
 public:
  Checker(std::vector<ParameterProblem>& problems, unsigned depth) : problems_(problems), depth_(depth) {}

  void check(const Keyword& keyword, const json::value& value, const std::string& at) {
    switch (keyword.shape) {
      case Shape::kType: return type(value, at);
      case Shape::kSchema: return schema(value, at);
      case Shape::kSchemaOrList: return value.is_array() ? schemas(value, at) : schema(value, at);
      case Shape::kSchemaList: return schemas(value, at);
      case Shape::kSchemaMap: return map(value, at, false);
      case Shape::kPatternMap: return map(value, at, true);
      case Shape::kNames: return demand(are_names(value), value, at, "a list of different names");
      case Shape::kChoices: return demand(value.is_array() && !value.get_array().empty(), value, at, "a list of values");
      case Shape::kNumber: return demand(value.is_number(), value, at, "a number");
      case Shape::kPositive:
        return demand(value.is_number() && value.to_number<double>() > 0, value, at, "a number above 0");
      case Shape::kCount: return demand(value.is_uint64() || (value.is_int64() && value.get_int64() >= 0), value, at,
                                        "an integer of at least 0");
      case Shape::kPattern:
        return demand(value.is_string() && is_pattern(value.get_string()), value, at, "a regular expression");
      case Shape::kReference:
        return demand(value.is_string() && value.get_string().starts_with('#'), value, at,
                      "a reference within the schema, `#/...`");
      case Shape::kText: return demand(value.is_string(), value, at, "text");
      case Shape::kFlag: return demand(value.is_bool(), value, at, "true or false");
    }
  }

 private:
  void demand(bool fine, const json::value& value, const std::string& at, std::string expected) {
    if (!fine) problems_.push_back({at, std::move(expected), show_value(value), {}});
  }

  void type(const json::value& value, const std::string& at) {
    bool fine = is_type(value);
    if (value.is_array()) {
      fine = !value.get_array().empty() && std::all_of(value.get_array().begin(), value.get_array().end(), is_type);
    }
    demand(fine, value, at, fmt::format("a type, one of {}, or a list of them", fmt::join(kTypes, ", ")));
  }

  void schema(const json::value& value, const std::string& at) { check_keywords(value, at, problems_, depth_ + 1); }

  void schemas(const json::value& value, const std::string& at) {
    if (!value.is_array() || value.get_array().empty()) return demand(false, value, at, "a list of schemas");
    for (std::size_t i = 0; i < value.get_array().size(); ++i) schema(value.get_array()[i], fmt::format("{}/{}", at, i));
  }

  void map(const json::value& value, const std::string& at, bool patterns) {
    if (!value.is_object()) return demand(false, value, at, "an object of schemas");
    for (const auto& item : value.get_object()) {
      const std::string below = at + pointer_token(item.key());
      if (patterns && !is_pattern(item.key())) {
        problems_.push_back({below, "a key that is a regular expression", show_value(json::string(item.key())), {}});
      }
      schema(item.value(), below);
    }
  }

  std::vector<ParameterProblem>& problems_;
  unsigned depth_;
};

}  // namespace

void check_keywords(const json::value& schema, const std::string& pointer, std::vector<ParameterProblem>& problems,
                    unsigned depth) {
  if (depth > kDeepestSchema) {
    problems.push_back({pointer, fmt::format("at most {} levels", kDeepestSchema), "deeper nesting", {}});
    return;
  }
  if (schema.is_bool() && depth > 0) return;
  if (!schema.is_object()) {
    problems.push_back({pointer, depth == 0 ? "a JSON object" : "a schema: an object, true or false", show_value(schema), {}});
    return;
  }
  Checker checker(problems, depth);
  for (const Keyword& keyword : kKeywords) {
    if (const json::value* value = schema.get_object().if_contains(keyword.name)) {
      checker.check(keyword, *value, pointer + pointer_token(keyword.name));
    }
  }
}

}  // namespace ophamin::registry
