// SPDX-License-Identifier: Apache-2.0
#include "completion.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <set>

#include <doctest/doctest.h>

#include <support/temporary_directory.hpp>

#include "call.hpp"

using ophamin::test::call;
using ophamin::test::contains;

namespace {

/// What bash offers after `words`, the last of which is being typed.
std::set<std::string> offered(const std::string& words) {
  const ophamin::test::TemporaryDirectory folder;
  std::ofstream(folder / "script") << call({"completion", "bash"}).out
                                   << "\nophamin-host() { echo first.pillar; echo second.pillar; }\nCOMP_WORDS=(" << words
                                   << ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_ophamin_host\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
  const std::string command = "bash --norc '" + (folder / "script").string() + "' 2>&1";
  struct Close {
    void operator()(std::FILE* file) const { ::pclose(file); }
  };
  const std::unique_ptr<std::FILE, Close> output(::popen(command.c_str(), "r"));
  REQUIRE(output);
  std::set<std::string> found;
  std::array<char, 512> line{};
  while (std::fgets(line.data(), static_cast<int>(line.size()), output.get()) != nullptr) {
    std::string text = line.data();
    if (!text.empty() && text.back() == '\n') text.pop_back();
    found.insert(text);
  }
  return found;
}

}  // namespace

TEST_CASE("bash completes commands, options and values") {
  CHECK(offered("ophamin-host p") == std::set<std::string>{"pillar", "plugin", "proof"});
  CHECK(offered("ophamin-host pillar ''") == std::set<std::string>{"list", "show", "compute"});
  CHECK(offered("ophamin-host run --re") == std::set<std::string>{"--resume", "--retry-errored"});
  CHECK(offered("ophamin-host --no-color run --no-c") == std::set<std::string>{"--no-cache", "--no-color"});
  CHECK(offered("ophamin-host run --color a") == std::set<std::string>{"auto", "always"});
  CHECK(offered("ophamin-host pillar compute --format ''") == std::set<std::string>{"csv", "json"});
  CHECK(offered("ophamin-host completion z") == std::set<std::string>{"zsh"});
}

TEST_CASE("bash completes names as the program lists them") {
  CHECK(offered("ophamin-host pillar show f") == std::set<std::string>{"first.pillar"});
  CHECK(offered("ophamin-host pillar compute ''") == std::set<std::string>{"first.pillar", "second.pillar"});
}

TEST_CASE("zsh gets the same script through its own loader") {
  const auto zsh = call({"completion", "zsh"});
  CHECK(zsh.code == 0);
  CHECK(contains(zsh.out, "bashcompinit"));
  CHECK(contains(zsh.out, call({"completion", "bash"}).out));
  CHECK(call({"completion", "fish"}).code == 2);
}
