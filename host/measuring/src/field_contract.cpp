// SPDX-License-Identifier: Apache-2.0
#include <ophamin/measuring/field_contract.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/guests/text.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/registry/near_names.hpp>

namespace ophamin::measuring {

using diagnostics::Diagnostic;
using diagnostics::Error;
using diagnostics::ErrorCode;
using records::Json;
using seeing::CatalogedField;
using seeing::Field;
using seeing::FieldType;
using seeing::FieldTypes;

namespace {

using Kind = ContractViolationKind;

// What the catalogue calls a type of the ABI. JSON may turn out to be anything.
FieldTypes catalog_types(oph_type_t type) noexcept {
  switch (type) {
    case OPH_BOOL: return seeing::bit(FieldType::kBool);
    case OPH_INT: return seeing::bit(FieldType::kInt);
    case OPH_FLOAT: return seeing::bit(FieldType::kFloat);
    case OPH_TEXT: return seeing::bit(FieldType::kStr);
    default: return static_cast<FieldTypes>(~0u);
  }
}

oph_type_t type_of(const Json& value) noexcept {
  switch (value.kind()) {
    case Json::Kind::kBool: return OPH_BOOL;
    case Json::Kind::kInt:
    case Json::Kind::kBigInt: return OPH_INT;
    case Json::Kind::kDouble: return OPH_FLOAT;
    case Json::Kind::kString: return OPH_TEXT;
    default: return OPH_JSON;
  }
}

bool accepts(const FieldRequest& request, oph_type_t type) noexcept {
  return request.types == 0 || (request.types & OPH_TYPE_BIT(type)) != 0;
}

std::string accepted(const FieldRequest& request) {
  std::string names;
  for (oph_type_t type = OPH_BOOL; type <= OPH_JSON; ++type) {
    if ((request.types & OPH_TYPE_BIT(type)) == 0) continue;
    names += names.empty() ? "" : " or ";
    names += guests::type_name(type);
  }
  return names;
}

const Field* find(const std::vector<Field>& fields, std::string_view name) {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

// The family that the substrate declares, or else the one of the catalogue; empty if there is none.
std::string family_of(const Field* field, const CatalogedField* entry) {
  if (field != nullptr && !field->family.empty()) return field->family;
  return entry == nullptr ? std::string() : entry->family;
}

}  // namespace

std::string_view to_string(ContractViolationKind kind) noexcept {
  switch (kind) {
    case Kind::kMissingRequired: return "missing_required";
    case Kind::kUncatalogedRequired: return "uncataloged_required";
    case Kind::kTypeMismatch: return "type_mismatch";
    case Kind::kFamilyMismatch: return "family_mismatch";
  }
  return "";
}

FieldContract::FieldContract(std::vector<FieldRequest> requests, std::vector<Field> declared, bool reads_raw, Parties parties,
                             const seeing::FieldCatalog& catalog)
    : requests_(std::move(requests)),
      declared_(std::move(declared)),
      reads_raw_(reads_raw),
      parties_(std::move(parties)),
      catalog_(&catalog) {
  for (const auto& request : requests_) {
    if (const auto* field = find(declared_, request.name)) {
      test_declaration(request, *field);
      settled_ = settled_ && field->type != OPH_JSON;
    } else if (reads_raw_) {
      settled_ = false;
    } else if (request.required) {
      note({request.name, Kind::kMissingRequired, "a declared field", "no field of that name",
            registry::near_names(request.name, declared_names())});
    }
  }
  throw_if_fatal();
}

void FieldContract::test_declaration(const FieldRequest& request, const Field& field) {
  const auto* entry = catalog_->find(request.name);
  const auto family = family_of(&field, entry);
  const auto type = std::string(guests::type_name(field.type));
  if (!accepts(request, field.type)) {
    note({request.name, Kind::kTypeMismatch, accepted(request), type});
  } else if (entry != nullptr && (entry->types & catalog_types(field.type)) == 0) {
    note({request.name, Kind::kTypeMismatch, seeing::type_names(entry->types) + ", as the catalogue of fields has it", type});
  } else if (!request.family.empty() && request.family != family) {
    note({request.name, Kind::kFamilyMismatch, "family " + request.family, family.empty() ? "no family" : "family " + family});
  } else if (request.required && family.empty()) {
    note({request.name, Kind::kUncatalogedRequired, "a field of the catalogue, or one that is declared with a family", "neither"});
  }
}

void FieldContract::look_at(const seeing::CycleBuffers& buffers) {
  if (settled_) return;
  std::uint64_t row = 0;
  while (row < buffers.count() && !buffers.succeeded(row)) ++row;
  if (row == buffers.count()) return;
  settled_ = true;

  Json raw;
  for (const auto& [at, document] : buffers.raw()) {
    if (at == row) raw = records::parse_json(document);
  }
  for (const auto& request : requests_) {
    const auto* field = find(declared_, request.name);
    if (field == nullptr) {
      test_value(request, nullptr, raw.is_object() ? raw.as_object().find(request.name) : nullptr);
    } else if (field->type == OPH_JSON) {
      const auto column = static_cast<std::size_t>(field - declared_.data());
      if (!buffers.valid(row, column)) continue;  // the substrate may leave it out, or broke another promise
      const Json value = records::parse_json(buffers.text(row, column));
      test_value(request, field, &value);
    }
  }
  throw_if_fatal();
}

void FieldContract::test_value(const FieldRequest& request, const Field* field, const Json* value) {
  if (value == nullptr) {
    if (request.required) {
      note({request.name, Kind::kMissingRequired, "a declared field, or a member of the raw output of the first successful cycle",
            "neither", registry::near_names(request.name, declared_names())});
    }
    return;
  }
  const auto* entry = catalog_->find(request.name);
  const auto family = family_of(field, entry);
  const auto found = fmt::format("{} in the first successful cycle", records::kind_name(value->kind()));
  // A declared column of JSON was tested as such already.
  if (field == nullptr && !value->is_null() && !accepts(request, type_of(*value))) {
    note({request.name, Kind::kTypeMismatch, accepted(request), found});
  } else if (entry != nullptr && !entry->accepts_value(*value)) {
    note({request.name, Kind::kTypeMismatch, seeing::type_names(entry->types) + ", as the catalogue of fields has it", found});
  } else if (field == nullptr && !request.family.empty() && request.family != family) {
    note({request.name, Kind::kFamilyMismatch, "family " + request.family, family.empty() ? "no family" : "family " + family});
  } else if (field == nullptr && request.required && family.empty()) {
    note({request.name, Kind::kUncatalogedRequired, "a field of the catalogue, or one that is declared with a family", "neither"});
  }
}

void FieldContract::note(ContractViolation violation) {
  (is_fatal(violation.kind) ? fatal_ : remarks_).push_back(std::move(violation));
}

void FieldContract::throw_if_fatal() {
  if (fatal_.empty()) return;
  std::vector<Diagnostic> diagnostics;
  for (auto& violation : fatal_) {
    diagnostics.push_back({.code = ErrorCode::kFieldContractViolation,
                           .message = fmt::format("{}: the field '{}' of substrate {} that scenario {} reads", to_string(violation.kind),
                                                  violation.field, parties_.substrate, parties_.scenario),
                           .expected = std::move(violation.expected),
                           .found = std::move(violation.found),
                           .mend = "run the scenario on a substrate that declares the field so, or mend the substrate",
                           .place = {.path = "scenario " + parties_.scenario},
                           .suggestions = std::move(violation.suggestions)});
  }
  fatal_.clear();
  throw Error(std::move(diagnostics));
}

std::vector<std::string> FieldContract::declared_names() const {
  std::vector<std::string> names;
  for (const auto& field : declared_) names.push_back(field.name);
  return names;
}

}  // namespace ophamin::measuring
