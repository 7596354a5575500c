// SPDX-License-Identifier: Apache-2.0
//
// Disks that are full or read-only, and two hosts that want the same folder: clear errors, and nothing is lost.
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <string>
#include <thread>

#include <fmt/format.h>

#include "host_run.hpp"

using ophamin::test::Campaign;
using ophamin::test::has;
using ophamin::test::ShardOnDisk;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

std::string manifest(int sleep_ms = 0) {
  return fmt::format(R"(
[substrate.slow]
use = "misbehaving"
params = {{ sleep_ms = {} }}
[corpus.numbers]
use = "counted"
[[scenario]]
use = "mean-above"
n_cycles = 20
sweep = {{ "params.threshold" = [1, 2, 3, 4, 5, 6, 7, 8] }}
[execution]
jobs = 1
)",
                     sleep_ms);
}

std::size_t count(const std::map<std::string, ShardOnDisk>& shards, std::string_view state) {
  std::size_t result = 0;
  for (const auto& [id, shard] : shards) result += shard.state == state && (state != "proof" || !shard.proof.is_null()) ? 1 : 0;
  return result;
}

/// A file system of its own; where the system does not allow that, nothing is there.
class SmallDisk {
 public:
  SmallDisk(const fs::path& where, const char* size) : where_(where) {
    fs::create_directory(where);
    mounted_ = ::mount("tmpfs", where.c_str(), "tmpfs", 0, fmt::format("size={}", size).c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(where_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool is_there() const noexcept { return mounted_; }
  void change(unsigned long flags, const char* size) {
    REQUIRE(::mount("tmpfs", where_.c_str(), "tmpfs", MS_REMOUNT | flags, fmt::format("size={}", size).c_str()) == 0);
  }

 private:
  fs::path where_;
  bool mounted_ = false;
};

}  // namespace

TEST_CASE("a disk that fills up ends shards, not the campaign, and the rest is made up for once there is room") {
  Campaign campaign(manifest());
  SmallDisk disk(campaign.folder() / "disk", "160k");
  if (!disk.is_there()) {
    MESSAGE("no file system can be mounted here: skipped");
    return;
  }
  const auto end = campaign.run({"--out", "disk/out"});
  CHECK(end.code == 1);
  CHECK(has(end.err, "No space left on device"));
  const auto before = campaign.shards("disk/out");
  const auto finished = count(before, "proof");
  CHECK(finished >= 1);
  CHECK(finished < 8);
  for (const auto& [id, shard] : before) {
    if (shard.state == "errored") CHECK(has(shard.text, "No space left on device"));
  }

  disk.change(0, "8m");
  const auto resumed = campaign.run({"--out", "disk/out", "--resume", "--retry-errored"});
  CHECK_MESSAGE(resumed.code == 0, resumed.err);
  const auto after = campaign.shards("disk/out");
  CHECK(count(after, "proof") == 8);
  for (const auto& [id, shard] : before) {
    if (!shard.proof.is_null()) CHECK(after.at(id).proof_id == shard.proof_id);
  }
  CHECK(fs::exists(campaign.folder() / "disk/out/CAMPAIGN.json"));
}

TEST_CASE("a disk without room for the plan is told before anything runs") {
  Campaign campaign(manifest());
  SmallDisk disk(campaign.folder() / "disk", "4k");
  if (!disk.is_there()) return;
  const auto end = campaign.run({"--out", "disk/out"});
  CHECK(end.code == 1);
  CHECK(has(end.err, "No space left on device"));
  CHECK(has(end.err, "FileUnwritable"));
  CHECK(campaign.shards("disk/out").empty());
}

TEST_CASE("files that may not grow large enough are told of as a full disk is") {
  Campaign campaign(manifest());
  const auto small_files = [] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4000, 4000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  };
  const auto end = campaign.run({}, small_files);
  CHECK(end.code == 1);
  CHECK(has(end.err, "File too large"));
  CHECK(count(campaign.shards(), "proof") == 0);
  // Whatever was left behind does not stand in the way.
  const auto after = campaign.run({});
  CHECK_MESSAGE(after.code == 0, after.err);
  CHECK(count(campaign.shards(), "proof") == 8);
}

TEST_CASE("a folder that cannot be written is told before anything runs") {
  Campaign campaign(manifest());
  SmallDisk disk(campaign.folder() / "disk", "1m");
  if (disk.is_there()) {
    disk.change(MS_RDONLY, "1m");
  } else {
    fs::permissions(campaign.folder() / "disk", fs::perms::owner_read | fs::perms::owner_exec);
    if (::geteuid() == 0) return;  // nothing is read-only for root
  }
  const auto end = campaign.run({"--out", "disk/out"});
  CHECK(end.code == 1);
  CHECK(has(end.err, "DirectoryUnwritable"));
  CHECK(has(end.err, disk.is_there() ? "Read-only file system" : "Permission denied"));
  CHECK(has(end.err, "--out"));
}

TEST_CASE("a folder that holds something else than a campaign is left alone") {
  Campaign campaign(manifest());
  fs::create_directory(campaign.out());
  std::ofstream(campaign.out() / "thesis.txt") << "years of work";
  const auto end = campaign.run();
  CHECK(end.code == 1);
  CHECK(has(end.err, "they are not those of a campaign"));
  CHECK(fs::exists(campaign.out() / "thesis.txt"));
  CHECK(campaign.run({"--resume"}).code == 1);
  const auto file = campaign.run({"--out", "campaign.toml"});
  CHECK(file.code == 1);
  CHECK(has(file.err, "is no folder"));
}

TEST_CASE("a campaign that is there is moved aside, never overwritten") {
  Campaign campaign(manifest());
  REQUIRE(campaign.run().code == 0);
  const auto first = campaign.shards();
  REQUIRE(campaign.run({"--out", "out/"}).code == 0);  // the same folder by another name
  std::size_t aside = 0;
  for (const auto& entry : fs::directory_iterator(campaign.folder())) {
    const auto name = entry.path().filename().string();
    if (!name.starts_with("out.")) continue;
    ++aside;
    CHECK(fs::exists(entry.path() / "CAMPAIGN.json"));
    for (const auto& [id, shard] : campaign.shards(name)) CHECK(shard.proof_id == first.at(id).proof_id);
  }
  CHECK(aside == 1);
  CHECK(count(campaign.shards(), "proof") == 8);
}

TEST_CASE("two hosts do not share a folder") {
  Campaign campaign(manifest(5));
  const pid_t first = campaign.start();
  const auto until = std::chrono::steady_clock::now() + 60s;
  while (!fs::exists(campaign.out() / "plan.json") && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(2ms);
  for (const auto* arguments : {"", "--resume"}) {
    const auto second = *arguments == '\0' ? campaign.run() : campaign.run({arguments});
    CHECK(second.code == 1);
    CHECK(has(second.err, "another host runs a campaign in"));
    CHECK(has(second.err, "choose another folder with --out"));
  }
  CHECK(campaign.wait(first).code == 0);
  CHECK(count(campaign.shards(), "proof") == 8);
  for (const auto& [id, shard] : campaign.shards()) CHECK(campaign.attempts(id) == 1);
}
