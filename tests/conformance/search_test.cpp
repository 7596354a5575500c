// SPDX-License-Identifier: Apache-2.0
// OPH-HOST-1: places, permissions and the trace; files that are no plugins.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>

#include "conformance/plugin_folder.hpp"

using namespace ophamin;
using namespace ophamin::registry;
using std::filesystem::perms;
using test::PluginFolder;

namespace {

bool traced(const std::vector<std::string>& trace, std::string_view part) {
  return std::any_of(trace.begin(), trace.end(),
                     [part](const std::string& line) { return line.find(part) != std::string::npos; });
}

void check_only(const LoadReport& report, std::string_view rule, std::string_view error, const std::filesystem::path& file) {
  REQUIRE_MESSAGE(report.violations.size() == 1, to_text(report.violations));
  CHECK(report.violations[0].rule == rule);
  CHECK(name(report.violations[0].error) == error);
  CHECK(report.violations[0].file == file);
}

}  // namespace

TEST_CASE("a file that everybody may write is refused; its neighbour is not") {
  PluginFolder folder;
  folder.add("good");
  const auto file = std::filesystem::canonical(folder.add("newer_structs"));
  std::filesystem::permissions(file, perms::others_write, std::filesystem::perm_options::add);
  const LoadReport report = folder.load();
  check_only(report, "OPH-HOST-1", "PluginPolicyError", file);
  CHECK(test::has_good(report.registry));
}

TEST_CASE("a plugin folder that everybody may write is refused, sticky or not") {
  for (const perms sticky : {perms::none, perms::sticky_bit}) {
    PluginFolder open, closed;
    open.add("newer_structs");
    closed.add("good");
    std::filesystem::permissions(open.path(), perms::all | sticky);
    SearchOptions where = open.search();
    where.manifest = {closed.path()};
    const LoadReport report = load(where, {.prober = test::prober()});
    check_only(report, "OPH-HOST-1", "PluginPolicyError", std::filesystem::canonical(open.path()));
    CHECK(test::has_good(report.registry));
    CHECK(report.registry.plugins().size() == 1);
  }
}

TEST_CASE("a folder above may be open to everybody only if it is sticky") {
  PluginFolder folder;
  const auto inner = folder.path() / "plugins";
  std::filesystem::create_directory(inner);
  std::filesystem::permissions(inner, perms::owner_all);
  std::filesystem::copy_file(test::fixture_file("good"), inner / "good.so");
  SearchOptions where;
  where.command_line = {inner};
  std::filesystem::permissions(folder.path(), perms::all);
  check_only(load(where, {.prober = test::prober()}), "OPH-HOST-1", "PluginPolicyError",
             std::filesystem::canonical(folder.path()));
  std::filesystem::permissions(folder.path(), perms::all | perms::sticky_bit);
  CHECK(load(where, {.prober = test::prober()}).violations.empty());
}

TEST_CASE("one file named by itself may lie in a sticky folder") {
  PluginFolder folder;
  const auto file = folder.add("good");
  std::filesystem::permissions(folder.path(), perms::all | perms::sticky_bit);
  CHECK(check_permissions(file).empty());
  std::filesystem::permissions(folder.path(), perms::all);
  CHECK(check_permissions(file).size() == 1);
}

TEST_CASE("places come in order, each with its rank and name, and the first hit wins") {
  PluginFolder first, second, third, fourth;
  second.add("good");
  third.add("newer_structs");
  fourth.add("twin_first");
  const SearchOptions where{.command_line = {first.path()},
                            .manifest = {second.path()},
                            .environment = third.path().string() + "::relative:" + second.path().string(),
                            .installed = fourth.path()};
  const SearchResult result = search(where);
  CHECK(result.violations.empty());
  REQUIRE(result.candidates.size() == 3);
  CHECK(result.candidates[0].file.filename() == "good.so");
  CHECK(name(result.candidates[0].origin) == "manifest");
  CHECK(result.candidates[0].position == 2);
  CHECK(name(result.candidates[1].origin) == "OPHAMIN_PLUGIN_PATH");
  CHECK(result.candidates[1].position == 3);
  CHECK(name(result.candidates[2].origin) == "installed");
  CHECK(result.candidates[2].position == 5);
  CHECK(traced(result.trace, "empty"));
  CHECK(traced(result.trace, "an empty item would mean the current folder"));
  CHECK(traced(result.trace, "'relative': ignored, not an absolute path"));
  CHECK(traced(result.trace, "searched before"));
}

TEST_CASE("a privileged process ignores the environment and says so") {
  PluginFolder folder;
  folder.add("good");
  SearchOptions where;
  where.environment = folder.path().string();
  where.privileged = true;
  const SearchResult result = search(where);
  CHECK(result.candidates.empty());
  CHECK(traced(result.trace, "ignored, this process is privileged"));
}

TEST_CASE("a named place that is not there is a violation; an unnamed one is a line in the trace") {
  SearchOptions named;
  named.command_line = {"/nonexistent/plugins"};
  named.manifest = {"plugins"};
  const SearchResult result = search(named);
  REQUIRE(result.violations.size() == 2);
  for (const Violation& violation : result.violations) {
    CHECK(violation.rule == "OPH-HOST-1");
    CHECK(name(violation.error) == "PluginLoadError");
  }
  SearchOptions unnamed;
  unnamed.environment = "/nonexistent/plugins";
  unnamed.installed = "/nonexistent/installed";
  CHECK(search(unnamed).violations.empty());
  CHECK(search(unnamed).trace.size() == 2);
}

TEST_CASE("files that are no shared objects are refused, others are not looked at") {
  PluginFolder folder;
  folder.add("good");
  const auto text = folder.path() / "readme.so";
  std::ofstream(text) << "this is no shared object\n";
  std::ofstream(folder.path() / "notes.txt") << "nor is this\n";
  const LoadReport report = folder.load();
  check_only(report, "OPH-HOST-2", "PluginLoadError", std::filesystem::canonical(text));
  CHECK(test::has_good(report.registry));
  CHECK(traced(report.trace, "notes.txt: not a plugin"));
}

TEST_CASE("a truncated plugin is refused before it is loaded") {
  PluginFolder folder;
  folder.add("good");
  const auto file = std::filesystem::canonical(folder.add("newer_structs"));
  const auto size = std::filesystem::file_size(file);
  for (const auto kept : {std::uintmax_t{0}, std::uintmax_t{3}, std::uintmax_t{20}, std::uintmax_t{64}, size / 8, size / 4}) {
    CAPTURE(kept);
    std::filesystem::resize_file(file, kept);
    const LoadReport report = folder.load();
    check_only(report, "OPH-HOST-2", "PluginLoadError", file);
    CHECK(test::has_good(report.registry));
  }
}
