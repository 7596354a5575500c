// SPDX-License-Identifier: Apache-2.0
// Descriptors in memory: plugins that are linked into the program pass the same gate as files.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <ophamin/registry/validate.hpp>

#include "descriptor_builder.hpp"

using namespace ophamin::registry;
using ophamin::test::Descriptor;
using ophamin::test::text;

namespace {

Inspection look(Descriptor& descriptor) { return inspect(descriptor.get(), OPH_ABI_VERSION, "/x/plugin.so"); }

// The one rule that is broken, or a list if there are more.
std::string rule_of(Descriptor& descriptor) {
  const Inspection inspection = look(descriptor);
  CHECK(inspection.valid.has_value() == inspection.violations.empty());
  std::string rules;
  for (const Violation& violation : inspection.violations) {
    CHECK(!violation.expected.empty());
    CHECK(!violation.mend.empty());
    CHECK(violation.file == "/x/plugin.so");
    if (!rules.empty()) rules += " ";
    rules += violation.rule;
  }
  return rules;
}

// Spoils a fresh descriptor and says which rule that breaks.
template <typename Spoil>
std::string spoilt(Spoil spoil) {
  Descriptor descriptor;
  spoil(descriptor);
  return rule_of(descriptor);
}

}  // namespace

TEST_CASE("a right descriptor is copied whole") {
  Descriptor descriptor;
  descriptor.plugin.homepage = text("https://example.org");
  descriptor.substrate_table.cycle_schema = text(R"({"type": "object", "properties": {"x": {"type": "number"}}})");
  const Inspection inspection = look(descriptor);
  REQUIRE_MESSAGE(inspection.violations.empty(), to_text(inspection.violations));
  const ValidPlugin& valid = *inspection.valid;
  CHECK(valid.plugin.id == "test.plugin");
  CHECK(valid.plugin.version == "1.2.3-rc.1+build.5");
  CHECK(valid.plugin.homepage == "https://example.org");
  CHECK(valid.plugin.abi_major == OPH_ABI_MAJOR);
  REQUIRE(valid.components.size() == 5);
  CHECK(valid.components[0].roles.at(1).name == "group");
  CHECK(valid.components[0].roles.at(1).arity == OPH_ROLE_OPTIONAL);
  CHECK(valid.components[1].meta("tier") == "scientific");
  CHECK(valid.components[3].cycle_schema.find("number") != std::string::npos);
  CHECK(bool(valid.components[4].auditor().run));
  CHECK_THROWS_AS(valid.components[4].pillar(), std::bad_variant_access);
  CHECK(inspection.claims.size() == 5);
  CHECK(valid.components[2].label() == "corpus test-corpus");
}

TEST_CASE("an older, smaller table is filled up with null slots") {
  Descriptor descriptor;
  descriptor.pillar_table.begin = [](oph_instance_t*, oph_error_t*) noexcept -> oph_status_t { return OPH_OK; };
  descriptor.pillar_table.struct_size = OPH_PILLAR_FLOOR;  // what lies beyond is not the plugin's to say
  descriptor.corpus_table.files = [](oph_instance_t*, const oph_file_sink_t*, oph_error_t*) noexcept -> oph_status_t { return OPH_OK; };
  descriptor.corpus_table.struct_size = OPH_SIZEOF(oph_corpus_t, files) - 1;  // ends within the slot
  const Inspection inspection = look(descriptor);
  REQUIRE_MESSAGE(inspection.violations.empty(), to_text(inspection.violations));
  const oph_pillar_t& pillar = inspection.valid->components[0].pillar();
  CHECK(pillar.struct_size == OPH_SIZEOF(oph_pillar_t, finish));
  CHECK(!pillar.begin);
  CHECK(bool(pillar.compute));
  CHECK(!inspection.valid->components[2].corpus().files);
}

TEST_CASE("everything wrong is said at once") {
  Descriptor descriptor;
  descriptor.plugin.id = text("no spaces");
  descriptor.plugin.version = text("one");
  descriptor.pillar.revision = 0;
  descriptor.pillar_table.compute = nullptr;
  descriptor.scenario.metadata_count = 2;
  descriptor.corpus.kind = 9;
  descriptor.substrate.parameters_schema = text("[]");
  descriptor.auditor.summary = text("\xff");
  CHECK(rule_of(descriptor) ==
        "OPH-ABI-4 OPH-ABI-4 OPH-ABI-4 OPH-ABI-5 OPH-ABI-4 OPH-ABI-4 OPH-ABI-5 OPH-ABI-12 OPH-ABI-6");
}

