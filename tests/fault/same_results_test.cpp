// SPDX-License-Identifier: Apache-2.0
//
// Results do not depend on how many workers there are.
#include <string>

#include <ophamin/records/json_parser.hpp>

#include "host_run.hpp"

using ophamin::test::Campaign;
using ophamin::test::masked;
using ophamin::test::masked_proofs;
namespace records = ophamin::records;

namespace {

constexpr const char* kManifest = R"(
[substrate.unit]
use = "arithmetic"
params = { noise = true }
[substrate.unit.cycle]
fail_every = 11
[corpus.labelled]
use = "counted"
params = { count = 300, attributes = true, per_call = 37 }
[[scenario]]
use = "mean-above"
name = "mean"
params = { list = true }
sweep = { "substrate.params.scale" = [0.5, 2.0], "n_cycles" = [20, 150] }
[[scenario.pillar]]
use = "test.cusum"
columns = { value = "half" }
params = { target = 5.0, limit = 30.0 }
stream = true
[[scenario]]
use = "stops-early"
sweep = { "params.enough" = [10, 60, 5000] }
[[scenario]]
use = "balances"
[[scenario]]
use = "cross-checks"
[[scenario]]
use = "repeats"
n_cycles = 24
[[scenario]]
use = "reads-raw"
[[scenario]]
use = "counts-records"
)";

}  // namespace

TEST_CASE("one worker or four: the same records but for times and measured durations") {
  Campaign campaign(kManifest);
  REQUIRE(campaign.run({"--jobs", "1", "--out", "one"}).code == 0);
  REQUIRE(campaign.run({"--jobs", "4", "--out", "four"}).code == 0);
  const auto one = masked_proofs(campaign, "one");
  const auto four = masked_proofs(campaign, "four");
  REQUIRE(one.size() == 12);
  REQUIRE(four.size() == 12);
  for (const auto& [id, text] : one) {
    const std::string name = id;
    CAPTURE(name);
    CHECK(text.find("\"statistic_value\"") != std::string::npos);
    CHECK(text == four.at(id));
  }
  CHECK(masked(records::load_json(campaign.out("one") / "CAMPAIGN.json")) ==
        masked(records::load_json(campaign.out("four") / "CAMPAIGN.json")));
  // Another seed is another result: the comparison sees what it should.
  REQUIRE(campaign.run({"--jobs", "4", "--out", "other", "--set", "campaign.seed=8"}).code == 0);
  std::size_t differing = 0;
  for (const auto& [id, text] : masked_proofs(campaign, "other")) differing += text != one.at(id) ? 1 : 0;
  CHECK(differing == 12);
}

TEST_CASE("what says it is deterministic is run twice when that is asked for") {
  Campaign campaign(R"(
[substrate.unit]
use = "arithmetic"
params = { noise = true }
[substrate.liar]
use = "liar"
[corpus.numbers]
use = "counted"
[[scenario]]
name = "honest"
use = "mean-above"
substrate = "unit"
[[scenario]]
name = "lying"
use = "mean-above"
substrate = "liar"
)");
  CHECK(campaign.run({"--out", "trusting"}).code == 0);
  CHECK(campaign.run({"--verify-determinism"}).code == 1);
  for (const auto& [id, shard] : campaign.shards()) {
    if (id.find("honest") != std::string::npos) {
      CHECK(shard.state == "proof");
      CHECK(ophamin::test::has(masked(shard.proof), "\"ophamin:determinism_verified\": true"));
    } else {
      CHECK(shard.error == "GuestBrokePromise");
      CHECK(ophamin::test::has(shard.text, "substrate liar says it is deterministic"));
    }
  }
}
