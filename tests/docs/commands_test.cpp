// SPDX-License-Identifier: Apache-2.0
//
// Runs what README and docs tell a reader to type. Each page gets a folder of its own that looks like a checkout; the
// `sh` blocks of a page run there one after the other, as one session would. Every command must end with 0.
//
// Commands that would build or test the project from within its own test do nothing here, but what they name must exist.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

#include <sys/wait.h>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <support/paths.hpp>
#include <support/temporary_directory.hpp>

#include "page.hpp"

namespace ophamin::test {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<fs::path> pages() {
  std::vector<fs::path> found{project_root() / "README.md"};
  for (const auto& entry : fs::recursive_directory_iterator(project_root() / "docs")) {
    // Help texts as the program prints them; their examples name files that no reader has.
    if (entry.path().extension() == ".md" && entry.path().filename() != "cli.md") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// What a fresh clone holds, without what was built or measured in this one.
void make_checkout(const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator(project_root())) {
    const auto name = entry.path().filename();
    if (name == "build" || name == "campaigns" || name == "runs" || name == ".git") continue;
    fs::copy(entry.path(), folder / name, fs::copy_options::recursive);
  }
  std::ofstream(folder / "bootstrap.sh") << "#!/bin/sh\ncase \"$1\" in build|test) ;; *) exec ophamin-host \"$@\" ;; esac\n";
  fs::permissions(folder / "bootstrap.sh", fs::perms::owner_all);
}

/// True if the line is for developers' builds, which a test of the build cannot start; checks that it names what is there.
bool checked_instead(const std::string& line) {
  static const std::regex kPreset("--preset[ =]([a-z]+)");
  static const std::regex kProgram("^build/[a-z]+/(bench|fuzz)/([a-z_]+)");
  static const std::regex kTest("^[A-Z_]+=1 build/tests/([a-z]+)_([a-z]+)");
  static const std::regex kScript("^tests/[a-z_/]+\\.py");
  std::smatch match;
  if (line.starts_with("cmake ") || line.starts_with("ctest ")) {
    const std::string presets = text_of(project_root() / "CMakePresets.json");
    for (auto at = line.cbegin(); std::regex_search(at, line.cend(), match, kPreset); at = match.suffix().first) {
      CHECK_MESSAGE(presets.find(fmt::format("\"name\": \"{}\"", match[1].str())) != std::string::npos, "no preset ", match[1].str());
    }
    return true;
  }
  if (std::regex_search(line, match, kProgram)) {
    const auto source = project_root() / "tests" / match[1].str() / (match[2].str() + ".cpp");
    CHECK_MESSAGE(fs::exists(source), source.string());
    return true;
  }
  if (std::regex_search(line, match, kTest) || std::regex_search(line, match, kScript)) {
    const auto source = project_root() / (match.size() == 1 ? match[0].str() : "tests/" + match[1].str() + "/" + match[2].str());
    CHECK_MESSAGE(fs::exists(source), source.string());
    return true;
  }
  return false;
}

std::string quoted(const std::string& text) { return "'" + text + "'"; }

/// Runs a block; its output if it does not end well.
std::string run(const fs::path& folder, const Block& block) {
  std::string script = "set -eu\n";
  for (const auto& line : block.lines) script += (checked_instead(line) ? ":" : line) + "\n";
  std::ofstream(folder / ".script") << script;
  const std::string command = fmt::format(
      "cd {0} && env -i HOME={0}/.home PATH={1}:/usr/bin:/bin LC_ALL=C.UTF-8 OPHAMIN_ATTEST=0 sh .script >.output 2>&1 </dev/null",
      quoted(folder.string()), quoted(host_program().parent_path().string()));
  const int status = std::system(command.c_str());
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return script + text_of(folder / ".output");
}

}  // namespace

TEST_CASE("commands stand in blocks that are run") {
  for (const auto& file : pages()) {
    const Page page = read_page(file);
    for (const auto line : page.loose_commands) {
      FAIL_CHECK(file.string(), ":", line, ": a command outside of a ```sh block is run by nobody");
    }
    if (file.filename() == "README.md") CHECK(!page.blocks.empty());
  }
}

TEST_CASE("every command of README and docs ends well") {
  std::size_t commands = 0;
  for (const auto& file : pages()) {
    const Page page = read_page(file);
    const TemporaryDirectory checkout;
    make_checkout(checkout.path());
    fs::create_directory(checkout / ".home");
    for (const auto& block : page.blocks) {
      if (block.language != "sh") continue;
      commands += block.lines.size();
      const std::string fault = run(checkout.path(), block);
      CHECK_MESSAGE(fault.empty(), file.string(), ":", block.line, "\n", fault);
    }
  }
  CHECK(commands >= 8);
}

TEST_CASE("the wrapper knows the two commands of the README") {
  const std::string script = text_of(project_root() / "bootstrap.sh");
  CHECK(script.find("  test)") != std::string::npos);
  CHECK(script.find("  build)") != std::string::npos);
  CHECK(text_of(project_root() / ".ci" / "run").find("./bootstrap.sh test") != std::string::npos);
}

}  // namespace ophamin::test
