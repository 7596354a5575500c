// SPDX-License-Identifier: Apache-2.0
//
// docs/guide/lineage.md shows the schema that is compiled in.
#include <fstream>
#include <iterator>
#include <string>

#include <doctest/doctest.h>

#include <support/paths.hpp>

#include "schema.hpp"

using namespace ophamin;

TEST_CASE("the guide shows the schema as it is") {
  std::ifstream file(test::project_root() / "docs" / "guide" / "lineage.md", std::ios::binary);
  REQUIRE(file.good());
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  for (const auto step : lineage::schema_steps()) {
    CHECK_MESSAGE(page.find("```sql\n" + std::string(step) + "```\n") != std::string::npos,
                  "put this into docs/guide/lineage.md, in a block of sql:\n", std::string(step));
  }
}
