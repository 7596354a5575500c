// SPDX-License-Identifier: Apache-2.0
//
// A host that is killed at any instant is resumed: no finished shard is lost, none is repeated, and in the end the records are
// those of a run that nobody disturbed.
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <thread>

#include <ophamin/lineage/store.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/verify.hpp>

#include "host_run.hpp"

using ophamin::test::Campaign;
using ophamin::test::has;
using ophamin::test::masked_proofs;
namespace records = ophamin::records;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int kKills = ophamin::test::kSlower == 1 ? 50 : 12;
constexpr std::size_t kShards = 10;

// Shards of some 20 ms each, one of which errors.
constexpr const char* kManifest = R"(
[substrate.slow]
use = "misbehaving"
params = { sleep_ms = 1 }
[corpus.numbers]
use = "counted"
[[scenario]]
use = "mean-above"
n_cycles = 20
sweep = { "params.threshold" = [1, 2, 3, 4, 5, 6, 7, 8, 9], "substrate.params.mode" = ["none"] }
[[scenario]]
name = "erring"
use = "mean-above"
n_cycles = 20
params = { threshold = 10.0 }
sweep = { "substrate.params.mode" = ["throw"] }
[execution]
jobs = 2
)";

std::size_t bundles_in(const fs::path& out) {
  std::size_t count = 0;
  std::error_code none;
  for (fs::recursive_directory_iterator walk(out / "proofs", none), end; walk != end; walk.increment(none)) {
    // What was being prepared when the host was killed begins with a dot, and is no bundle.
    if (walk->path().filename() == "proof.json" && !walk->path().parent_path().filename().string().starts_with('.')) ++count;
  }
  return count;
}

/// One campaign with every shard below it, each once and as it ended, whenever the host was killed.
void check_lineage(const Campaign& campaign) {
  auto store = ophamin::lineage::Store::open(campaign.folder() / "runs" / "lineage.db");
  const auto shards = campaign.shards();
  std::map<std::string, std::string> recorded;
  std::size_t campaigns = 0;
  store.for_each_run([&](const ophamin::lineage::RunSummary& run) {
    if (run.depth == 0) {
      ++campaigns;
      CHECK(run.kind == "campaign");
      CHECK(run.outcome == "FINISHED");
      return true;
    }
    const auto shard = store.get(run.run_id).extra.find("shard")->as_string();
    CHECK(recorded.emplace(shard, run.proof_id).second);
    CHECK((run.outcome == "ERRORED") == run.proof_id.empty());
    return true;
  });
  CHECK(campaigns == 1);
  CHECK(recorded.size() == shards.size());
  for (const auto& [id, shard] : shards) {
    CHECK(recorded[id] == shard.proof_id);
    if (shard.proof.is_null()) continue;
    const auto& chain = shard.proof.find("reproduction")->find("lineage_chain")->as_array();
    REQUIRE(chain.size() == 2);
    const auto runs = store.lineage_of(chain[0].as_string());
    REQUIRE(runs.size() == 2);
    CHECK(runs[0].proof_id == shard.proof_id);
    CHECK(runs[1].run_id == chain[1].as_string());
    CHECK(fs::exists(runs[0].artifact_paths().at(0)));
  }
}

/// One campaign, killed again and again until it is done. Takes from `kills` what it used.
void run_killed(const std::map<std::string, std::string>& undisturbed, std::chrono::milliseconds whole, std::mt19937& random,
                int& kills) {
  Campaign campaign(kManifest);
  std::map<std::string, std::string> finished;  // shard to proof id, as soon as it was seen on disk
  std::map<std::string, std::size_t> attempts;  // of those, when they were seen
  bool done = false;
  for (int round = 0; !done; ++round) {
    REQUIRE(round < 200);
    // A host that was killed before there was anything to resume is started again.
    const bool resume = fs::exists(campaign.out());
    const pid_t host = campaign.start(resume ? std::vector<std::string>{"--resume"} : std::vector<std::string>{});
    if (kills > 0) {
      std::this_thread::sleep_for(std::chrono::microseconds(random() % static_cast<unsigned>(whole.count() * 1000)));
      ::kill(host, SIGKILL);
    }
    const auto end = campaign.wait(host);
    if (end.signal == SIGKILL) {
      --kills;
      CHECK(campaign.is_quiet());  // workers die with their host
    } else {
      CHECK_MESSAGE(end.code == 1, end.err);  // one shard errors
      done = true;
    }
    const auto shards = campaign.shards();
    for (const auto& [id, proof_id] : finished) {
      REQUIRE(shards.contains(id));
      CHECK(shards.at(id).proof_id == proof_id);
      CHECK(campaign.attempts(id) == attempts.at(id));
    }
    for (const auto& [id, shard] : shards) {
      if (shard.proof.is_null() || finished.contains(id)) continue;
      finished[id] = shard.proof_id;
      attempts[id] = campaign.attempts(id);
    }
  }
  CHECK(masked_proofs(campaign) == undisturbed);
  CHECK(finished.size() == kShards - 1);
  CHECK(bundles_in(campaign.out()) == kShards - 1);
  CHECK(records::verify_file(campaign.out() / "CAMPAIGN.json", records::SigningKey::published()).ok());
  const auto summary = records::load_json(campaign.out() / "CAMPAIGN.json");
  CHECK(has(ophamin::test::masked(summary), "\"n_proofs\": 9"));
  check_lineage(campaign);
}

}  // namespace

TEST_CASE("killed at fifty random instants and resumed, a campaign ends with the proofs of an undisturbed run") {
  Campaign calm(kManifest);
  const auto begin = Clock::now();
  REQUIRE(calm.run().code == 1);
  const auto whole = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
  const auto undisturbed = masked_proofs(calm);
  REQUIRE(undisturbed.size() == kShards);
  std::mt19937 random(20260514);
  int kills = kKills;
  while (kills > 0) run_killed(undisturbed, whole, random, kills);
}

TEST_CASE("a campaign that was killed before it wrote its plan is resumed by beginning it") {
  Campaign campaign(kManifest);
  fs::create_directory(campaign.out());
  std::ofstream(campaign.out() / ".plan.json.4711-0-1.tmp") << "{\"half\": ";
  const auto end = campaign.run({"--resume"});
  CHECK_MESSAGE(end.code == 1, end.err);
  CHECK(campaign.shards().size() == kShards);
}
