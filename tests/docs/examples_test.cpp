// SPDX-License-Identifier: Apache-2.0
//
// The examples of the guide are the templates that the program writes out, and its commands run them.
#include <array>
#include <fstream>
#include <iterator>
#include <string>

#include <doctest/doctest.h>

#include <support/paths.hpp>

#include "page.hpp"

namespace ophamin::test {

TEST_CASE("the programs in the guide are the templates, word for word") {
  struct Example {
    const char* language;
    const char* file;
  };
  constexpr std::array<Example, 3> kExamples{{{"python", "model_python.py"}, {"shell", "model_shell.sh"}, {"cpp", "model_cpp.cpp"}}};
  const Page page = read_page(project_root() / "docs/guide/substrate-process.md");
  for (const auto& example : kExamples) {
    CAPTURE(example.file);
    std::ifstream stream(project_root() / "plugins/substrates/process/templates" / example.file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    REQUIRE_FALSE(text.empty());
    std::size_t blocks = 0;
    for (const auto& block : page.blocks) {
      if (block.language != example.language) continue;
      ++blocks;
      std::string shown;
      for (const auto& line : block.lines) shown += line + "\n";
      CHECK(shown == text);
    }
    CHECK(blocks == 1);
  }
}

}  // namespace ophamin::test
