// SPDX-License-Identifier: Apache-2.0
//
// The catalogue of fields: what a value of a well-known name may be, and which family it belongs to. It ships as
// schemas/field-catalog-1.0.json and is compiled in. Substrates declare fields of their own beside it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <ophamin/records/json.hpp>
#include <ophamin/records/schema.hpp>

namespace ophamin::seeing {

/// What a value may be. An integer is no float, and a boolean is no integer.
enum class FieldType : std::uint8_t { kInt, kFloat, kBool, kStr, kList, kDict, kTuple };
inline constexpr std::size_t kFieldTypeCount = 7;

/// "int", "float", "bool", "str", "list", "dict", "tuple".
std::string_view field_type_name(FieldType type) noexcept;

/// A set of types.
using FieldTypes = std::uint8_t;
constexpr FieldTypes bit(FieldType type) noexcept { return static_cast<FieldTypes>(1u << static_cast<unsigned>(type)); }
/// "int or float".
std::string type_names(FieldTypes types);

struct CatalogedField {
  std::string name;
  FieldTypes types = 0;
  std::string family;
  std::string description;
  bool nullable = false;
  std::string legacy_of{};  ///< the field that this is an older name of; empty if it is none

  /// Null where that is allowed, else a value of one of the types. An array is a list, and a tuple where tuples are allowed.
  bool accepts_value(const records::Json& value) const;
};

struct FieldFamily {
  std::string name;
  std::string description;
};

/// How a raw output and a catalogue overlap. Names are sorted.
struct CatalogCoverage {
  std::vector<std::string> in_catalog;
  std::vector<std::string> uncataloged;
  std::vector<std::string> missing_from_raw;
  std::size_t catalog_size = 0;
  std::size_t raw_size = 0;
};

class FieldCatalog {
 public:
  /// Throws kInputInvalid with everything that is wrong: an empty name, a name twice, no type, a family that is not listed.
  FieldCatalog(std::vector<FieldFamily> families, std::vector<CatalogedField> fields);
  /// From a document such as the one that ships. Throws kInputInvalid, too, if it does not satisfy its schema.
  static FieldCatalog parse(const records::Json& document);
  /// The one that ships.
  static const FieldCatalog& shipped();

  const std::vector<FieldFamily>& families() const noexcept { return families_; }
  const std::vector<CatalogedField>& fields() const noexcept { return fields_; }
  /// The field of that name, or null.
  const CatalogedField* find(std::string_view name) const noexcept;
  /// The fields of a family, in the order of the catalogue; none for a family that has none or is not known.
  std::vector<const CatalogedField*> of_family(std::string_view family) const;
  bool has_family(std::string_view family) const noexcept;

  CatalogCoverage coverage(const records::JsonObject& raw) const;

 private:
  std::vector<FieldFamily> families_;
  std::vector<CatalogedField> fields_;
};

/// The schema of catalogues.
const records::JsonSchema& field_catalog_schema();

}  // namespace ophamin::seeing
