// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>

#include <ophamin/measuring/preregistration.hpp>
#include <ophamin/measuring/proof_builder.hpp>
#include <ophamin/records/bundle.hpp>
#include <ophamin/records/codec.hpp>

#include "campaign_kit.hpp"
#include "ledger.hpp"

using namespace ophamin;
using campaign::Ledger;
using diagnostics::ErrorCode;

namespace {

/// A shard with a proof that is signed, and promised, but not yet written.
struct LedgerKit : test::CampaignKit {
  LedgerKit() {
    outcome.index = 1;
    outcome.shard_id = plan.shards[1].id;
    outcome.scenario = "mean-above";
    outcome.point = "threshold=100";
    outcome.cycles = 50;
    outcome.failed_cycles = 3;
    outcome.seconds = 0.5;
    outcome.output_tail = "tail";
    records::EmpiricalProofRecord proof;
    proof.claim = {.statement = "s", .operationalization = "o", .threshold = {.metric = "m"}, .h0 = "0", .h1 = "1"};
    proof.sign(key);
    outcome.proof = proof;
    outcome.bundle = request.out / "proofs" / "tier" / "x";
  }
  void write_bundle() {
    std::filesystem::create_directories(outcome.bundle);
    records::dump(*outcome.proof, outcome.bundle / "proof.json");
  }
  std::optional<campaign::ShardOutcome> finished() const { return ledger.finished(plan.shards[1], key); }

  records::SigningKey key = records::SigningKey::published();
  campaign::ShardOutcome outcome;
  Ledger ledger{request.out};
};

}  // namespace

TEST_CASE("a shard is finished exactly when its promised bundle is there") {
  LedgerKit kit;
  CHECK_FALSE(kit.finished().has_value());
  kit.ledger.promise(kit.outcome);
  CHECK_FALSE(kit.finished().has_value());
  kit.write_bundle();
  const auto found = kit.finished();
  REQUIRE(found.has_value());
  CHECK(found->resumed);
  CHECK(found->index == 1);
  CHECK(found->shard_id == kit.outcome.shard_id);
  CHECK(found->point == "threshold=100");
  CHECK(found->cycles == 50);
  CHECK(found->failed_cycles == 3);
  CHECK(found->seconds == 0.5);
  CHECK(found->output_tail == "tail");
  CHECK(found->bundle == kit.outcome.bundle);
  REQUIRE(found->proof.has_value());
  CHECK(found->proof->id() == kit.outcome.proof->id());
}

TEST_CASE("an errored shard keeps why") {
  LedgerKit kit;
  kit.outcome.proof.reset();
  kit.outcome.bundle.clear();
  kit.outcome.problems = {{.code = ErrorCode::kShardCrashed, .rule = "OPH-ABI-10", .message = "gone"}};
  kit.ledger.note_errored(kit.outcome);
  const auto found = kit.finished();
  REQUIRE(found.has_value());
  CHECK_FALSE(found->proof.has_value());
  REQUIRE(found->problems.size() == 1);
  CHECK(found->problems[0].code == ErrorCode::kShardCrashed);
  CHECK(found->problems[0].rule == "OPH-ABI-10");
}

TEST_CASE("a proof that was damaged, exchanged or signed with another key is no finished shard") {
  LedgerKit kit;
  kit.ledger.promise(kit.outcome);
  kit.write_bundle();
  test::check_error(ErrorCode::kRecordSignatureError, "does not verify",
                    [&] { (void)kit.ledger.finished(kit.plan.shards[1], records::SigningKey::from_bytes(std::string(32, 'o'))); });
  auto other = *kit.outcome.proof;
  other.claim.statement = "another";
  other.sign(kit.key);
  records::dump(other, kit.outcome.bundle / "proof.json");
  test::check_error(ErrorCode::kRecordSignatureError, "its id is not the one in the ledger", [&] { (void)kit.finished(); });
}

TEST_CASE("an entry that cannot be read is named") {
  LedgerKit kit;
  kit.ledger.promise(kit.outcome);
  const auto path = kit.request.out / "shards" / (kit.outcome.shard_id + ".json");
  std::ofstream(path) << "{\"shard\": \"x\"}";
  const auto error = test::check_error(ErrorCode::kResumeMismatch, "lacks 'cycles'", [&] { (void)kit.finished(); });
  CHECK(error.diagnostics().front().place.file == path.string());
  std::ofstream(path) << "{";
  test::check_error(ErrorCode::kJsonSyntax, kit.outcome.shard_id, [&] { (void)kit.finished(); });
}
