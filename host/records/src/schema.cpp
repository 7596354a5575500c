// SPDX-License-Identifier: Apache-2.0
#include <ophamin/records/schema.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <mutex>
#include <optional>
#include <utility>

#include <boost/json.hpp>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/json_parser.hpp>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "quick_schema.hpp"

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

// valijson knows draft 7. Where draft 2020-12 says the same in other words, those are put in its own; a format, which is a
// note for people in draft 2020-12, would be enforced by valijson and goes. `names` says that the keys of this object are
// names of members or definitions, not keywords.
Json as_draft_7(const Json& schema, bool names = false) {
  if (schema.is_array()) {
    JsonArray items;
    for (const Json& item : schema.as_array()) items.push_back(as_draft_7(item));
    return items;
  }
  if (!schema.is_object()) return schema;
  constexpr std::array<std::string_view, 5> kNameMaps{"properties", "patternProperties", "$defs", "definitions",
                                                      "dependentSchemas"};
  constexpr std::array<std::string_view, 4> kData{"const", "enum", "default", "examples"};
  const auto is_one_of = [](const auto& list, std::string_view key) {
    return std::find(list.begin(), list.end(), key) != list.end();
  };
  const bool is_tuple = !names && schema.as_object().contains("prefixItems");
  JsonObject kept;
  for (const Member& member : schema.as_object()) {
    std::string key = member.key;
    if (names) {
      kept.append(std::move(key), as_draft_7(member.value));
      continue;
    }
    if (key == "format") continue;
    if (is_tuple && key == "items") key = "additionalItems";
    if (key == "prefixItems") key = "items";
    if (key == "dependentRequired") key = "dependencies";
    const bool is_data = is_one_of(kData, key);
    kept.append(std::move(key), is_data ? member.value : as_draft_7(member.value, is_one_of(kNameMaps, member.key)));
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
  std::optional<QuickSchema> quick;
};

JsonSchema JsonSchema::parse(std::string_view text) { return JsonSchema(parse_json(text)); }

JsonSchema::JsonSchema(const Json& schema) : compiled_(std::make_unique<Compiled>()) {
  if (!schema.is_object() && !schema.is_bool()) unusable("it is " + std::string(kind_name(schema.kind())));
  const boost::json::value document = to_checkable(as_draft_7(schema));
  try {
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(valijson::adapters::BoostJsonAdapter(document), compiled_->schema);
  } catch (const std::exception& problem) {
    unusable(problem.what());
  }
  compiled_->quick = QuickSchema::compile(schema);
}

JsonSchema::~JsonSchema() = default;
JsonSchema::JsonSchema(JsonSchema&&) noexcept = default;
JsonSchema& JsonSchema::operator=(JsonSchema&&) noexcept = default;

std::vector<std::string> JsonSchema::check(const Json& value) const {
  if (compiled_->quick && compiled_->quick->accepts(value)) return {};
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

namespace {

struct VersionedSchema {
  RecordKind kind;
  std::string_view version;
  std::string_view name;
};

// The newest version of a kind comes first.
constexpr std::array<VersionedSchema, 8> kSchemas{{
    {RecordKind::kProof, "1.0", "empirical-proof-record-1.0"},
    {RecordKind::kAudit, "audit/1.1", "audit-record-1.1"},
    {RecordKind::kAudit, "audit/1.0", "audit-record-1.0"},
    {RecordKind::kCampaign, "2.0", "campaign-record-2.0"},
    {RecordKind::kCampaign, "1.0", "campaign-record-1.0"},
    {RecordKind::kRegressionAlert, "regression-alert/1.0", "regression-alert-record-1.0"},
    {RecordKind::kDriftScan, "2", "drift-scan-2"},
    {RecordKind::kDriftScan, "1", "drift-scan-1"},
}};

// Each is compiled when it is first asked for.
const JsonSchema& compiled(std::size_t index) {
  static std::array<std::optional<JsonSchema>, kSchemas.size()> schemas;
  static std::array<std::once_flag, kSchemas.size()> once;
  std::call_once(once[index], [index] { schemas[index].emplace(embedded(kSchemas[index].name)); });
  return *schemas[index];
}

std::string version_of(const Json& record) {
  const Json* version = record.find("schema_version");
  if (version == nullptr) return {};
  if (version->is_string()) return version->as_string();
  return version->is_int() ? std::to_string(version->as_int()) : std::string();
}

}  // namespace

const JsonSchema& record_schema(RecordKind kind, const Json& record) {
  const std::string version = version_of(record);
  std::size_t chosen = kSchemas.size();
  for (std::size_t index = 0; index < kSchemas.size(); ++index) {
    if (kSchemas[index].kind != kind) continue;
    if (chosen == kSchemas.size() || kSchemas[index].version == version) chosen = index;
  }
  if (chosen == kSchemas.size()) unusable("there is none for JSON that is no record");
  return compiled(chosen);
}

const JsonSchema& proof_schema() { return compiled(0); }

}  // namespace ophamin::records
