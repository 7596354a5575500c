// SPDX-License-Identifier: Apache-2.0
//
// Whatever is wrong with the lineage store, it costs no result: the campaign goes on, and says what it could not note.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <string_view>
#include <thread>

#include <fmt/format.h>
#include <sqlite3.h>

#include <ophamin/lineage/store.hpp>
#include <ophamin/records/json_parser.hpp>

#include "host_run.hpp"

using ophamin::lineage::RunSummary;
using ophamin::lineage::Store;
using ophamin::test::Campaign;
using ophamin::test::has;
namespace fs = std::filesystem;
namespace records = ophamin::records;
using namespace std::chrono_literals;

namespace {

std::string manifest(int sleep_ms = 0, std::string_view rest = {}) {
  return fmt::format(R"(
[substrate.slow]
use = "misbehaving"
params = {{ sleep_ms = {} }}
[corpus.numbers]
use = "counted"
[[scenario]]
use = "mean-above"
n_cycles = 20
sweep = {{ "params.threshold" = [1, 2, 3, 4] }}
[execution]
jobs = 2
{})",
                     sleep_ms, rest);
}

fs::path store_of(const Campaign& campaign) { return campaign.folder() / "runs" / "lineage.db"; }

/// What the campaign record says of the lineage.
std::string said(const Campaign& campaign, const std::string& out_name = "out") {
  const auto record = records::load_json(campaign.out(out_name) / "CAMPAIGN.json");
  const auto& reporting = record.find("phases")->as_array().back();
  return reporting.find("summary")->find("lineage")->as_string();
}

void check_results(const Campaign& campaign, const ophamin::test::HostExit& end) {
  CHECK_MESSAGE(end.code == 0, end.err);
  const auto shards = campaign.shards();
  CHECK(shards.size() == 4);
  for (const auto& [id, shard] : shards) CHECK_FALSE(shard.proof.is_null());
}

std::size_t count(Store& store, std::string_view kind) {
  std::size_t result = 0;
  store.for_each_run([&](const RunSummary& run) {
    result += run.kind == kind ? 1 : 0;
    return true;
  });
  return result;
}

}  // namespace

TEST_CASE("a file that is no database, a folder in its place, and a folder that cannot be made") {
  for (const std::string_view wrong : {"rubbish", "folder", "file above"}) {
    CAPTURE(wrong);
    Campaign campaign(manifest());
    if (wrong == "file above") {
      std::ofstream(campaign.folder() / "runs") << "x";
    } else {
      fs::create_directory(campaign.folder() / "runs");
      if (wrong == "folder") {
        fs::create_directory(store_of(campaign));
      } else {
        std::ofstream(store_of(campaign)) << "years of work" << std::string(4000, '.');
      }
    }
    const auto end = campaign.run();
    check_results(campaign, end);
    CHECK(has(end.err, "warning OPH-50"));
    CHECK(has(end.err, wrong == "file above" ? "/runs: " : "lineage.db: "));
    CHECK(said(campaign) != "recorded");
    if (wrong == "rubbish") CHECK(fs::file_size(store_of(campaign)) == 4013);
  }
}

TEST_CASE("a store that somebody holds is waited for a while, once, and then gone without") {
  Campaign campaign(manifest());
  fs::create_directory(campaign.folder() / "runs");
  { const auto store = Store::open(store_of(campaign)); }
  sqlite3* other = nullptr;
  REQUIRE(sqlite3_open(store_of(campaign).c_str(), &other) == SQLITE_OK);
  REQUIRE(sqlite3_exec(other, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr) == SQLITE_OK);
  const auto begin = std::chrono::steady_clock::now();
  const auto end = campaign.run();
  CHECK(std::chrono::steady_clock::now() - begin < 60s);
  check_results(campaign, end);
  CHECK(has(end.err, "database is locked"));
  CHECK(has(said(campaign), "database is locked"));
  sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
  sqlite3_close(other);
  // A resume has nothing left to run, and makes up for what is not noted.
  const auto resumed = campaign.run({"--resume"});
  CHECK_MESSAGE(resumed.code == 0, resumed.err);
  CHECK(said(campaign) == "recorded");
  auto store = Store::open(store_of(campaign));
  CHECK(count(store, "shard") == 4);
  CHECK(count(store, "campaign") == 1);
}

