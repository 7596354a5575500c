// SPDX-License-Identifier: Apache-2.0
#include "substrates_page.hpp"

#include <fstream>
#include <iterator>

#include <doctest/doctest.h>

#include <ophamin/registry/load.hpp>
#include <support/paths.hpp>

using namespace ophamin;

TEST_CASE("the guide has the table of parameters of each substrate that ships") {
  std::ifstream file(test::project_root() / "docs/guide/substrates.md", std::ios::binary);
  REQUIRE(file);
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  registry::SearchOptions where;
  where.command_line = {test::shipped_plugins()};
  const auto loaded = registry::load(where, {});
  CHECK(loaded.violations.empty());
  const auto substrates = loaded.registry.list(OPH_SUBSTRATE);
  REQUIRE(substrates.size() >= 6);
  for (const auto* substrate : substrates) {
    CAPTURE(substrate->name);
    CHECK(page.find("\n## " + substrate->name + "\n") != std::string::npos);
    const auto table = cli::parameter_table(substrate->parameters_schema);
    CHECK_MESSAGE(page.find(table) != std::string::npos, "take it from: ophamin-host reference substrates");
  }
}

TEST_CASE("a table keeps its cells apart") {
  const auto table = cli::parameter_table(R"({"type": "object", "properties": {
      "a": {"type": "string", "description": "one|two", "enum": ["x", "y"], "default": "x"},
      "b": {"type": "integer", "description": "c", "minimum": 1}}, "required": ["b"]})");
  CHECK(table ==
        "| parameter | is | says |\n"
        "| --- | --- | --- |\n"
        "| `a` | string; one of \"x\", \"y\"; default `\"x\"` | one\\|two |\n"
        "| `b` | integer; at least 1; **required** | c |\n");
}
