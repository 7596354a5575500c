// SPDX-License-Identifier: Apache-2.0
// For every wrong plugin: exactly its rule and no other, and the good neighbour in the same folder still loads.
#include <doctest/doctest.h>

#include <ophamin/registry/rules.hpp>

#include "conformance/fixture_table.hpp"
#include "conformance/plugin_folder.hpp"

using namespace ophamin;
using namespace ophamin::registry;
using test::PluginFolder;

TEST_CASE("every wrong plugin is named by its rule, and by no other") {
  for (const test::Fixture& fixture : test::fixtures()) {
    const std::string fixture_name(fixture.name);
    CAPTURE(fixture_name);
    PluginFolder folder;
    folder.add("good");
    const std::filesystem::path file = std::filesystem::canonical(folder.add(fixture.name));
    LoadOptions options;
    options.prober = test::prober(fixture.name == "hang_in_entry" ? std::chrono::milliseconds(1500)
                                                                  : std::chrono::milliseconds(20'000));
    const LoadReport report = folder.load(options);

    const std::string text = to_text(report.violations);
    CAPTURE(text);
    REQUIRE(report.violations.size() == 1);
    const Violation& violation = report.violations.front();
    CHECK(violation.rule == fixture.rule);
    CHECK(name(violation.error) == name(fixture.error));
    CHECK(violation.file == file);
    CHECK(violation.component == fixture.component);
    CHECK(violation.found.find(fixture.says) != std::string::npos);
    CHECK(!violation.expected.empty());
    CHECK(!violation.mend.empty());
    CHECK(find_rule(violation.rule) != nullptr);
    CHECK(report.failed());
    CHECK(test::has_good(report.registry));
    CHECK(report.registry.plugins().size() == 1);
  }
}

TEST_CASE("the same faults are found without a probe where nothing has to run") {
  // A worker that was handed a trusted file makes the same checks of symbols and descriptor in its own process.
  for (const test::Fixture& fixture : test::fixtures()) {
    const bool needs_child = fixture.rule == "OPH-ABI-10" || fixture.says.starts_with("SIGSEGV") || fixture.name == "hang_in_entry";
    if (needs_child) continue;
    const std::string fixture_name(fixture.name);
    CAPTURE(fixture_name);
    PluginFolder folder;
    const std::filesystem::path file = folder.add(fixture.name);
    const TrustedFile trusted[] = {{file, {}}};
    const LoadReport report = load_trusted(trusted);
    const std::string text = to_text(report.violations);
    CAPTURE(text);
    REQUIRE(report.violations.size() == 1);
    CHECK(report.violations.front().rule == fixture.rule);
    CHECK(name(report.violations.front().error) == name(fixture.error));
    CHECK(report.registry.plugins().empty());
  }
}

TEST_CASE("structs of a newer minor load, read as far as this host knows them") {
  PluginFolder folder;
  folder.add("newer_structs");
  const LoadReport report = folder.load();
  CHECK_MESSAGE(report.violations.empty(), to_text(report.violations));
  const Component& pillar = report.registry.get(OPH_PILLAR, "fixture.newer-structs");
  CHECK(pillar.pillar().struct_size == OPH_SIZEOF(oph_pillar_t, finish));
  CHECK(bool(pillar.pillar().compute));
  CHECK(bool(pillar.pillar().finish));
  CHECK(!report.registry.get(OPH_SCENARIO, "is-it-newer-structs").scenario().drive);
}

TEST_CASE("a good plugin is registered with everything that its descriptor says") {
  PluginFolder folder;
  const auto file = std::filesystem::canonical(folder.add("good"));
  const LoadReport report = folder.load();
  CHECK_MESSAGE(report.violations.empty(), to_text(report.violations));
  CHECK(!report.failed());
  const Component& pillar = report.registry.get(OPH_PILLAR, "fixture.good");
  CHECK(pillar.deterministic());
  CHECK(pillar.meta("library") == "fixture");
  CHECK(pillar.meta("citation").empty());
  CHECK(pillar.summary == "the mean of a column");
  REQUIRE(pillar.roles.size() == 1);
  CHECK(pillar.roles[0].name == "value");
  CHECK(pillar.roles[0].help == "what is averaged");
  REQUIRE(pillar.plugin != nullptr);
  CHECK(pillar.plugin->id == "fixture.good");
  CHECK(pillar.plugin->path == file);
  CHECK(pillar.plugin->sha256.size() == 64);
  CHECK(pillar.plugin->abi_major == OPH_ABI_MAJOR);
  CHECK(pillar.plugin->position == 1);
  CHECK(pillar.plugin->origin == "--plugins");
  CHECK(report.registry.components(*pillar.plugin).size() == 2);
}

TEST_CASE("found but refused is never reported as not found") {
  PluginFolder folder;
  folder.add("good");
  folder.add("missing_slot");
  folder.add("crash_in_entry");
  const LoadReport report = folder.load();
  try {
    report.registry.get(OPH_PILLAR, "fixture.missing-slot");
    FAIL("it was refused");
  } catch (const RegistryMiss& miss) {
    CHECK(miss.refused());
    REQUIRE(miss.violations().size() == 1);
    CHECK(miss.violations()[0].rule == "OPH-ABI-5");
    CHECK(std::string(miss.what()).find("found, but refused") != std::string::npos);
  }
  try {
    report.registry.get(OPH_PILLAR, "fixture.godo");
    FAIL("there is no such pillar");
  } catch (const RegistryMiss& miss) {
    CHECK(!miss.refused());
    CHECK(miss.near() == std::vector<std::string>{"fixture.good"});
    CHECK(miss.unread_files() == 1);  // the one that crashed may have offered it
    CHECK(std::string(miss.what()).find("did you mean fixture.good?") != std::string::npos);
  }
}

TEST_CASE("an optional plugin that is refused does not fail the load; a required one that is missing does") {
  PluginFolder folder;
  folder.add("good");
  folder.add("missing_slot");
  for (const std::string& name : {std::string("missing_slot.so"), std::string("fixture.missing-slot")}) {
    LoadOptions options;
    options.optional = {name};
    const LoadReport report = folder.load(options);
    REQUIRE(report.violations.size() == 1);
    CHECK(report.violations[0].optional);
    CHECK(!report.failed());
  }
  LoadOptions options;
  options.optional = {"missing_slot.so"};
  options.required = {"fixture.good", "fixture.absent"};
  const LoadReport report = folder.load(options);
  REQUIRE(report.violations.size() == 2);
  CHECK(report.violations[1].rule == "OPH-HOST-5");
  CHECK(report.violations[1].expected.find("fixture.absent") != std::string::npos);
  CHECK(report.failed());
}

TEST_CASE("check_file says everything of one file") {
  PluginFolder folder;
  CHECK(check_file(folder.add("good"), test::prober()).violations.empty());
  CHECK(check_file(folder.add("no_tier"), test::prober()).violations.at(0).rule == "OPH-ABI-4");
}