TEST_CASE("a store that is let go of while the campaign runs holds all of it") {
  Campaign campaign(manifest(150));
  fs::create_directory(campaign.folder() / "runs");
  { const auto store = Store::open(store_of(campaign)); }
  sqlite3* other = nullptr;
  REQUIRE(sqlite3_open(store_of(campaign).c_str(), &other) == SQLITE_OK);
  REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  const pid_t host = campaign.start();
  const auto until = std::chrono::steady_clock::now() + 60s;
  while (campaign.shards().empty() && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(10ms);
  sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
  sqlite3_close(other);
  const auto end = campaign.wait(host);
  check_results(campaign, end);
  CHECK(end.err.find("lineage") == std::string::npos);
  CHECK(said(campaign) == "recorded");
  auto store = Store::open(store_of(campaign));
  CHECK(count(store, "shard") == 4);
}

TEST_CASE("two hosts note their campaigns in one store at once") {
  Campaign campaign(manifest(2));
  const pid_t first = campaign.start({"--out", "one"});
  const pid_t second = campaign.start({"--out", "two"});
  CHECK(campaign.wait(first).code == 0);
  CHECK(campaign.wait(second).code == 0);
  CHECK(said(campaign, "one") == "recorded");
  CHECK(said(campaign, "two") == "recorded");
  auto store = Store::open(store_of(campaign));
  CHECK(count(store, "campaign") == 2);
  CHECK(count(store, "shard") == 8);
}

TEST_CASE("a campaign that is moved aside is found where it is now") {
  Campaign campaign(manifest());
  REQUIRE(campaign.run().code == 0);
  REQUIRE(campaign.run().code == 0);
  auto store = Store::open(store_of(campaign));
  std::set<std::string> folders;
  std::size_t files = 0;
  store.for_each_run([&](const RunSummary& summary) {
    const auto run = store.get(summary.run_id);
    folders.insert(run.folder.string());
    for (const auto& path : run.artifact_paths()) {
      CHECK_MESSAGE(fs::exists(path), path.string());
      ++files;
    }
    return true;
  });
  CHECK(folders.size() == 2);
  CHECK(files >= 2 * 4 + 2 * 3);
}

TEST_CASE("without a store nothing is noted, and the proofs name no run") {
  for (const bool in_manifest : {false, true}) {
    Campaign campaign(manifest(0, in_manifest ? "[lineage]\nenabled = false\n" : ""));
    const auto end = in_manifest ? campaign.run() : campaign.run({"--no-lineage"});
    check_results(campaign, end);
    CHECK_FALSE(fs::exists(store_of(campaign)));
    CHECK(said(campaign) == "off");
    for (const auto& [id, shard] : campaign.shards()) {
      CHECK(shard.proof.find("reproduction")->find("lineage_chain")->as_array().empty());
      CHECK(shard.proof.find("provenance")->find("wasInformedBy") == nullptr);
    }
  }
}

TEST_CASE("an errored shard is noted with its error, and what became of it after another attempt") {
  Campaign campaign(R"(
[substrate.slow]
use = "misbehaving"
params = { mode = "throw" }
[corpus.numbers]
use = "counted"
[[scenario]]
use = "mean-above"
n_cycles = 20
[lineage]
db = "elsewhere.db"
)");
  CHECK(campaign.run().code == 1);
  const auto check = [&] {
    auto store = Store::open(campaign.folder() / "elsewhere.db");
    std::size_t errored = 0;
    store.for_each_run([&](const RunSummary& summary) {
      if (summary.kind != "shard") return true;
      ++errored;
      CHECK(summary.outcome == "ERRORED");
      const auto run = store.get(summary.run_id);
      CHECK_FALSE(run.extra.find("errors")->as_array().empty());
      CHECK(run.proof_id.empty());
      return true;
    });
    CHECK(errored == 1);
  };
  check();
  CHECK(campaign.run({"--resume", "--retry-errored"}).code == 1);
  check();
}
