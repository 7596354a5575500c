// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <doctest/doctest.h>

#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>

#include "campaign_kit.hpp"
#include "output_folder.hpp"

using namespace ophamin;
using campaign::OutputFolder;
using diagnostics::ErrorCode;
namespace fs = std::filesystem;

namespace {

struct FolderKit : test::CampaignKit {
  OutputFolder open(bool resume, const campaign::Plan& which) {
    return OutputFolder(request.out, which, *request.registry, resume, "0123456789ab-1-89abcdef", observer);
  }
  OutputFolder open(bool resume = false) { return open(resume, plan); }
};

}  // namespace

TEST_CASE("a folder is made with its plan, and resumed as the same campaign") {
  FolderKit kit;
  kit.request.out = kit.folder / "deep" / "er" / "out";
  std::string started;
  {
    const auto folder = kit.open();
    started = folder.started_at();
    CHECK(fs::exists(kit.request.out / "plan.json"));
    CHECK(folder.path() == kit.request.out);
  }
  CHECK_FALSE(fs::exists(kit.folder / "deep" / "er" / ".out.lock"));
  CHECK(kit.open(true).started_at() == started);
  CHECK(kit.observer.notes.empty());
}

TEST_CASE("a folder is held by one at a time") {
  FolderKit kit;
  std::optional<OutputFolder> held;
  held.emplace(kit.request.out, kit.plan, *kit.request.registry, false, "0123456789ab-1-89abcdef", kit.observer);
  test::check_error(ErrorCode::kDirectoryUnwritable, "another host runs a campaign in", [&] { (void)kit.open(); });
  test::check_error(ErrorCode::kDirectoryUnwritable, "another host runs a campaign in", [&] { (void)kit.open(true); });
  kit.request.out += "/";
  test::check_error(ErrorCode::kDirectoryUnwritable, "another host runs a campaign in", [&] { (void)kit.open(true); });
  held.reset();
  (void)kit.open(true);
  // A folder that could not be taken is let go of.
  kit.request.out = kit.folder / "none";
  test::check_error(ErrorCode::kResumeMismatch, "there is no campaign to resume", [&] { (void)kit.open(true); });
  (void)kit.open();
}

TEST_CASE("only the same campaign is resumed") {
  FolderKit kit;
  (void)kit.open();
  const auto other = campaign::build_plan(test::small_manifest("8"));
  test::check_error(ErrorCode::kResumeMismatch, "", [&] { (void)kit.open(true, other); });
  auto stored = records::load_json(kit.request.out / "plan.json");
  stored.as_object().find("plugins")->as_object().set("test.corpora", records::Json("another digest"));
  std::ofstream(kit.request.out / "plan.json") << records::pretty(stored);
  test::check_error(ErrorCode::kResumeMismatch, "the plugins are not those", [&] { (void)kit.open(true); });
  std::ofstream(kit.request.out / "plan.json") << "{}";
  test::check_error(ErrorCode::kResumeMismatch, "the campaign's plan cannot be read", [&] { (void)kit.open(true); });
  fs::remove(kit.request.out / "plan.json");
  std::ofstream(kit.request.out / "notes.txt") << "x";
  test::check_error(ErrorCode::kResumeMismatch, "a folder without it", [&] { (void)kit.open(true); });
}

TEST_CASE("what another campaign left is moved aside; what is none is left alone") {
  FolderKit kit;
  (void)kit.open();
  (void)kit.open();
  (void)kit.open();
  REQUIRE(kit.observer.notes.size() == 2);
  CHECK(kit.observer.notes[0].find("it holds an unfinished campaign") != std::string::npos);
  std::size_t aside = 0;
  for (const auto& entry : fs::directory_iterator(kit.folder.path())) aside += fs::exists(entry.path() / "plan.json") ? 1 : 0;
  CHECK(aside == 3);

  kit.request.out = kit.folder / "thesis";
  fs::create_directory(kit.request.out);
  (void)kit.open();  // an empty folder is as good as none
  kit.request.out = kit.folder / "other";
  fs::create_directory(kit.request.out);
  std::ofstream(kit.request.out / "chapter") << "1";
  test::check_error(ErrorCode::kDirectoryUnwritable, "not those of a campaign", [&] { (void)kit.open(); });
  CHECK(fs::exists(kit.request.out / "chapter"));
  kit.request.out = kit.request.out / "chapter";
  test::check_error(ErrorCode::kDirectoryUnwritable, "is no folder", [&] { (void)kit.open(); });
}

TEST_CASE("a start that was cut off before the plan was written is begun anew") {
  for (const bool resume : {false, true}) {
    FolderKit kit;
    fs::create_directory(kit.request.out);
    std::ofstream(kit.request.out / ".plan.json.12-0-ab.tmp") << "{";
    (void)kit.open(resume);
    CHECK(fs::exists(kit.request.out / "plan.json"));
    CHECK(kit.observer.notes.empty());
  }
}
