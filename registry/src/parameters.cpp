// SPDX-License-Identifier: Apache-2.0
#include <ophamin/registry/parameters.hpp>

#include <algorithm>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "json_schema.hpp"
#include "schema_validator.hpp"

namespace ophamin::registry {
namespace json = boost::json;
namespace {

// References that lead nowhere or in a circle; the validator library would follow a circle until the stack ends.
const json::value* broken_reference(const json::value& root, const json::value& at) {
  if (at.is_object()) {
    if (const json::value* reference = member(at, "$ref"); reference != nullptr && reference->is_string()) {
      return dereference(root, at) == nullptr ? reference : nullptr;
    }
    for (const auto& item : at.get_object()) {
      if (const json::value* found = broken_reference(root, item.value())) return found;
    }
  }
  if (at.is_array()) {
    for (const json::value& item : at.get_array()) {
      if (const json::value* found = broken_reference(root, item)) return found;
    }
  }
  return nullptr;
}

json::value parse_schema(std::string_view text) {
  if (text.empty()) return {{"type", "object"}, {"properties", json::object()}, {"additionalProperties", false}};
  boost::system::error_code error;
  json::value schema = json::parse(text, error);
  if (error) throw std::invalid_argument("the parameter schema is no JSON: " + error.message());
  if (!schema.is_object()) throw std::invalid_argument("the parameter schema is no JSON object");
  if (const json::value* broken = broken_reference(schema, schema)) {
    throw std::invalid_argument("the reference " + show_value(*broken) + " leads nowhere, or in a circle");
  }
  return schema;
}

// The schema and the value at a path of the validator's, as far as they can be followed.
struct Spot {
  std::string pointer;
  const json::value* schema;
  const json::value* value;
};

Spot follow(const json::value& root, const json::value& parameters, const std::vector<std::string>& path) {
  Spot spot{{}, dereference(root, root), &parameters};
  for (const std::string& key : path) {
    spot.pointer += pointer_token(key);
    const bool is_index = spot.value != nullptr && spot.value->is_array();
    if (spot.schema != nullptr) spot.schema = subschema(root, *spot.schema, key, is_index);
    if (spot.value == nullptr) continue;
    const json::value* parent = spot.value;
    spot.value = member(*parent, key);
    if (is_index) {
      const std::size_t index = std::stoul(key);
      spot.value = parent->get_array().if_contains(index);
    }
  }
  return spot;
}

ParameterProblem problem_of(const json::value& root, const json::value& parameters, const SchemaFinding& finding) {
  std::vector<std::string> path = finding.path;
  if (!finding.missing.empty()) path.push_back(finding.missing);
  const Spot spot = follow(root, parameters, path);
  ParameterProblem problem{spot.pointer, spot.schema == nullptr ? "" : expectation(root, *spot.schema), {}, {}};
  if (!finding.missing.empty()) {
    if (problem.expected.empty()) problem.expected = "a value";
    problem.found = "nothing; the parameter is required";
  } else {
    if (problem.expected.empty()) problem.expected = finding.description;
    problem.found = spot.value == nullptr ? finding.description : show_value(*spot.value);
  }
  return problem;
}

bool below(const std::string& pointer, const std::string& above) {
  return pointer == above || (pointer.starts_with(above) && pointer.size() > above.size() && pointer[above.size()] == '/');
}

// A default against its own schema, on its own: below the top, completing the parameters does not reach every one.
void check_default(const json::value& root, const json::value& schema, const json::value& given, const std::string& pointer,
                   std::vector<ParameterProblem>& problems) {
  json::object wrapper{{"type", "object"}, {"properties", {{"value", schema}}}};
  for (const std::string_view keyword : {"definitions", "$defs"}) {
    if (const json::value* shared = member(root, keyword)) wrapper.emplace(keyword, *shared);
  }
  const ResolvedParameters resolved = resolve(json::serialize(wrapper), {{"value", given}});
  for (const ParameterProblem& problem : resolved.problems) {
    const std::string_view rest = std::string_view(problem.pointer).substr(std::string_view("/value").size());
    problems.push_back({pointer + "/default" + std::string(rest), problem.expected, problem.found, problem.suggestions});
  }
}

void check_nested_defaults(const json::value& root, const json::value& schema, const std::string& pointer, unsigned depth,
                           std::vector<ParameterProblem>& problems) {
  const json::value* given = member(schema, "default");
  if (given != nullptr && depth != 1) check_default(root, schema, *given, pointer, problems);
  for (const std::string_view keyword : {"properties", "definitions", "$defs"}) {
    const json::value* children = member(schema, keyword);
    if (children == nullptr || !children->is_object()) continue;
    const unsigned below_properties = depth == 0 && keyword == "properties" ? 1 : 2;
    for (const auto& child : children->get_object()) {
      check_nested_defaults(root, child.value(), pointer + "/" + std::string(keyword) + pointer_token(child.key()),
                            below_properties, problems);
    }
  }
  if (const json::value* items = member(schema, "items"); items != nullptr && items->is_object()) {
    check_nested_defaults(root, *items, pointer + "/items", 2, problems);
  }
}

// The defaults of the parameters themselves, all in one go: what a caller gets who gives none. A parameter that is required
// and has no default is no fault of the schema.
void check_defaults(const json::value& root, const ParameterSchema& schema, std::vector<ParameterProblem>& problems) {
  const json::value* properties = member(root, "properties");
  if (properties != nullptr) {
    for (const ParameterProblem& problem : schema.resolve({}).problems) {
      const std::string_view pointer = problem.pointer;
      const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
      for (const auto& property : properties->get_object()) {
        if (pointer_token(property.key()) != pointer.substr(0, end) || member(property.value(), "default") == nullptr) continue;
        problems.push_back({"/properties" + std::string(pointer.substr(0, end)) + "/default" + std::string(pointer.substr(end)),
                            problem.expected, problem.found, problem.suggestions});
      }
    }
  }
  check_nested_defaults(root, root, {}, 0, problems);
}

}  // namespace

class ParameterSchema::Compiled {
 public:
  explicit Compiled(std::string_view text) : root_(parse_schema(text)), validator_(root_) {}