TEST_CASE("the plugin's own fields") {
  CHECK(inspect(nullptr, OPH_ABI_VERSION, "/x").violations.at(0).rule == "OPH-ABI-4");
  CHECK(spoilt([](Descriptor& d) { d.plugin.struct_size = 0; }) == "OPH-ABI-2");
  CHECK(spoilt([](Descriptor& d) { d.plugin.struct_size = ~std::uint64_t{0}; }) == "OPH-ABI-2");
  for (const char* id : {"", ".hidden", "-x", "a/b", "a b", "\x7f"}) {
    CHECK(spoilt([id](Descriptor& d) { d.plugin.id = text(id); }) == "OPH-ABI-4");
  }
  for (const char* version : {"", "1", "1.0", "1.0.0.0", "01.0.0", "1.0.0-", "1.0.0-01", "1.0.0-a..b", "1.0.0+", "v1.0.0", "1.0.x"}) {
    CAPTURE(version);
    CHECK(spoilt([version](Descriptor& d) { d.plugin.version = text(version); }) == "OPH-ABI-4");
  }
  for (const char* version : {"0.0.0", "10.20.30", "1.0.0-alpha.1.x-y", "1.0.0+001.sha-5", "1.0.0-0a"}) {
    CAPTURE(version);
    CHECK(spoilt([version](Descriptor& d) { d.plugin.version = text(version); }).empty());
  }
  for (const char* license : {"", "()", "MIT)", "(MIT", "MIT; GPL"}) {
    CHECK(spoilt([license](Descriptor& d) { d.plugin.license = text(license); }) == "OPH-ABI-4");
  }
  CHECK(spoilt([](Descriptor& d) { d.plugin.sdk_version = text(""); }) == "OPH-ABI-4");
  CHECK(spoilt([](Descriptor& d) { d.plugin.homepage = text("\xc0\x80"); }) == "OPH-ABI-6");
  CHECK(spoilt([](Descriptor& d) { d.plugin.vendor = {nullptr, 4}; }) == "OPH-ABI-6");
  CHECK(spoilt([](Descriptor& d) { d.plugin.vendor = {"x", ~std::uint64_t{0}}; }) == "OPH-ABI-6");
  CHECK(spoilt([](Descriptor& d) { d.components.clear(); }) == "OPH-ABI-4");
  CHECK(spoilt([](Descriptor& d) { d.components[1] = nullptr; }) == "OPH-ABI-4");
}

TEST_CASE("components and their texts") {
  CHECK(spoilt([](Descriptor& d) { d.pillar.name = text("stats.proportion_2-x"); }).empty());
  for (const char* name : {"", "x y", "\u00e9", ".x"}) {
    CHECK(spoilt([name](Descriptor& d) { d.pillar.name = text(name); }) == "OPH-ABI-4");
  }
  for (const char* name : {"", "Test", "a_b", "a--b", "-a", "a-", "1a", "a.b"}) {
    CAPTURE(name);
    CHECK(spoilt([name](Descriptor& d) { d.corpus.name = text(name); }) == "OPH-ABI-4");
  }
  CHECK(spoilt([](Descriptor& d) { d.corpus.name = text("scenario"); }).empty());  // reserved for scenarios only
  CHECK(spoilt([](Descriptor& d) { d.scenario.name = text("scenario"); }) == "OPH-ABI-4");
  CHECK(spoilt([](Descriptor& d) { d.pillar.flags = 1u << 20; }) == "OPH-ABI-4");
  CHECK(spoilt([](Descriptor& d) { d.pillar.table = nullptr; }) == "OPH-ABI-4");
  CHECK(spoilt([](Descriptor& d) { d.pillar.metadata_count = 1u << 20; }) == "OPH-ABI-4");
  CHECK(spoilt([](Descriptor& d) { d.pillar.metadata = nullptr; }) == "OPH-ABI-4");
  CHECK(spoilt([](Descriptor& d) { d.scenario_metadata[0].value = text("\xff"); }) == "OPH-ABI-6");
  CHECK(spoilt([](Descriptor& d) { d.scenario_metadata[1].key = text("tier"); }) == "OPH-ABI-4 OPH-ABI-4");
  CHECK(spoilt([](Descriptor& d) { d.components.push_back(&d.corpus); }) == "OPH-HOST-4");
  CHECK(spoilt([](Descriptor& d) {
          d.components.push_back(&d.corpus);
          d.components.push_back(&d.corpus);
        }) == "OPH-HOST-4");
  Descriptor twice;
  twice.components.push_back(&twice.scenario);
  CHECK(name(look(twice).violations.at(0).error) == "DuplicateScenarioNameError");
  // The same name under another kind is another component.
  CHECK(spoilt([](Descriptor& d) { d.substrate.name = text("test-corpus"); }).empty());
}

