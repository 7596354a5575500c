// SPDX-License-Identifier: Apache-2.0
//
// Shards whose substrate is watched: the profile, the host's columns, batches of one, and the record.
#include <string>

#include <doctest/doctest.h>

#include "shard_kit.hpp"

using namespace ophamin;
using diagnostics::ErrorCode;
using test::detail_of;
using test::job_of;
using test::run;

namespace {

measuring::ShardJob watched(std::string scenario = "mean-above", bool per_cycle = false) {
  auto job = job_of(std::move(scenario));
  job.instrument = instrumenting::Settings{.sampling = std::chrono::milliseconds(0), .per_cycle = per_cycle};
  return job;
}

std::int64_t count(const measuring::ShardResult& result, std::string_view member) {
  REQUIRE(result.resource_profile.has_value());
  return result.resource_profile->find(member)->as_int();
}

std::string kind(const measuring::ShardResult& result, std::string_view member) {
  return result.resource_profile->find(member)->as_string();
}

}  // namespace

TEST_CASE("the profile is of all cycles, and only where it is asked for") {
  const auto result = run(watched());
  CHECK(count(result, "n_cycles") == 50);
  CHECK(count(result, "n_batches") < 50);
  CHECK(kind(result, "attribution_kind") == "batch_averaged");
  CHECK(result.observed == run(job_of("mean-above")).observed);
  CHECK_FALSE(run(job_of("mean-above")).resource_profile.has_value());
}

TEST_CASE("with per_cycle every cycle is a batch, and measured; the result is the same") {
  const auto result = run(watched("mean-above", true));
  CHECK(count(result, "n_cycles") == 50);
  CHECK(count(result, "n_batches") == 50);
  CHECK(kind(result, "attribution_kind") == "measured");
  CHECK(result.observed == run(job_of("mean-above")).observed);
}

TEST_CASE("sessions that a scenario drives are watched, too") {
  CHECK(count(run(watched("repeats")), "n_cycles") == 24);
}

TEST_CASE("pillars read what a cycle cost, of a substrate that is watched and of no other") {
  for (const auto* column : {"host.cpu_seconds", "host.page_faults", "host.rss_bytes"}) {
    CAPTURE(column);
    auto job = watched();
    job.pillars.push_back({"test.mean", {{"value", {column}}}, {}, false});
    CHECK(detail_of(run(job), 1).find(R"("n":50)") != std::string::npos);
    job.instrument.reset();
    test::check_error(ErrorCode::kUnknownName, "is not instrumented", [&] { run(job); });
  }
}

TEST_CASE("costs of cycles that failed are missing") {
  auto job = watched();
  job.cycle = {{"fail_every", 2}};
  job.pillars.push_back({"test.mean", {{"value", {"host.rss_bytes"}}}, {}, false});
  CHECK(detail_of(run(job), 1).find(R"("missing":25)") != std::string::npos);
}
