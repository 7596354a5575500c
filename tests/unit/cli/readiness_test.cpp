// SPDX-License-Identifier: Apache-2.0
#include <ophamin/campaign/readiness.hpp>

#include <doctest/doctest.h>

#include <ophamin/campaign/manifest_reader.hpp>

using namespace ophamin;

namespace {

constexpr std::string_view kManifest = R"([campaign]
name = "demo"
[substrate.system]
use = "box"
[corpus.data]
use = "pile"
[[scenario]]
use = "is-it-so"
)";

campaign::Manifest manifest() {
  auto reading = campaign::read_manifest_text(kManifest, "demo.toml");
  REQUIRE(reading.manifest);
  return *reading.manifest;
}

registry::ValidPlugin plugin(std::string id, std::vector<std::pair<oph_kind_t, std::string>> offers) {
  registry::ValidPlugin made;
  made.plugin.id = id;
  made.plugin.version = "1.0.0";
  made.plugin.path = "/plugins/" + id + ".so";
  made.plugin.sha256 = std::string(64, 'a');
  made.plugin.sha256.replace(0, id.size(), id);
  for (const auto& [kind, name] : offers) {
    registry::Component component;
    component.kind = kind;
    component.name = name;
    component.revision = 1;
    made.components.push_back(component);
  }
  return made;
}

registry::LoadReport loaded() {
  registry::LoadReport report;
  CHECK(report.registry.register_plugin(plugin("good", {{OPH_SUBSTRATE, "box"}, {OPH_CORPUS, "pile"}, {OPH_SCENARIO, "is-it-so"}})).empty());
  return report;
}

registry::Violation violation(std::string rule, std::string file) {
  return {.rule = std::move(rule), .error = registry::ErrorKind::kPluginPolicyError, .file = std::move(file), .expected = "good", .found = "bad", .mend = "mend it"};
}

}  // namespace

TEST_CASE("plugins without fault are no news") {
  const auto report = loaded();
  const auto readiness = campaign::check_readiness(manifest(), report, false);
  CHECK(readiness.errors.empty());
  CHECK(readiness.warnings.empty());
  CHECK(campaign::exit_code_with_plugins(0, report) == 0);
}

TEST_CASE("a refused plugin that nobody needs is a warning, and the exit code tells") {
  auto report = loaded();
  report.violations.push_back(violation("OPH-ABI-2", "/plugins/other.so"));
  const auto readiness = campaign::check_readiness(manifest(), report, false);
  CHECK(readiness.errors.empty());
  REQUIRE(readiness.warnings.size() == 1);
  CHECK(readiness.warnings[0].severity == diagnostics::Severity::kWarning);
  CHECK(readiness.warnings[0].place.file == "/plugins/other.so");
  CHECK(campaign::exit_code_with_plugins(0, report) == 3);
  CHECK(campaign::exit_code_with_plugins(1, report) == 1);
}

TEST_CASE("a refused plugin that is optional does not change the exit code") {
  auto report = loaded();
  report.violations.push_back(violation("OPH-HOST-5", "/plugins/other.so"));
  report.violations.back().optional = true;
  CHECK(campaign::check_readiness(manifest(), report, false).errors.empty());
  CHECK(campaign::exit_code_with_plugins(0, report) == 0);
}

TEST_CASE("a refused plugin that the manifest uses is an error, said once, at the line that uses it") {
  registry::LoadReport report;
  CHECK(report.registry.register_plugin(plugin("half", {{OPH_CORPUS, "pile"}, {OPH_SCENARIO, "is-it-so"}})).empty());
  const std::vector<std::pair<oph_kind_t, std::string>> claims{{OPH_SUBSTRATE, "box"}};
  report.violations.push_back(violation("OPH-ABI-2", "/plugins/box.so"));
  report.registry.note_refused(claims, report.violations);
  const auto readiness = campaign::check_readiness(manifest(), report, false);
  REQUIRE(readiness.errors.size() == 1);
  CHECK(readiness.errors[0].rule == "OPH-ABI-2");
  CHECK(readiness.errors[0].place.line == 4);
  CHECK(readiness.warnings.empty());
  CHECK(diagnostics::exit_code(readiness.errors) == 3);
}

TEST_CASE("a lock that does not hold stops a locked campaign, and warns any other") {
  auto report = loaded();
  report.violations.push_back(violation("OPH-HOST-9", "plugins.lock"));
  CHECK(campaign::check_readiness(manifest(), report, false).warnings.size() == 1);
  const auto locked = campaign::check_readiness(manifest(), report, true);
  CHECK(locked.warnings.empty());
  REQUIRE(locked.errors.size() == 1);
  CHECK(diagnostics::exit_code(locked.errors) == 3);
}

TEST_CASE("a plugin that is required and missing is an error") {
  auto report = loaded();
  report.violations.push_back(violation("OPH-HOST-5", ""));
  CHECK(campaign::check_readiness(manifest(), report, false).errors.size() == 1);
}
