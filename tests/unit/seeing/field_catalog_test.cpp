// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <set>

#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/seeing/field_catalog.hpp>

#include <support/paths.hpp>

using namespace ophamin;
using namespace ophamin::seeing;
using records::Json;
using records::parse_json;

namespace {

std::vector<diagnostics::Diagnostic> refused(std::string_view document) {
  try {
    FieldCatalog::parse(parse_json(document));
  } catch (const diagnostics::Error& error) {
    for (const auto& each : error.diagnostics()) CHECK(each.code == diagnostics::ErrorCode::kInputInvalid);
    return error.diagnostics();
  }
  FAIL_CHECK("nothing was refused");
  return {};
}

bool accepts(std::string_view field, std::string_view value) {
  const auto* found = FieldCatalog::shipped().find(field);
  REQUIRE(found != nullptr);
  return found->accepts_value(parse_json(value));
}

}  // namespace

TEST_CASE("the catalogue that ships has its families and fields") {
  const auto& catalog = FieldCatalog::shipped();
  std::vector<std::string> families;
  for (const auto& family : catalog.families()) families.push_back(family.name);
  CHECK(families == std::vector<std::string>{"phi", "walker", "gwf", "echoform", "consolidation", "prime", "piovra", "substrate_state",
                                             "internal_event", "lateral_line", "eikonal", "ouroboros", "alexandria", "realtime_encoder",
                                             "timing", "manipulation", "scar", "thermodynamic"});
  CHECK(catalog.fields().size() == 56);
  CHECK(catalog.of_family("ouroboros").empty());
  CHECK(catalog.of_family("thermodynamic").empty());
  CHECK(catalog.of_family("walker").size() == 6);
  CHECK(catalog.of_family("nowhere").empty());
  CHECK(catalog.find("nothing") == nullptr);
  std::size_t legacy = 0;
  for (const auto& field : catalog.fields()) {
    CAPTURE(field.name);
    CHECK(field.nullable == (field.name != "cycle_seconds"));
    CHECK_FALSE(field.description.empty());
    if (field.legacy_of.empty()) continue;
    ++legacy;
    CHECK(catalog.find(field.legacy_of) != nullptr);
  }
  CHECK(legacy == 6);
}

TEST_CASE("the compiled catalogue is the file, and satisfies its schema") {
  const auto file = records::load_json(test::project_root() / "schemas" / "field-catalog-1.0.json");
  CHECK(field_catalog_schema().check(file).empty());
  CHECK(FieldCatalog::parse(file).fields().size() == FieldCatalog::shipped().fields().size());
}

TEST_CASE("a value is of exactly one of the types that are listed") {
  CHECK(accepts("phi", "0.5"));
  CHECK(accepts("phi", "1"));
  CHECK(accepts("phi", "null"));
  CHECK_FALSE(accepts("phi", "true"));
  CHECK_FALSE(accepts("phi", "\"0.5\""));
  CHECK_FALSE(accepts("cycle_seconds", "null"));
  CHECK_FALSE(accepts("gwf_health", "1"));  // an integer is no float
  CHECK(accepts("gwf_health", "1.0"));
  CHECK_FALSE(accepts("scars_written", "1.0"));
  CHECK_FALSE(accepts("scars_written", "true"));
  CHECK(accepts("composite_prime", "123456789012345678901234567890"));
  CHECK_FALSE(accepts("gwf_lockdown", "1"));
  CHECK(accepts("gwf_lockdown", "false"));
  CHECK(accepts("concepts", "[]"));
  CHECK_FALSE(accepts("concepts", "{}"));
  CHECK(accepts("vault_stats", "{}"));
  CHECK(accepts("piovra_arms_active", "3"));
  CHECK(accepts("piovra_arms_active", "[\"a\"]"));
  CHECK_FALSE(accepts("halt_reason", "[]"));
  const CatalogedField tuple{.name = "t", .types = bit(FieldType::kTuple), .family = "phi", .description = ""};
  CHECK(tuple.accepts_value(parse_json("[1]")));
}

TEST_CASE("coverage sorts the names of a raw output") {
  const auto& catalog = FieldCatalog::shipped();
  const auto raw = parse_json(R"({"phi": 0.5, "zeta": 1, "alpha": 2, "concepts": []})");
  const auto coverage = catalog.coverage(raw.as_object());
  CHECK(coverage.in_catalog == std::vector<std::string>{"concepts", "phi"});
  CHECK(coverage.uncataloged == std::vector<std::string>{"alpha", "zeta"});
  CHECK(coverage.missing_from_raw.size() == catalog.fields().size() - 2);
  CHECK(std::is_sorted(coverage.missing_from_raw.begin(), coverage.missing_from_raw.end()));
  CHECK(coverage.catalog_size == 56);
  CHECK(coverage.raw_size == 4);
  CHECK(catalog.coverage({}).missing_from_raw.size() == 56);
}

TEST_CASE("everything that is wrong with a catalogue is said at once") {
  const auto problems = refused(R"({"version": "1.0", "families": [{"name": "phi", "description": "d"}], "fields": [
      {"name": "a", "family": "phy", "types": ["int"], "nullable": true, "description": "d"},
      {"name": "b", "family": "phi", "types": ["int"], "nullable": true, "description": "d"},
      {"name": "b", "family": "phi", "types": ["int"], "nullable": true, "description": "d"}]})");
  REQUIRE(problems.size() == 2);
  CHECK(problems[0].suggestions == std::vector<std::string>{"phi"});
  CHECK(problems[1].message == "the field 'b' is there twice");
  CHECK_FALSE(refused(R"({"version": "1.0", "families": [{"name": "phi", "description": "d"}], "fields": [
      {"name": "", "family": "phi", "types": [], "nullable": true, "description": "d"}]})").empty());
  CHECK_FALSE(refused(R"({"version": "2.0", "families": [], "fields": []})").empty());
  CHECK_FALSE(refused("[]").empty());
  CHECK_THROWS_AS(FieldCatalog({{"phi", "d"}}, {{"", 0, "x", "d"}}), diagnostics::Error);
}
