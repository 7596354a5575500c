// SPDX-License-Identifier: Apache-2.0
// OPH-HOST-4: who claims what, and the same thing twice.
#include <doctest/doctest.h>

#include <algorithm>

#include "conformance/plugin_folder.hpp"

using namespace ophamin;
using namespace ophamin::registry;
using test::PluginFolder;

namespace {

void check_pair(const char* first, const char* second, ErrorKind error, std::string_view component) {
  PluginFolder folder;
  folder.add("good");
  const auto a = std::filesystem::canonical(folder.add(first));
  const auto b = std::filesystem::canonical(folder.add(second));
  const LoadReport report = folder.load();
  const std::string text = to_text(report.violations);
  CAPTURE(text);
  REQUIRE(report.violations.size() == 2);
  CHECK(report.violations[0].file == a);
  CHECK(report.violations[1].file == b);
  for (const Violation& violation : report.violations) {
    CHECK(violation.rule == "OPH-HOST-4");
    CHECK(name(violation.error) == name(error));
    CHECK(violation.component == component);
    // Both files, versions and search positions, in each of them.
    CHECK(violation.found.find(a.string()) != std::string::npos);
    CHECK(violation.found.find(b.string()) != std::string::npos);
    CHECK(violation.found.find("1.0.0") != std::string::npos);
    CHECK(violation.found.find("search position 1") != std::string::npos);
  }
  CHECK(test::has_good(report.registry));
  CHECK(report.registry.plugins().size() == 1);
}

}  // namespace

TEST_CASE("a pillar that two files claim refuses both") {
  check_pair("claims_first", "claims_second", ErrorKind::kDuplicatePluginError, "pillar fixture.disputed");
}

TEST_CASE("a scenario that two files claim refuses both, under the scenarios' own name") {
  check_pair("asks_first", "asks_second", ErrorKind::kDuplicateScenarioNameError, "scenario is-it-disputed");
}

TEST_CASE("a plugin id that two different files carry refuses both") {
  check_pair("twin_first", "twin_second", ErrorKind::kDuplicatePluginError, "");
}

TEST_CASE("disputed names are found but refused") {
  PluginFolder folder;
  folder.add("claims_first");
  folder.add("claims_second");
  const LoadReport report = folder.load();
  CHECK(report.registry.find(OPH_PILLAR, "fixture.disputed") == nullptr);
  CHECK_THROWS_AS(report.registry.get(OPH_PILLAR, "fixture.disputed"), RegistryMiss);
  try {
    report.registry.get(OPH_PILLAR, "fixture.disputed");
  } catch (const RegistryMiss& miss) {
    CHECK(miss.violations().size() == 2);
  }
}

TEST_CASE("the manifest's choice settles a name: the other plugin yields just that") {
  PluginFolder folder;
  folder.add("claims_first");
  folder.add("claims_second");
  for (const char* winner : {"fixture.claims-first", "fixture.claims-second"}) {
    LoadOptions options;
    options.preferences = {{OPH_PILLAR, "fixture.disputed", winner}};
    const LoadReport report = folder.load(options);
    CHECK_MESSAGE(report.violations.empty(), to_text(report.violations));
    CHECK(report.registry.get(OPH_PILLAR, "fixture.disputed").plugin->id == winner);
    CHECK(report.registry.find(OPH_SCENARIO, "is-it-claims-first") != nullptr);
    CHECK(report.registry.find(OPH_SCENARIO, "is-it-claims-second") != nullptr);
    CHECK(report.registry.plugins().size() == 2);
  }
}

TEST_CASE("the manifest's choice of a file settles an id: the other file is not registered") {
  PluginFolder folder;
  folder.add("twin_first");
  const auto chosen = std::filesystem::canonical(folder.add("twin_second"));
  LoadOptions options;
  options.preferences = {{0, "fixture.twin", chosen.string()}};
  const LoadReport report = folder.load(options);
  CHECK_MESSAGE(report.violations.empty(), to_text(report.violations));
  REQUIRE(report.registry.plugins().size() == 1);
  CHECK(report.registry.plugins()[0]->version == "1.0.1");
  CHECK_THROWS_WITH_AS(report.registry.get(OPH_PILLAR, "fixture.twin-first"), doctest::Contains("the manifest chose"),
                       RegistryMiss);
}

TEST_CASE("a choice that names none of the claimants settles nothing") {
  PluginFolder folder;
  folder.add("claims_first");
  folder.add("claims_second");
  LoadOptions options;
  options.preferences = {{OPH_PILLAR, "fixture.disputed", "fixture.elsewhere"}};
  CHECK(folder.load(options).violations.size() == 2);
}

TEST_CASE("the same file twice is one plugin: by path, by link, by inode and by content") {
  PluginFolder folder;
  const auto file = folder.add("good");
  SearchOptions where = folder.search();
  where.command_line.push_back(file);
  where.command_line.push_back(folder.path());
  std::filesystem::create_symlink(file, folder.path() / "link.so");
  std::filesystem::create_hard_link(file, folder.path() / "hard.so");
  std::filesystem::copy_file(file, folder.path() / "zz_copy.so");
  LoadOptions options;
  options.prober = test::prober();
  const LoadReport report = load(where, options);
  CHECK_MESSAGE(report.violations.empty(), to_text(report.violations));
  REQUIRE(report.registry.plugins().size() == 1);
  CHECK(test::has_good(report.registry));
  const auto traced = [&](std::string_view part) {
    return std::any_of(report.trace.begin(), report.trace.end(),
                       [part](const std::string& line) { return line.find(part) != std::string::npos; });
  };
  CHECK(traced("the same file as"));
  CHECK(traced("the same bytes as"));
  CHECK(traced("searched before"));
}
