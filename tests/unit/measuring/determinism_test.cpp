// SPDX-License-Identifier: Apache-2.0
//
// OPH-HOST-8 in a run: what says it is deterministic is held to it.
#include <fstream>
#include <string>

#include <doctest/doctest.h>

#include <support/temporary_directory.hpp>

#include "shard_kit.hpp"

using namespace ophamin;
using diagnostics::ErrorCode;
using test::job_of;
using test::run;
using test::timeless;

namespace {

measuring::ShardJob verified(measuring::ShardJob job) {
  job.verify_determinism = true;
  return job;
}

void check_liar(std::string_view piece, const measuring::ShardJob& job) {
  CHECK_FALSE(run(job).determinism_verified);
  const auto error = test::check_error(ErrorCode::kGuestBrokePromise, piece, [&] { run(verified(job)); });
  if (!error.diagnostics().empty()) CHECK(error.diagnostics().front().rule == "OPH-HOST-8");
}

}  // namespace

TEST_CASE("honest guests pass, and their results are those of a run that is not verified") {
  for (const auto* scenario : {"mean-above", "cross-checks", "stops-early", "repeats", "times"}) {
    CAPTURE(scenario);
    auto job = job_of(scenario);
    job.substrate->params = {{"noise", true}};
    job.cycle = {{"fail_every", 7}};
    auto result = run(verified(job));
    CHECK(result.determinism_verified);
    if (std::string_view(scenario) == "times") continue;
    result.determinism_verified = false;
    CHECK(timeless(result) == timeless(run(job)));
  }
}

TEST_CASE("a substrate that lies is caught, streamed or driven") {
  auto job = job_of("mean-above");
  job.substrate = measuring::ComponentUse{"liar", {}};
  check_liar("field 'half' of cycle 0", job);
  job.scenario = {"repeats", {}};
  check_liar("field 'half' of cycle 0", job);
}

TEST_CASE("a pillar that lies is caught, called by a scenario or attached, at the end or streamed") {
  auto job = job_of("computes", {{"pillar", "test.liar"}});
  check_liar("pillar test.liar says it is deterministic", job);
  job = job_of("mean-above");
  job.pillars.push_back({"test.liar", {{"value", {"half"}}}, {}, false});
  check_liar("pillar test.liar says it is deterministic", job);
  job.pillars.front().stream = true;
  check_liar("pillar test.liar says it is deterministic", job);
}

TEST_CASE("a corpus that lies about a file is caught") {
  const test::TemporaryDirectory folder;
  std::ofstream(folder / "data") << "1\n2\n3\n";
  auto job = job_of("mean-above");
  job.corpus = {"lines", {{"file", (folder / "data").string()}}};
  CHECK(run(verified(job)).record_hash.empty());
  job.corpus.params["restless"] = true;
  check_liar("two readings delivered different records", job);
}
