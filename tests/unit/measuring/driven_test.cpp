// SPDX-License-Identifier: Apache-2.0
//
// Scenarios that run sessions themselves.
#include <string>

#include <doctest/doctest.h>

#include "shard_kit.hpp"

using namespace ophamin;
using diagnostics::ErrorCode;
using test::detail_of;
using test::job_of;
using test::RecordingNotary;
using test::run;

namespace {

measuring::ShardResult drive_wrongly(std::string_view fault) { return run(job_of("drives-wrongly", {{"fault", fault}})); }

void check_said(std::string_view fault, std::string_view piece) {
  CAPTURE(fault);
  const auto result = drive_wrongly(fault);
  CHECK_MESSAGE(detail_of(result).find(piece) != std::string::npos, detail_of(result));
  CHECK(result.cycles <= 20);
}

}  // namespace

TEST_CASE("fresh sessions of one replicate have the same seeds, others their own") {
  auto job = job_of("repeats");
  job.substrate->params = {{"noise", true}};
  RecordingNotary notary;
  const auto same = run(job, notary);
  CHECK(same.observed == 1.0);
  CHECK(same.cycles == 24);
  CHECK(same.selected == 8);
  CHECK(same.evidence[0].statistic_value == 3.0);
  CHECK(detail_of(same).find("\"so_far\":24") != std::string::npos);
  CHECK(notary.statement().driven);
  job.scenario.params["own_replicate"] = true;
  CHECK(run(job).observed == doctest::Approx(1.0 / 3));
  job.scenario.params["sessions"] = 200;
  job.scenario.params["per_session"] = 1;
  job.n_cycles = 200;
  CHECK(run(job).cycles == 200);
}

TEST_CASE("a scenario sweeps a parameter of the substrate, and resets in between") {
  const auto result = run(job_of("sweeps"));
  CHECK(result.observed == 1.0);
  CHECK(result.cycles == 40);
  CHECK(result.selected == 25);
  CHECK(result.corpus_records == 100);
}

TEST_CASE("paired conditions differ in a parameter of each row") {
  const auto result = run(job_of("pairs"));
  CHECK(result.observed == 1.0);
  CHECK(result.cycles == 20);
}

TEST_CASE("driven cycles are timed one by one where the substrate does not mark them") {
  auto job = job_of("repeats");
  job.substrate = measuring::ComponentUse{"unmarked", {}};
  job.pillars.push_back({"test.mean", {{"value", {"host.cycle_seconds"}}}, {}, false});
  const auto result = run(job);
  CHECK(result.timing == "cycle");
  CHECK(result.evidence.size() == 2);
}

TEST_CASE("what the driver refuses is answered, and the run goes on") {
  check_said("none", "\"said\":\"\"");
  check_said("beyond-planned", "10 cycles, where 0 of the 20 that are planned are left");
  check_said("endless-batch", "10 " "18446744073709551615 cycles, where 10 of the 20");
  check_said("bad-parameters", "scael");
  check_said("bad-cycle-parameters", "/offset");
  check_said("empty-batch", "run needs at least one record");
}

TEST_CASE("what breaks the contract ends the shard, though the scenario goes on") {
  test::check_error(ErrorCode::kGuestBrokePromise, "a limit of 0", [] { drive_wrongly("limit-0"); });
  test::check_error(ErrorCode::kGuestBrokePromise, "more than 1024 sessions", [] { drive_wrongly("too-many-sessions"); });
}

TEST_CASE("a scenario that gives up is told with the host's reason first") {
  const auto error = test::check_error(ErrorCode::kParameterSchemaViolation, "scael", [] { drive_wrongly("gives-up"); });
  CHECK(error.diagnostics().back().code == ErrorCode::kGuestError);
  CHECK(error.diagnostics().back().message.find("scenario drives-wrongly: drive") != std::string::npos);
}

TEST_CASE("a session that failed is used no more") {
  auto job = job_of("drives-wrongly", {{"fault", "after-failure"}});
  job.substrate = measuring::ComponentUse{"misuse", {{"fault", "gone"}}};
  test::check_error(ErrorCode::kNoRecordsSelected, "ran no cycle", [&] { run(job); });
  job.scenario.params["fault"] = "gives-up";
  const auto error = test::check_error(ErrorCode::kGuestError, "substrate misuse: run ended with OPH_IO", [&] { run(job); });
  CHECK(error.diagnostics().size() == 2);
}

TEST_CASE("a promise that the substrate breaks ends the shard, though the scenario goes on") {
  auto job = job_of("drives-wrongly");
  job.substrate = measuring::ComponentUse{"misuse", {{"fault", "success"}}};
  test::check_error(ErrorCode::kGuestBrokePromise, "success of row 9 is 2", [&] { run(job); });
}

TEST_CASE("a driven shard is cancelled though the scenario does not ask") {
  std::atomic<bool> cancelled{false};
  RecordingNotary notary;
  notary.on_preregister = [&] { cancelled = true; };
  test::check_error(ErrorCode::kCancelled, "", [&] { run(job_of("drives-wrongly"), notary, &cancelled); });
}
