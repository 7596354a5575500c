// SPDX-License-Identifier: Apache-2.0
// docs/abi.md says what the registry's tables say.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

#include <fmt/format.h>
#include <ophamin/registry/rules.hpp>
#include <support/paths.hpp>

#include "conformance/fixture_table.hpp"

using namespace ophamin;

namespace {

std::string page() {
  std::ifstream stream(ophamin::test::project_root() / "docs" / "abi.md", std::ios::binary);
  REQUIRE(stream.good());
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

TEST_CASE("the page opens with the rules, word for word and in order") {
  const std::string text = page();
  std::size_t at = 0;
  for (const registry::Rule& rule : registry::rules()) {
    const std::string line = fmt::format("| {} | {} |\n", rule.id, rule.sentence);
    CAPTURE(line);
    const std::size_t found = text.find(line);
    REQUIRE(found != std::string::npos);
    CHECK(found >= at);
    at = found;
  }
}

TEST_CASE("the page lists every wrong plugin with its rule and error") {
  const std::string text = page();
  for (const auto& table : {test::fixtures(), test::situations()}) {
    for (const test::Fixture& fixture : table) {
      const std::string line = fmt::format("| {} | {} | {} |\n", fixture.rule, registry::name(fixture.error), fixture.name);
      CAPTURE(line);
      CHECK(text.find(line) != std::string::npos);
    }
  }
}

TEST_CASE("the table of rules is complete and numbered") {
  REQUIRE(registry::rules().size() == 21);
  for (std::size_t i = 0; i < 21; ++i) {
    const std::string id = i < 12 ? fmt::format("OPH-ABI-{}", i + 1) : fmt::format("OPH-HOST-{}", i - 11);
    CHECK(registry::rules()[i].id == id);
    CHECK(registry::find_rule(id) == &registry::rules()[i]);
    CHECK(!registry::rules()[i].sentence.empty());
  }
  CHECK(registry::find_rule("OPH-ABI-13") == nullptr);
}
