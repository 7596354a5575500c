// SPDX-License-Identifier: Apache-2.0
//
// What a guest does to its worker becomes the outcome of its shard, and of no other (OPH-HOST-7).
#include <fstream>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>

#include "host_run.hpp"

using ophamin::test::Campaign;
using ophamin::test::has;
using ophamin::test::kSlower;
using ophamin::test::ShardOnDisk;
namespace records = ophamin::records;

namespace {

std::string manifest(std::string_view modes, std::string_view execution) {
  return fmt::format(R"(
[substrate.bad]
use = "misbehaving"
params = {{ path = "{{data}}/note" }}
[corpus.numbers]
use = "counted"
[[scenario]]
use = "mean-above"
n_cycles = 20
params = {{ threshold = 1.0 }}
sweep = {{ "substrate.params.mode" = [{}] }}
[execution]
{}
)",
                     modes, execution);
}

void check_errored(const ShardOnDisk& shard, std::string_view error, std::string_view piece) {
  CHECK(shard.state == "errored");
  CHECK(shard.error == error);
  CHECK(has(shard.text, piece));
  CHECK(shard.proof.is_null());
}

}  // namespace

TEST_CASE("a worker that crashes, exits, meddles or gives up is an errored shard with the reason, and its neighbours finish") {
  Campaign campaign(manifest(R"("none", "segv", "null", "abort", "exit-0", "exit-7", "throw", "garbage", "close", "swap", "print", "fork", "last")",
                             "jobs = 3"));
  const auto end = campaign.run();
  CHECK(end.code == 1);
  auto shards = campaign.by_point();
  REQUIRE(shards.size() == 13);
  check_errored(shards["mode=segv"], "ShardCrashed", "the worker was ended by SIGSEGV");
  check_errored(shards["mode=null"], "ShardCrashed", "the worker was ended by SIGSEGV");
  check_errored(shards["mode=abort"], "ShardCrashed", "the worker was ended by SIGABRT");
  CHECK(has(shards["mode=abort"].text, "last output: this plugin gives up"));
  CHECK(shards["mode=abort"].output_tail == "this plugin gives up\n");
  check_errored(shards["mode=exit-0"], "ShardCrashed", "the worker exited with 0 before it had a result");
  CHECK(has(shards["mode=exit-0"].text, "OPH-ABI-10"));
  check_errored(shards["mode=exit-7"], "ShardCrashed", "the worker exited with 7");
  check_errored(shards["mode=throw"], "GuestError", "no std::exception");
  check_errored(shards["mode=garbage"], "ShardProtocolBroken", "begin no frame");
  check_errored(shards["mode=close"], "ShardProtocolBroken", "lost its channel");
  check_errored(shards["mode=swap"], "ShardProtocolBroken", "lost its channel");
  check_errored(shards["mode=last"], "GuestError", "no mode last");
  for (const auto* fine : {"mode=none", "mode=print", "mode=fork"}) {
    CAPTURE(fine);
    CHECK(shards[fine].state == "proof");
    CHECK_FALSE(shards[fine].proof.is_null());
  }
  CHECK(shards["mode=print"].output_tail == "a line on stdout\n");
  CHECK(has(end.err, "SIGSEGV"));

  // The child that was forked is dead, and so is everything else.
  CHECK(campaign.is_quiet());
  const auto record = records::load_json(campaign.out() / "CAMPAIGN.json");
  const auto text = records::canonical(record);
  CHECK(has(text, "\"n_errored\":10"));
  CHECK(has(text, "\"n_validated\":3"));
  CHECK(has(text, "ShardCrashed: the worker was ended by SIGSEGV"));
}

TEST_CASE("a worker that hangs is ended at its time limit, busy or idle") {
  Campaign campaign(manifest(R"("hang", "none", "spin")", fmt::format("jobs = 3\ntime_limit = \"{}ms\"", 1500 * kSlower)));
  CHECK(campaign.run().code == 1);
  auto shards = campaign.by_point();
  check_errored(shards["mode=hang"], "ShardTimeLimit", fmt::format("at its time limit of {} ms", 1500 * kSlower));
  check_errored(shards["mode=spin"], "ShardTimeLimit", "raise time_limit");
  CHECK(shards["mode=none"].state == "proof");
  CHECK(campaign.is_quiet());
}

TEST_CASE("a worker that takes all memory is ended at its memory limit, whichever kind it takes") {
  const auto limit = ophamin::test::kSlower == 1 ? "256MiB" : "1GiB";
  Campaign campaign(manifest(R"("eat", "none", "eat-shared")", fmt::format("jobs = 3\nmemory_limit = \"{}\"\ntime_limit = \"60s\"", limit)));
  CHECK(campaign.run().code == 1);
  auto shards = campaign.by_point();
  check_errored(shards["mode=eat"], "ShardMemoryLimit", "");
  check_errored(shards["mode=eat-shared"], "ShardMemoryLimit", "the worker was ended at its memory limit");
  CHECK(shards["mode=none"].state == "proof");
}

TEST_CASE("errored shards are run again only when that is asked for") {
  Campaign campaign(manifest(R"("none", "exit-7")", "jobs = 2"));
  CHECK(campaign.run().code == 1);
  const auto before = campaign.shards();
  CHECK(campaign.run({"--resume"}).code == 1);
  for (const auto& [id, shard] : before) CHECK(campaign.attempts(id) == 1);
  CHECK(campaign.run({"--resume", "--retry-errored"}).code == 1);
  for (const auto& [id, shard] : before) {
    CHECK(campaign.attempts(id) == (shard.state == "errored" ? 2 : 1));
    CHECK(campaign.shards().at(id).proof_id == shard.proof_id);
  }
}

TEST_CASE("without isolation the shards run in the host, and what can be reported still is") {
  Campaign campaign(manifest(R"("none", "throw", "print")", ""));
  CHECK(campaign.run({"--set", "execution.isolation=none"}).code == 1);
  CHECK(campaign.run({"--out", "workers", "--set", "execution.isolation=process"}).code == 1);
  const auto left = ophamin::test::masked_proofs(campaign);
  const auto right = ophamin::test::masked_proofs(campaign, "workers");
  REQUIRE(left.size() == 3);
  for (const auto& [id, text] : left) {
    // The command to repeat it by is all that tells the two apart.
    auto other = right.at(id);
    constexpr std::string_view kProcess = "isolation=process";
    if (const auto at = other.find(kProcess); at != std::string::npos) other.replace(at, kProcess.size(), "isolation=none");
    CHECK(text == other);
  }
  check_errored(campaign.by_point()["mode=throw"], "GuestError", "no std::exception");
}
