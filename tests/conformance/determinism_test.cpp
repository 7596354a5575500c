// SPDX-License-Identifier: Apache-2.0
// OPH-HOST-8 and the half of OPH-ABI-9 that can be seen from outside.
#include <doctest/doctest.h>

#include <ophamin/registry/determinism.hpp>

#include "conformance/plugin_folder.hpp"

using namespace ophamin;
using namespace ophamin::registry;

namespace {

DeterminismResult check(const char* fixture, const std::string& pillar) {
  test::PluginFolder folder;
  folder.add(fixture);
  const LoadReport report = folder.load();
  REQUIRE_MESSAGE(report.violations.empty(), to_text(report.violations));
  return check_determinism(report.registry.get(OPH_PILLAR, pillar));
}

}  // namespace

TEST_CASE("a deterministic pillar passes") {
  const DeterminismResult result = check("good", "fixture.good");
  CHECK(result.checked);
  CHECK_MESSAGE(result.violations.empty(), to_text(result.violations));
  CHECK(result.note.find("240 rows") != std::string::npos);
}

TEST_CASE("a pillar that gives other numbers each time is caught") {
  const DeterminismResult result = check("nondeterministic", "fixture.nondeterministic");
  CHECK(result.checked);
  REQUIRE(result.violations.size() == 1);
  CHECK(result.violations[0].rule == "OPH-HOST-8");
  CHECK(result.violations[0].component == "pillar fixture.nondeterministic");
  CHECK(result.violations[0].expected != result.violations[0].found);
}

TEST_CASE("a pillar whose instances disturb each other is caught") {
  const DeterminismResult result = check("shared_state", "fixture.shared-state");
  CHECK(result.checked);
  REQUIRE(result.violations.size() == 1);
  CHECK(result.violations[0].rule == "OPH-ABI-9");
}

TEST_CASE("what cannot be checked says why") {
  test::PluginFolder folder;
  folder.add("good");
  const LoadReport report = folder.load();
  const DeterminismResult scenario = check_determinism(report.registry.get(OPH_SCENARIO, "is-it-good"));
  CHECK(!scenario.checked);
  CHECK(scenario.note.find("only pillars") != std::string::npos);
  Component careless = report.registry.get(OPH_PILLAR, "fixture.good");
  careless.flags = 0;
  CHECK(!check_determinism(careless).checked);
  const DeterminismResult wrong = check_determinism(report.registry.get(OPH_PILLAR, "fixture.good"), {{"level", "high"}});
  CHECK(!wrong.checked);
  CHECK(wrong.note.find("/level") != std::string::npos);
}
