// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fstream>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/keys/author.hpp>
#include <support/temporary_directory.hpp>
#include <unistd.h>

#include "environment.hpp"

using namespace ophamin;
using namespace ophamin::keys;
using test::Variable;

namespace {

// git reads this file alone, in a folder that belongs to no repository.
struct GitWorld {
  explicit GitWorld(const std::string& configuration) {
    std::ofstream(folder / "config") << configuration;
    before = std::filesystem::current_path();
    std::filesystem::current_path(folder.path());
  }
  ~GitWorld() { std::filesystem::current_path(before); }
  test::TemporaryDirectory folder;
  std::filesystem::path before;
  Variable global{"GIT_CONFIG_GLOBAL", (folder / "config").string()};
  Variable system{"GIT_CONFIG_SYSTEM", "/dev/null"};
  Variable ceiling{"GIT_CEILING_DIRECTORIES", folder.path().parent_path().string()};
  Variable author{"OPHAMIN_AUTHOR", std::nullopt};
};

}  // namespace

TEST_CASE("an author is trimmed, and is somebody") {
  CHECK(checked_author(" alice@example.org\n") == "alice@example.org");
  CHECK(checked_author("Ana Mar\u00EDa") == "Ana Mar\u00EDa");
  CHECK(checked_author("\u2003\u00A0x\u00A0y\u3000") == "x\u00A0y");
  for (const char* text : {"", " ", "\t\n", "\u2003\u00A0", "\xff", "a\xff"}) {
    try {
      (void)checked_author(text);
      FAIL("no error for " << text);
    } catch (const diagnostics::Error& error) {
      CHECK(error.code() == diagnostics::ErrorCode::kAuthorInvalid);
    }
  }
}

TEST_CASE("the file of an author has letters and digits of all scripts, and nothing that leads elsewhere") {
  CHECK(author_file_stem("alice") == "alice");
  CHECK(author_file_stem(" alice@example.org ") == "alice_example.org");
  CHECK(author_file_stem("A-b_c.9") == "A-b_c.9");
  CHECK(author_file_stem("Ana Mar\u00EDa \u5B57\u0416\u0663") == "Ana_Mar\u00EDa_\u5B57\u0416\u0663");
  CHECK(author_file_stem("../../etc/passwd") == ".._.._etc_passwd");
  CHECK(author_file_stem(std::string("a\0b\x01\x7f", 5)) == "a_b__");
  CHECK(author_file_stem("a\U0001F680\u2028b") == "a__b");
  CHECK(author_file_stem("a\xff\xfe") == "a__");
}

TEST_CASE("who attests when nobody is named") {
  const Variable login("LOGNAME", "login");
  {
    const GitWorld git("[user]\nname = Ana Mar\u00EDa\nemail = ana@example.org\n");
    CHECK(default_author() == "ana@example.org");
    const Variable author("OPHAMIN_AUTHOR", " bob ");
    CHECK(default_author() == "bob");
    const Variable blank("OPHAMIN_AUTHOR", "  ");
    CHECK(default_author() == "ana@example.org");
  }
  {
    const GitWorld git("[user]\nname = Ana Mar\u00EDa\n");
    CHECK(default_author() == "Ana Mar\u00EDa");
  }
  {
    const GitWorld git("");
    CHECK(default_author() == "login");
    const Variable none("LOGNAME", std::nullopt), user("USER", "user");
    CHECK(default_author() == "user");
  }
  {
    const GitWorld git("[user\n");  // git refuses it
    CHECK(default_author() == "login");
    const Variable no_git("PATH", "/nowhere");
    CHECK(default_author() == "login");
  }
}
