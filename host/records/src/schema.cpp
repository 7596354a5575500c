// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/schema.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <utility>

#include <boost/json.hpp>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/json_parser.hpp>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace ophamin::records {
namespace {

// For checking only. An integral double becomes an integer, for JSON Schema knows no difference between 1 and 1.0;
// an integer beyond 64 bits becomes the nearest double.
boost::json::value to_checkable(const Json& value) {
  switch (value.kind()) {
    case Json::Kind::kNull: return nullptr;
    case Json::Kind::kBool: return value.as_bool();
    case Json::Kind::kInt: return value.as_int();
    case Json::Kind::kBigInt: return value.to_double();
    case Json::Kind::kDouble: {
      const double number = value.as_double();
      const bool integral = std::trunc(number) == number && std::abs(number) < 0x1p63;
      return integral ? boost::json::value(static_cast<std::int64_t>(number)) : boost::json::value(number);
    }
    case Json::Kind::kString: return boost::json::value(value.as_string());
    case Json::Kind::kArray: {
      boost::json::array array;
      array.reserve(value.as_array().size());
      for (const Json& item : value.as_array()) array.push_back(to_checkable(item));
      return array;
    }
    case Json::Kind::kObject: {
      boost::json::object object;
      object.reserve(value.as_object().size());
      for (const Member& member : value.as_object()) object.insert_or_assign(member.key, to_checkable(member.value));
      return object;
    }
  }
  return nullptr;
}

// In draft 2020-12 a format is a note for people, but valijson enforces it, with a regular expression that it compiles
// at every use. `names` says that the keys of this object are names of members or definitions, not keywords.
Json without_formats(const Json& schema, bool names = false) {
  if (schema.is_array()) {
    JsonArray items;
    for (const Json& item : schema.as_array()) items.push_back(without_formats(item));
    return items;
  }
  if (!schema.is_object()) return schema;
  constexpr std::array<std::string_view, 5> kNameMaps{"properties", "patternProperties", "$defs", "definitions",
                                                      "dependentSchemas"};
  constexpr std::array<std::string_view, 4> kData{"const", "enum", "default", "examples"};
  const auto is_one_of = [](const auto& list, std::string_view key) {
    return std::find(list.begin(), list.end(), key) != list.end();
  };
  JsonObject kept;
  for (const Member& member : schema.as_object()) {
    if (!names && member.key == "format") continue;
    const bool is_data = !names && is_one_of(kData, member.key);
    kept.append(member.key, is_data ? member.value
                                    : without_formats(member.value, !names && is_one_of(kNameMaps, member.key)));
  }
  return kept;
}

// valijson names places like <root>["claim"][0]; people and tests read claim.0.
std::string dotted(const std::vector<std::string>& context) {
  std::string path;
  for (const std::string& step : context) {
    if (step == "<root>") continue;
    std::string_view name = step;
    if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
    if (name.starts_with('"') && name.ends_with('"') && name.size() >= 2) name = name.substr(1, name.size() - 2);
    if (!path.empty()) path += '.';
    path += name;
  }
  return path.empty() ? "<root>" : path;
}

// A failed member makes every object around it fail as well: only the innermost says something new.
bool is_echo(const std::string& description) {
  return description.starts_with("Failed to validate against schema") ||
         description.starts_with("Failed to validate against additional") ||
         description.starts_with("Failed to validate item");
}

[[noreturn]] void unusable(const std::string& reason) {
  diagnostics::Diagnostic diagnostic;
  diagnostic.code = diagnostics::ErrorCode::kRecordSchemaError;
  diagnostic.message = "the JSON Schema cannot be used: " + reason;
  diagnostic.mend = "correct the schema; draft 2020-12 with local references is understood";
  throw diagnostics::Error(std::move(diagnostic));
}

JsonSchema embedded(std::string_view name) {
  for (const EmbeddedFile& file : embedded_schemas()) {
    if (file.name == name) return JsonSchema::parse(file.text);
  }
  unusable("no schema of this name was built in: " + std::string(name));
}

}  // namespace

struct JsonSchema::Compiled {
  valijson::Schema schema;
};

JsonSchema JsonSchema::parse(std::string_view text) { return JsonSchema(parse_json(text)); }

JsonSchema::JsonSchema(const Json& schema) : compiled_(std::make_unique<Compiled>()) {
  if (!schema.is_object() && !schema.is_bool()) unusable("it is " + std::string(kind_name(schema.kind())));
  const boost::json::value document = to_checkable(without_formats(schema));
  try {
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(valijson::adapters::BoostJsonAdapter(document), compiled_->schema);
  } catch (const std::exception& problem) {
    unusable(problem.what());
  }
}

JsonSchema::~JsonSchema() = default;
JsonSchema::JsonSchema(JsonSchema&&) noexcept = default;
JsonSchema& JsonSchema::operator=(JsonSchema&&) noexcept = default;

std::vector<std::string> JsonSchema::check(const Json& value) const {
  // Keeps its compiled regular expressions, and is not made for several threads.
  thread_local valijson::Validator validator(valijson::Validator::kStrongTypes);
  const boost::json::value document = to_checkable(value);
  const valijson::adapters::BoostJsonAdapter target(document);
  if (validator.validate(compiled_->schema, target, nullptr)) return {};
  valijson::ValidationResults results;
  validator.validate(compiled_->schema, target, &results);
  std::vector<std::string> problems;
  std::vector<std::string> echoes;
  for (const valijson::ValidationResults::Error& error : results) {
    (is_echo(error.description) ? echoes : problems).push_back(dotted(error.context) + ": " + error.description);
  }
  return problems.empty() ? echoes : problems;
}

const JsonSchema& proof_schema() {
  static const JsonSchema schema = embedded("empirical-proof-record-1.0");
  return schema;
}

const JsonSchema& campaign_schema() {
  static const JsonSchema schema = embedded("campaign-record-2.0");
  return schema;
}

}  // namespace ophamin::records
