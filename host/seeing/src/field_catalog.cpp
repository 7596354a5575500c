// SPDX-License-Identifier: Apache-2.0
#include <ophamin/seeing/field_catalog.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/registry/near_names.hpp>

#include "embedded_file.hpp"

namespace ophamin::seeing {

using diagnostics::Diagnostic;
using diagnostics::Error;
using diagnostics::ErrorCode;
using records::Json;

namespace {

constexpr std::array<std::string_view, kFieldTypeCount> kTypeNames{"int", "float", "bool", "str", "list", "dict", "tuple"};
constexpr std::size_t kCatalogFile = 0;
constexpr std::size_t kSchemaFile = 1;

Diagnostic wrong(std::string message, std::string expected, std::string mend) {
  return {.code = ErrorCode::kInputInvalid,
          .message = std::move(message),
          .expected = std::move(expected),
          .mend = std::move(mend),
          .place = {.path = "field catalogue"}};
}

std::string text(const Json& object, std::string_view key) {
  const Json* value = object.as_object().find(key);
  return value == nullptr ? std::string() : std::string(value->as_string());
}

FieldTypes types_of(const Json& names) {
  FieldTypes types = 0;
  for (const Json& name : names.as_array()) {
    const auto found = std::find(kTypeNames.begin(), kTypeNames.end(), name.as_string());
    types |= bit(static_cast<FieldType>(found - kTypeNames.begin()));
  }
  return types;
}

}  // namespace

std::string_view field_type_name(FieldType type) noexcept { return kTypeNames[static_cast<std::size_t>(type)]; }

std::string type_names(FieldTypes types) {
  std::string names;
  for (std::size_t i = 0; i < kTypeNames.size(); ++i) {
    if ((types & bit(static_cast<FieldType>(i))) == 0) continue;
    if (!names.empty()) names += " or ";
    names += kTypeNames[i];
  }
  return names;
}

bool CatalogedField::accepts_value(const Json& value) const {
  const auto has = [this](FieldType type) { return (types & bit(type)) != 0; };
  switch (value.kind()) {
    case Json::Kind::kNull: return nullable;
    case Json::Kind::kBool: return has(FieldType::kBool);
    case Json::Kind::kInt:
    case Json::Kind::kBigInt: return has(FieldType::kInt);
    case Json::Kind::kDouble: return has(FieldType::kFloat);
    case Json::Kind::kString: return has(FieldType::kStr);
    case Json::Kind::kArray: return has(FieldType::kList) || has(FieldType::kTuple);
    case Json::Kind::kObject: return has(FieldType::kDict);
  }
  return false;
}

FieldCatalog::FieldCatalog(std::vector<FieldFamily> families, std::vector<CatalogedField> fields)
    : families_(std::move(families)), fields_(std::move(fields)) {
  std::vector<Diagnostic> problems;
  std::vector<std::string> names;
  for (const auto& family : families_) {
    if (family.name.empty()) problems.push_back(wrong("a family has no name", "a name", "name it"));
    names.push_back(family.name);
  }
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const auto& field = fields_[i];
    if (field.name.empty()) problems.push_back(wrong(fmt::format("field {} has no name", i + 1), "a name", "name it"));
    if (field.types == 0) {
      problems.push_back(wrong(fmt::format("the field '{}' accepts no type", field.name), "at least one type", "list its types"));
    }
    if (!has_family(field.family)) {
      problems.push_back(wrong(fmt::format("the field '{}' is of the family '{}', which is not known", field.name, field.family),
                               "one of the catalogue's families", "name a family of the catalogue, or add this one to it"));
      problems.back().suggestions = registry::near_names(field.family, names);
    }
    if (find(field.name) != &field) {
      problems.push_back(wrong(fmt::format("the field '{}' is there twice", field.name), "each name once", "drop one of them"));
    }
  }
  if (!problems.empty()) throw Error(std::move(problems));
}

FieldCatalog FieldCatalog::parse(const Json& document) {
  std::vector<Diagnostic> problems;
  for (const auto& problem : field_catalog_schema().check(document)) {
    problems.push_back(wrong(problem, "a document of schemas/field-catalog-1.0.schema.json", "correct it there"));
  }
  if (!problems.empty()) throw Error(std::move(problems));
  const auto& root = document.as_object();
  std::vector<FieldFamily> families;
  for (const Json& family : root.find("families")->as_array()) families.push_back({text(family, "name"), text(family, "description")});
  std::vector<CatalogedField> fields;
  for (const Json& field : root.find("fields")->as_array()) {
    fields.push_back({text(field, "name"), types_of(*field.as_object().find("types")), text(field, "family"), text(field, "description"),
                      field.as_object().find("nullable")->as_bool(), text(field, "legacy_of")});
  }
  return {std::move(families), std::move(fields)};
}

const FieldCatalog& FieldCatalog::shipped() {
  static const FieldCatalog catalog = parse(records::parse_json(catalog_files()[kCatalogFile].text));
  return catalog;
}

const CatalogedField* FieldCatalog::find(std::string_view name) const noexcept {
  const auto found = std::find_if(fields_.begin(), fields_.end(), [&](const CatalogedField& field) { return field.name == name; });
  return found == fields_.end() ? nullptr : &*found;
}

std::vector<const CatalogedField*> FieldCatalog::of_family(std::string_view family) const {
  std::vector<const CatalogedField*> found;
  for (const auto& field : fields_) {
    if (field.family == family) found.push_back(&field);
  }
  return found;
}

bool FieldCatalog::has_family(std::string_view family) const noexcept {
  return std::any_of(families_.begin(), families_.end(), [&](const FieldFamily& each) { return each.name == family; });
}

CatalogCoverage FieldCatalog::coverage(const records::JsonObject& raw) const {
  CatalogCoverage coverage;
  coverage.catalog_size = fields_.size();
  for (const auto& member : raw) {
    (find(member.key) != nullptr ? coverage.in_catalog : coverage.uncataloged).push_back(member.key);
    ++coverage.raw_size;
  }
  for (const auto& field : fields_) {
    if (raw.find(field.name) == nullptr) coverage.missing_from_raw.push_back(field.name);
  }
  for (auto* names : {&coverage.in_catalog, &coverage.uncataloged, &coverage.missing_from_raw}) std::sort(names->begin(), names->end());
  return coverage;
}

const records::JsonSchema& field_catalog_schema() {
  static const records::JsonSchema schema = records::JsonSchema::parse(catalog_files()[kSchemaFile].text);
  return schema;
}

}  // namespace ophamin::seeing
