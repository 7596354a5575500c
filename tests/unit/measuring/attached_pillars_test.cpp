// SPDX-License-Identifier: Apache-2.0
//
// Pillars that the manifest attaches to a run.
#include <string>

#include <doctest/doctest.h>

#include "shard_kit.hpp"

using namespace ophamin;
using diagnostics::ErrorCode;
using test::detail_of;
using test::job_of;
using test::RecordingNotary;
using test::run;
using test::timeless;

namespace {

measuring::ShardJob with(measuring::AttachedPillar pillar, std::string scenario = "mean-above") {
  auto job = job_of(std::move(scenario));
  job.pillars.push_back(std::move(pillar));
  return job;
}

}  // namespace

TEST_CASE("a pillar is computed at the end, of fields that the scenario never asked for") {
  const auto result = run(with({"test.mean", {{"value", {"square"}}}, {}, false}));
  REQUIRE(result.evidence.size() == 2);
  CHECK(result.evidence[1].pillar == "test.mean");
  CHECK(result.evidence[1].statistic_value == 808.5);  // the mean of squares 0..49
  CHECK(detail_of(result, 1) == R"({"columns":{"value":["square"]},"missing":0,"n":50})");
  CHECK(result.pillar_calls == 0);  // nobody but the host asked
}

TEST_CASE("a stream of a run gives the same evidence as the whole, and its events reach the scenario's run") {
  measuring::AttachedPillar pillar{"test.cusum", {{"value", {"half"}}}, {{"target", 10.0}, {"limit", 20.0}}, false};
  const auto whole = run(with(pillar));
  pillar.stream = true;
  for (const std::uint64_t batch : {0u, 1u, 7u}) {
    auto job = with(pillar);
    job.scenario.params["batch"] = batch;
    const auto streamed = run(job);
    CHECK(detail_of(streamed, 1) == detail_of(whole, 1));
    REQUIRE(streamed.events.size() == 1);
    CHECK(streamed.events[0].pillar == "test.cusum");
    CHECK(static_cast<double>(streamed.events[0].count) == whole.evidence[1].statistic_value);
    REQUIRE(streamed.events[0].kept.size() == streamed.events[0].count);
    CHECK(streamed.events[0].kept[0].row > 20);
    CHECK(streamed.events[0].kept[0].row < 50);
  }
  CHECK(whole.events.empty());
}

TEST_CASE("failed cycles are missing in a stream") {
  auto job = with({"test.cusum", {{"value", {"half"}}}, {}, true});
  job.cycle = {{"fail_every", 2}};
  CHECK(detail_of(run(job), 1).find(R"("rows":50,"sum":0.0,"used":25)") != std::string::npos);
}

TEST_CASE("streams read the host's columns, driven runs too") {
  auto job = with({"test.cusum", {{"value", {"host.success"}}}, {{"target", 0.5}, {"limit", 2.0}}, true});
  CHECK(run(job).events[0].count == 10);  // an alarm at every fifth success
  job.pillars.push_back({"test.cusum", {{"value", {"host.cycle_seconds"}}}, {{"limit", 1e9}}, true});
  const auto both = run(job);
  CHECK(both.timing == "marked");
  CHECK(both.events.size() == 2);
  CHECK(detail_of(both, 2).find(R"("used":50)") != std::string::npos);
  const auto driven = run(with({"test.cusum", {{"value", {"half"}}}, {}, true}, "repeats"));
  CHECK(detail_of(driven, 1).find(R"("rows":24)") != std::string::npos);
}

TEST_CASE("of a flood of events the first are kept and all are counted") {
  auto job = with({"test.cusum", {{"value", {"half"}}}, {{"limit", 0.25}}, true});
  job.corpus.params = {{"count", 3000}};
  job.n_cycles = 3000;
  const auto result = run(job);
  CHECK(result.events[0].count == 2999);
  CHECK(result.events[0].kept.size() == measuring::EventLog::kKeptEvents);
}

TEST_CASE("what cannot be attached is known before anything is pre-registered") {
  const auto refused = [](ErrorCode code, std::string_view piece, measuring::AttachedPillar pillar) {
    RecordingNotary notary;
    test::check_error(code, piece, [&] { run(with(std::move(pillar)), notary); });
    CHECK(notary.statements.empty());
  };
  refused(ErrorCode::kComponentNotFound, "test.meen", {"test.meen", {{"value", {"half"}}}, {}, false});
  refused(ErrorCode::kUnknownName, "halve", {"test.mean", {{"value", {"halve"}}}, {}, false});
  refused(ErrorCode::kValueOutOfRange, "cannot be fed while the run goes on", {"test.mean", {{"value", {"half"}}}, {}, true});
  refused(ErrorCode::kParameterSchemaViolation, "limit", {"test.cusum", {{"value", {"half"}}}, {{"limit", -1}}, true});
}

TEST_CASE("what shows only when the pillar sees its table fails the shard") {
  test::check_error(ErrorCode::kNonUniformComputeError, "the role 'x' is missing",
                    [] { run(with({"test.roles", {{"y", {"half"}}}, {}, false})); });
  test::check_error(ErrorCode::kNonUniformComputeError, "for the role 'value' is text",
                    [] { run(with({"test.cusum", {{"value", {"word"}}}, {}, true})); });
  test::check_error(ErrorCode::kGuestBrokePromise, "an event at row",
                    [] { run(with({"test.faulty", {{"value", {"half"}}}, {{"fault", "event-ahead"}}, true})); });
}
