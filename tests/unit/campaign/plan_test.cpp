// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <ophamin/campaign/plan.hpp>
#include <ophamin/records/digest.hpp>

#include "manifest_text.hpp"

namespace ophamin::test {
namespace {

using campaign::build_plan;
using campaign::Plan;
using diagnostics::ErrorCode;

std::string swept(const std::string& sweep) { return std::string(kSmallest) + "sweep = " + sweep + "\n"; }

TEST_CASE("a scenario without a sweep is one shard") {
  const Plan plan = build_plan(good(kSmallest));
  REQUIRE(plan.shards.size() == 1);
  CHECK(plan.shards[0].point.empty());
  CHECK(plan.shards[0].substrate->name == "zlib");
  CHECK(plan.shards[0].corpus.name == "docs");
  // 44136fa3 begins the SHA-256 of "{}".
  CHECK(plan.shards[0].id == "0000-round-trip-fidelity-44136fa3");
  CHECK(campaign::point_text(plan.shards[0].point) == "-");
}

TEST_CASE("the first key of a sweep varies slowest, and the point is applied") {
  const Plan plan = build_plan(good(swept(
      R"({ "substrate.params.level" = [9, 1], "params.floor" = [0.5, 0.9, 1], "substrate.cycle.a.b" = [true], "corpus.params.unit" = ["line"], n_cycles = [7] })")));
  REQUIRE(plan.shards.size() == 6);
  std::vector<std::string> points;
  std::set<std::string> ids;
  std::set<std::uint64_t> seeds;
  for (std::size_t i = 0; i < plan.shards.size(); ++i) {
    const campaign::Shard& shard = plan.shards[i];
    CHECK(shard.index == i);
    CHECK(shard.scenario.sweep.empty());
    CHECK(shard.scenario.n_cycles == 7);
    CHECK(shard.corpus.params.at("unit").as_string() == "line");
    CHECK(shard.substrate->cycle.at("a").as_object().at("b").as_bool());
    CHECK(shard.substrate->params.at("level") == shard.point[0].second);
    CHECK(shard.scenario.params.at("floor") == shard.point[1].second);
    points.push_back(campaign::point_text({shard.point.begin(), shard.point.begin() + 2}));
    ids.insert(shard.id);
    seeds.insert(shard.seed);
  }
  CHECK(points == std::vector<std::string>{"level=9, floor=0.5", "level=9, floor=0.9", "level=9, floor=1", "level=1, floor=0.5",
                                           "level=1, floor=0.9", "level=1, floor=1"});
  CHECK(ids.size() == 6);
  CHECK(seeds.size() == 6);
}

TEST_CASE("a table is merged into a table, anything else replaces") {
  const Plan plan = build_plan(good(std::string(kSmallest) +
                                    "params = { a = { x = 1, y = 2 }, b = { z = 1 }, c = 5 }\n"
                                    "sweep = { \"params.a\" = [{ y = 3, w = { q = 1 } }], \"params.b\" = [4], \"params.c.d\" = [6] }\n"));
  CHECK(boost::json::serialize(plan.shards.at(0).scenario.params) ==
        R"({"a":{"x":1,"y":3,"w":{"q":1}},"b":4,"c":{"d":6}})");
}

TEST_CASE("seeds are what the documentation says, and depend on nothing else") {
  const std::string text = R"({"campaign_seed":42,"point":{"n_cycles":5,"params.x":0.5},"scenario":"quick"})";
  const std::string digest = records::sha256_hex(text);
  const campaign::SweepPoint point{{"params.x", 0.5}, {"n_cycles", 5}};
  CHECK(campaign::shard_seed(42, "quick", point) == std::stoull(digest.substr(0, 16), nullptr, 16));
  // Computed with another program, so that a change of the rule cannot go unnoticed.
  CHECK(digest.substr(0, 16) == "2e21f699f7e6e666");
  CHECK(campaign::shard_seed(43, "quick", point) != campaign::shard_seed(42, "quick", point));
  CHECK(campaign::shard_seed(42, "other", point) != campaign::shard_seed(42, "quick", point));
  CHECK(campaign::shard_seed(42, "quick", {}) != campaign::shard_seed(42, "quick", point));
  CHECK(campaign::shard_seed(42, "quick", {{"n_cycles", 5}, {"params.x", 0.5}}) == campaign::shard_seed(42, "quick", point));
  // The largest seed of a manifest stays an integer in the hashed text.
  CHECK(campaign::shard_seed(9223372036854775807ULL, "quick", {}) ==
        std::stoull(records::sha256_hex(R"({"campaign_seed":9223372036854775807,"point":{},"scenario":"quick"})").substr(0, 16), nullptr, 16));

  const Plan first = build_plan(good(swept(R"({ "params.x" = [1, 2] })")));
  const Plan longer = build_plan(good(swept(R"({ "params.x" = [1, 2] })") + "[[scenario]]\nuse = \"more\"\n[execution]\njobs = 9\n"));
  CHECK(longer.shards.size() == 3);
  CHECK(longer.shards[0].seed == first.shards[0].seed);
  CHECK(longer.shards[1].seed == first.shards[1].seed);
}

TEST_CASE("point texts name what is ambiguous in full") {
  CHECK(campaign::point_text({{"params.level", 1}, {"substrate.params.level", 2}, {"n_cycles", 3}}) ==
        "params.level=1, substrate.params.level=2, n_cycles=3");
  CHECK(campaign::point_text({{"params.mode", "fast"}, {"params.r", 0.5}, {"params.on", true}}) == "mode=fast, r=0.5, on=true");
}

TEST_CASE("ids are safe as file names") {
  const Plan plan = build_plan(good(R"([campaign]
name = "x"
target = "t"
[corpus.d]
use = "x"
[[scenario]]
use = "../../etc/passwd"
)"));
  CHECK(plan.shards.at(0).id == "0000-------etc-passwd-44136fa3");
  CHECK_FALSE(plan.shards[0].substrate.has_value());
}

TEST_CASE("choosing scenarios keeps indices and seeds") {
  const Plan plan = build_plan(good(swept(R"({ "params.x" = [1, 2] })") + "[[scenario]]\nuse = \"second\"\n"));
  const Plan second = campaign::select_scenarios(plan, {"second"});
  REQUIRE(second.shards.size() == 1);
  CHECK(second.shards[0].index == 2);
  CHECK(second.shards[0].id == plan.shards[2].id);
  CHECK(second.shards[0].seed == plan.shards[2].seed);
  CHECK(campaign::select_scenarios(plan, {}).shards.size() == 3);
  try {
    campaign::select_scenarios(plan, {"secnd"});
    FAIL("a name that no scenario has is refused");
  } catch (const diagnostics::Error& error) {
    CHECK(error.code() == ErrorCode::kUnknownName);
    CHECK(error.diagnostics().at(0).suggestions == std::vector<std::string>{"second"});
  }
}

TEST_CASE("the fingerprint covers what changes results, and nothing else") {
  const std::string base = swept(R"({ "params.x" = [1, 2] })");
  const std::string fingerprint = campaign::plan_fingerprint(build_plan(good(base)));
  CHECK(fingerprint.size() == 64);
  CHECK(campaign::plan_fingerprint(build_plan(good(base))) == fingerprint);
  const auto with = [&](const std::string& change) { return campaign::plan_fingerprint(build_plan(good(base, {change}))); };
  for (const char* same : {"execution.jobs=3", "execution.isolation=none", "campaign.out=elsewhere", "campaign.description=x",
                           "correction.method=bh", "signing.key_file=k", "report.formats=['json']", "plugins.paths=['p']"})
    CHECK_MESSAGE(with(same) == fingerprint, same);
  for (const char* other : {"campaign.seed=1", "campaign.name=other", "substrate.zlib.params.level=9", "substrate.zlib.use=lzma",
                            "corpus.docs.params.root='x'", "scenario.0.n_cycles=9", "scenario.0.params.y=1", "scenario.0.name=renamed",
                            "scenario.0.sweep.'params.x'=[2, 1]", "scenario.0.sweep.'params.x'=[1, 2.0]",
                            "scenario.0.pillar=[{ use = 'O.spc', columns = { value = 'a' } }]", "substrate.zlib.cycle.f=true"})
    CHECK_MESSAGE(with(other) != fingerprint, other);
}

TEST_CASE("a different plan is said to differ where it does") {
  const std::string base = swept(R"({ "params.x" = [1, 2] })");
  const auto document = [&](std::vector<std::string> overrides) { return campaign::plan_document(build_plan(good(base, std::move(overrides)))); };
  const auto differences = [&](std::vector<std::string> overrides) {
    std::vector<std::string> messages;
    for (const auto& found : campaign::plan_differences(document({}), document(std::move(overrides)))) {
      CHECK(found.code == ErrorCode::kResumeMismatch);
      messages.push_back(found.message);
    }
    return messages;
  };
  CHECK(differences({}).empty());
  const auto level = differences({"substrate.zlib.params.level=9"});
  REQUIRE(level.size() == 2);
  CHECK(level[0].find("shard 0000-round-trip-fidelity-") != std::string::npos);
  CHECK(level[0].find(": substrate.params.level differs") != std::string::npos);
  CHECK(differences({"campaign.seed=5"})[0].find("campaign_seed differs") != std::string::npos);
  CHECK(differences({"scenario.0.sweep.'params.x'=[1, 2, 3]"}).at(0).find("the number of shards differs") != std::string::npos);
  // A stored document went through a file and back.
  const auto stored = boost::json::parse(boost::json::serialize(document({}))).as_object();
  CHECK(campaign::plan_differences(stored, document({})).empty());
  const auto many = differences({"scenario.0.sweep.'params.x'=[3, 4, 5, 6, 7, 8, 9, 10, 11, 12]", "scenario.0.use=x",
                                 "corpus.docs.use=y", "substrate.zlib.use=z", "campaign.name=q", "campaign.seed=1",
                                 "scenario.0.n_cycles=1", "scenario.0.params.p=1", "substrate.zlib.params.p=1"});
  CHECK(many.size() <= 21);
  // What is no plan at all is no crash.
  CHECK_FALSE(campaign::plan_differences({}, document({})).empty());
  CHECK_FALSE(campaign::plan_differences({{"shards", {1, 2}}}, document({})).empty());
}

TEST_CASE("a manifest that was made without the reader cannot exceed the limit either") {
  campaign::Manifest manifest = good(kSmallest);
  campaign::SweepAxis axis{.key = "params.x"};
  for (int i = 0; i < 1000; ++i) axis.values.emplace_back(i);
  manifest.scenarios[0].sweep = {axis, axis, axis, axis, axis, axis, axis, axis};
  CHECK_THROWS_AS(build_plan(manifest), diagnostics::Error);
}

}  // namespace
}  // namespace ophamin::test
