// SPDX-License-Identifier: Apache-2.0
#include "reference.hpp"

#include <fstream>
#include <iterator>

#include <doctest/doctest.h>

#include <ophamin/diagnostics/catalogue.hpp>
#include <support/paths.hpp>

#include "call.hpp"

using ophamin::test::call;
using ophamin::test::contains;

namespace {

std::string page(const std::string& name) {
  std::ifstream file(ophamin::test::project_root() / "docs" / name, std::ios::binary);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("docs/exit-codes.md is what the program writes") {
  const auto called = call({"reference", "exit-codes"});
  CHECK(called.code == 0);
  CHECK_MESSAGE(called.out == page("exit-codes.md"), "write it again: ophamin-host reference exit-codes > docs/exit-codes.md");
  for (const auto& entry : ophamin::diagnostics::catalogue())
    CHECK(contains(called.out, "| " + ophamin::diagnostics::error_id(entry.code) + " | " + std::string(entry.name) + " |"));
}

TEST_CASE("docs/cli.md is what the program writes") {
  const auto called = call({"reference", "cli"});
  CHECK(called.code == 0);
  CHECK_MESSAGE(called.out == page("cli.md"), "write it again: ophamin-host reference cli > docs/cli.md");
  for (const char* command : {"run", "check", "plugin lock", "pillar compute", "corpus show", "corpus verify", "proof validate", "record sign", "completion"})
    CHECK(contains(called.out, std::string("\n## ophamin-host ") + command + "\n"));
  CHECK_FALSE(contains(called.out, "## ophamin-host worker"));
}

TEST_CASE("a page that there is not is refused") { CHECK(call({"reference", "poems"}).code == 2); }
