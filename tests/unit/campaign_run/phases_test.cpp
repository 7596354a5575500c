// SPDX-License-Identifier: Apache-2.0
//
// Phases, and a whole campaign inside this process.
#include <filesystem>
#include <new>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

#include <ophamin/campaign/report_lines.hpp>
#include <ophamin/records/verify.hpp>

#include "campaign_kit.hpp"
#include "phases.hpp"

using namespace ophamin;
using campaign::run_phase;
using diagnostics::ErrorCode;
using records::PhaseStatus;

TEST_CASE("a phase ends well, skipped or failed, and never throws") {
  test::NoteObserver observer;
  const auto fine = run_phase("seeing", observer, [](records::CampaignPhase& phase) { phase.summary.set("n", records::Json(1)); });
  CHECK(fine.status == PhaseStatus::kOk);
  CHECK(fine.started_at <= fine.completed_at);
  const auto skipped = run_phase("auditing", observer, [](auto&) { throw campaign::PhaseSkipped{"nothing to do"}; });
  CHECK(skipped.status == PhaseStatus::kSkipped);
  CHECK(skipped.error == "nothing to do");
  const auto failed = run_phase("comparing", observer, [](auto&) {
    throw diagnostics::Error({.code = ErrorCode::kFileUnwritable, .message = "full"});
  });
  CHECK(failed.status == PhaseStatus::kFailed);
  CHECK(failed.error == "FileUnwritable: full");
  CHECK(run_phase("x", observer, [](auto&) { throw std::runtime_error("no"); }).error == "InternalError: no");
  CHECK(observer.phases == std::vector<std::string>{"seeing", "auditing", "comparing", "x"});
}

TEST_CASE("a campaign in one process: phases, outcomes, a signed record, and lines for people") {
  test::CampaignKit kit;
  kit.manifest.execution.isolation = campaign::Isolation::kNone;
  const std::atomic<bool> never{false};
  const auto outcome = campaign::run_campaign(kit.request, kit.observer, never);
  CHECK(outcome.exit_code() == 1);
  CHECK_FALSE(outcome.cancelled);
  REQUIRE(outcome.shards.size() == 3);
  CHECK(outcome.shards[0].proof->verdict.outcome == records::Outcome::kValidated);
  CHECK(outcome.shards[1].proof->verdict.outcome == records::Outcome::kRefuted);
  CHECK_FALSE(outcome.shards[2].proof.has_value());
  CHECK(kit.observer.phases ==
        std::vector<std::string>{"seeing", "measuring", "comparing", "instrumenting", "auditing", "reporting"});
  CHECK(records::verify_file(kit.request.out / "CAMPAIGN.json", kit.request.key).ok());
  for (const auto* file : {"SUMMARY.json", "SUMMARY.md", "REPORT.md", "plan.json"}) CHECK(std::filesystem::exists(kit.request.out / file));

  const auto lines = campaign::report_lines(outcome.shards, outcome.record.corrected_verdicts, outcome.out);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].verdict == "VALIDATED");
  CHECK(lines[0].point == "threshold=1");
  CHECK(lines[0].observed == 12.25);
  CHECK(lines[0].n == 50);
  CHECK(lines[0].bundle.is_relative());
  CHECK(lines[1].verdict == "REFUTED");
  CHECK(lines[2].verdict == "ERRORED");
  CHECK(lines[2].error.find("cannot score") != std::string::npos);

  kit.request.resume = true;
  const auto again = campaign::run_campaign(kit.request, kit.observer, never);
  REQUIRE(again.shards.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) CHECK(again.shards[i].resumed);
  CHECK(again.shards[0].proof->id() == outcome.shards[0].proof->id());
  CHECK(again.record.started_at == outcome.record.started_at);
  kit.request.retry_errored = true;
  const auto retried = campaign::run_campaign(kit.request, kit.observer, never);
  CHECK(retried.shards[0].resumed);
  CHECK_FALSE(retried.shards[2].resumed);
}

TEST_CASE("who attests a campaign attests every proof of it") {
  test::CampaignKit kit;
  kit.manifest.execution.isolation = campaign::Isolation::kNone;
  const std::atomic<bool> never{false};
  const auto key = records::AuthorKey::from_hex(std::string(64, '1'));
  kit.request.attester = keys::Attester{.author = "alice", .key = *key};
  const auto outcome = campaign::run_campaign(kit.request, kit.observer, never);
  std::size_t attested = 0;
  for (const auto& shard : outcome.shards) {
    if (!shard.proof) continue;
    const auto report = records::verify_file(shard.bundle / "proof.json", kit.request.key);
    CHECK(report.ok());
    CHECK(report.attestation_ok == true);
    CHECK(report.attested_by == "alice");
    CHECK(report.attested_key == key->public_key());
    ++attested;
  }
  CHECK(attested == 2);
  // Resuming finds them finished, whoever resumes.
  kit.request.resume = true;
  kit.request.attester.reset();
  CHECK(campaign::run_campaign(kit.request, kit.observer, never).shards[0].resumed);
}

TEST_CASE("a campaign of chosen scenarios, and one that is cancelled before it begins") {
  test::CampaignKit kit;
  kit.manifest.execution.isolation = campaign::Isolation::kNone;
  std::atomic<bool> cancelled{false};
  kit.request.only = {"broken"};
  CHECK(campaign::run_campaign(kit.request, kit.observer, cancelled).shards.size() == 1);
  kit.request.only = {"brokn"};
  test::check_error(ErrorCode::kUnknownName, "broken", [&] { (void)campaign::run_campaign(kit.request, kit.observer, cancelled); });
  kit.request.only.clear();
  cancelled = true;
  const auto outcome = campaign::run_campaign(kit.request, kit.observer, cancelled);
  CHECK(outcome.cancelled);
  CHECK(outcome.shards.empty());
  CHECK_FALSE(std::filesystem::exists(kit.request.out / "CAMPAIGN.json"));
}