  ResolvedParameters resolve(const json::object& given) const {
    ResolvedParameters result;
    json::value value = given;
    complete(root_, root_, value, {}, result.problems);
    if (!value.is_object()) return result;
    const std::size_t reported = result.problems.size();
    for (const SchemaFinding& finding : validator_.validate(value)) {
      ParameterProblem problem = problem_of(root_, value, finding);
      const auto end = result.problems.begin() + static_cast<std::ptrdiff_t>(reported);
      const bool known = std::any_of(result.problems.begin(), end, [&](const ParameterProblem& other) {
        return below(problem.pointer, other.pointer);
      }) || std::any_of(result.problems.begin(), result.problems.end(), [&](const ParameterProblem& other) {
        return problem.pointer == other.pointer && problem.expected == other.expected;
      });
      if (!known) result.problems.push_back(std::move(problem));
    }
    result.complete = std::move(value.get_object());
    return result;
  }

 private:
  json::value root_;
  SchemaValidator validator_;
};

ParameterSchema::ParameterSchema(std::string_view schema) : compiled_(std::make_shared<const Compiled>(schema)) {}

ResolvedParameters ParameterSchema::resolve(const json::object& given) const { return compiled_->resolve(given); }

ResolvedParameters resolve(std::string_view schema, const json::object& given) {
  return ParameterSchema(schema).resolve(given);
}

std::vector<ParameterProblem> check_schema(std::string_view schema) {
  if (schema.empty()) return {};
  boost::system::error_code error;
  const json::value root = json::parse(schema, error);
  if (error) return {{"", "JSON", error.message(), {}}};

  std::vector<ParameterProblem> problems;
  check_keywords(root, {}, problems);
  if (root.is_object()) {
    const json::value* type = root.get_object().if_contains("type");
    const bool object = type != nullptr && type->is_string() && type->get_string() == "object";
    if (!object && (type == nullptr || problems.empty())) {
      problems.push_back({"/type", "\"object\", parameters have names", type == nullptr ? "nothing" : show_value(*type), {}});
    }
  }
  if (!problems.empty()) return problems;
  try {
    check_defaults(root, ParameterSchema(schema), problems);
  } catch (const std::exception& failure) {
    problems.push_back({"", "a JSON Schema", failure.what(), {}});
  }
  return problems;
}

}  // namespace ophamin::registry
