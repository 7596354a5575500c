// SPDX-License-Identifier: Apache-2.0
//
// A campaign that is interrupted by its user goes on with --resume, with and without isolation.
#include <chrono>
#include <csignal>
#include <string>
#include <thread>

#include <fmt/format.h>

#include "host_run.hpp"

using ophamin::test::Campaign;
using namespace std::chrono_literals;

namespace {

std::string manifest(std::string_view isolation) {
  return fmt::format(R"(
[substrate.slow]
use = "misbehaving"
params = {{ sleep_ms = 10 }}
[corpus.numbers]
use = "counted"
[[scenario]]
use = "mean-above"
n_cycles = 30
sweep = {{ "params.threshold" = [1, 2, 3, 4] }}
[execution]
jobs = 1
isolation = "{}"
)",
                     isolation);
}

}  // namespace

TEST_CASE("an interrupted shard has not happened, and the others stay") {
  for (const auto* isolation : {"process", "none"}) {
    CAPTURE(isolation);
    Campaign campaign(manifest(isolation));
    const pid_t host = campaign.start();
    const auto until = std::chrono::steady_clock::now() + 60s;
    while (campaign.shards().empty() && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(5ms);
    std::this_thread::sleep_for(60ms);  // well into the second shard
    ::kill(host, SIGINT);
    const auto end = campaign.wait(host);
    CHECK_MESSAGE(end.code == 130, end.err);
    CHECK(campaign.is_quiet());
    const auto before = campaign.shards();
    CHECK(before.size() < 4);
    for (const auto& [id, shard] : before) CHECK(shard.state == "proof");
    CHECK(campaign.run({"--resume"}).code == 0);
    const auto after = campaign.shards();
    CHECK(after.size() == 4);
    for (const auto& [id, shard] : before) CHECK(after.at(id).proof_id == shard.proof_id);
  }
}