TEST_CASE("tables: floors, required and coupled slots") {
  CHECK(spoilt([](Descriptor& d) { d.auditor_table.struct_size = OPH_AUDITOR_FLOOR - 1; }) == "OPH-ABI-2");
  CHECK(spoilt([](Descriptor& d) { d.substrate_table.struct_size = 8; }) == "OPH-ABI-2");
  CHECK(spoilt([](Descriptor& d) {
          d.substrate_table = oph_substrate_t{};
          d.substrate_table.struct_size = OPH_SUBSTRATE_FLOOR;
        }) == "OPH-ABI-5 OPH-ABI-5 OPH-ABI-5 OPH-ABI-5 OPH-ABI-5 OPH-ABI-5");
  CHECK(spoilt([](Descriptor& d) { d.auditor_table.version = nullptr; }) == "OPH-ABI-5");
  CHECK(spoilt([](Descriptor& d) { d.corpus_table.destroy = nullptr; }) == "OPH-ABI-5");
  CHECK(spoilt([](Descriptor& d) { ophamin::test::detail::nothing(d.pillar_table.update); }) == "OPH-ABI-5");
  CHECK(spoilt([](Descriptor& d) { ophamin::test::detail::nothing(d.scenario_table.select_end); }) == "OPH-ABI-5");
  CHECK(spoilt([](Descriptor& d) {
          ophamin::test::detail::nothing(d.scenario_table.select);
          ophamin::test::detail::nothing(d.scenario_table.select_end);
        }).empty());
  CHECK(spoilt([](Descriptor& d) { d.substrate_table.cycle_schema = text("{}"); }) == "OPH-ABI-12");
}

TEST_CASE("roles of a pillar") {
  CHECK(spoilt([](Descriptor& d) { d.pillar_table.role_count = 0; }) == "OPH-ABI-4");
  CHECK(spoilt([](Descriptor& d) { d.pillar_table.role_count = 1u << 30; }) == "OPH-ABI-4");
  CHECK(spoilt([](Descriptor& d) { d.pillar_table.roles = nullptr; }) == "OPH-ABI-4");
  CHECK(spoilt([](Descriptor& d) { d.roles[1].name = text("value"); }) == "OPH-ABI-4");
  CHECK(spoilt([](Descriptor& d) { d.roles[1].name = text(""); }) == "OPH-ABI-4");
  CHECK(spoilt([](Descriptor& d) { d.roles[0].types = 0; }) == "OPH-ABI-4");
  CHECK(spoilt([](Descriptor& d) { d.roles[0].types = OPH_TYPE_BIT(OPH_OBJECT); }) == "OPH-ABI-4");
  CHECK(spoilt([](Descriptor& d) { d.roles[0].arity = 5; }) == "OPH-ABI-4");
  CHECK(spoilt([](Descriptor& d) { d.roles[0].arity = OPH_ROLE_ANY; }).empty());
}

TEST_CASE("boot numbers") {
  const auto fine = [](std::uint32_t number) { return check_boot_number(number, "/x").empty(); };
  CHECK(fine(OPH_ABI_VERSION));
  CHECK(fine(OPH_ABI_MAJOR << 16));  // the first minor loads for ever
  CHECK(!fine(OPH_ABI_VERSION + 1));
  CHECK(!fine((OPH_ABI_MAJOR + 1) << 16));
  CHECK(!fine(0));
  CHECK(!fine(0xFFFFFFFFu));
  CHECK(check_boot_number(0, "/x").at(0).mend.find("rebuild") != std::string::npos);
  CHECK(check_boot_number(0xFFFFFFFFu, "/x").at(0).mend.find("newer host") != std::string::npos);
}
