// SPDX-License-Identifier: Apache-2.0
#include <set>

#include <doctest/doctest.h>
#include <ophamin/diagnostics/catalogue.hpp>
#include <ophamin/diagnostics/diagnostic.hpp>

using namespace ophamin::diagnostics;

TEST_CASE("every entry of the catalogue describes itself") {
  std::set<std::string_view> names;
  for (const CatalogueEntry& entry : catalogue()) {
    CAPTURE(entry.name);
    CHECK(&describe(entry.code) == &entry);
    CHECK(find_code(entry.name) == entry.code);
    CHECK(names.insert(entry.name).second);
    CHECK(entry.sentence.ends_with('.'));
    CHECK(error_id(entry.code).size() == 7);
  }
  CHECK(catalogue().size() > 40);
}

TEST_CASE("the group of a number decides the exit code") {
  for (const CatalogueEntry& entry : catalogue()) {
    CAPTURE(entry.name);
    const int group = static_cast<int>(entry.code) / 100;
    if (group == 1) CHECK(entry.exit_code == 2);
    if (group == 2) CHECK(entry.exit_code == 3);
    if (group == 3) CHECK((entry.exit_code == 1 || entry.exit_code == 2));
    if (group >= 4) CHECK(entry.exit_code == 1);
  }
}

TEST_CASE("the names that users of the reference know are there") {
  for (const char* name : {"DuplicatePluginError", "PluginProtocolViolationError", "DuplicateScenarioNameError",
                           "ScenarioNameNotOverriddenError", "ScenarioMetadataMissingError", "NonUniformComputeError",
                           "PluginLoadError", "PluginPolicyError"}) {
    CAPTURE(name);
    REQUIRE(find_code(name));
    CHECK(describe(*find_code(name)).exit_code == 3);
  }
}

TEST_CASE("a number that is no code is an internal error") {
  CHECK(describe(static_cast<ErrorCode>(65000)).code == ErrorCode::kInternalError);
  CHECK_FALSE(find_code("NoSuchName"));
}

TEST_CASE("a list ends with the highest exit code of its errors") {
  const Diagnostic usage{.code = ErrorCode::kUnknownKey, .message = "a"};
  const Diagnostic plugin{.code = ErrorCode::kPluginLoadError, .message = "b"};
  const Diagnostic shard{.code = ErrorCode::kShardCrashed, .message = "c"};
  Diagnostic warning = plugin;
  warning.severity = Severity::kWarning;
  CHECK(exit_code({}) == 0);
  CHECK(exit_code(std::vector{warning}) == 0);
  CHECK(exit_code(std::vector{shard, warning}) == 1);
  CHECK(exit_code(std::vector{usage, shard}) == 2);
  CHECK(Error(std::vector{shard, plugin, usage}).exit_code() == 3);
}
