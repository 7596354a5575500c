// SPDX-License-Identifier: Apache-2.0
//
// The notary of a campaign, given frames by hand: what a worker may send, and what becomes of it.
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>

#include <ophamin/records/canonical.hpp>
#include <ophamin/records/digest.hpp>
#include <ophamin/records/json_parser.hpp>
#include <ophamin/records/verify.hpp>
#include <ophamin/seeing/file_hash.hpp>
#include <ophamin/seeing/hash_cache.hpp>

#include "campaign_kit.hpp"
#include "job_maker.hpp"
#include "shard_handler.hpp"
#include "shard_work.hpp"

using namespace ophamin;
using campaign::ShardHandler;
using diagnostics::ErrorCode;
using execution::EndKind;
using execution::Frame;
using execution::FrameType;

namespace {

struct HandlerKit : test::CampaignKit {
  const std::atomic<bool> cancelled{false};
  campaign::LineageRecorder lineage{request, plan, request.out, "0123456789ab-1-89abcdef"};
  ShardHandler handler{request, plan, request.out, lineage, observer, cancelled};

  /// The frames of the first shard, as a worker would send them.
  std::vector<Frame> frames() {
    std::vector<Frame> sent;
    auto last = campaign::run_to_frame(
        campaign::job_as_written(plan.shards[0], manifest, false), *request.registry,
        [&](Frame frame) -> std::optional<Frame> {
          sent.push_back(frame);
          if (frame.type != FrameType::kStatement) return std::nullopt;
          return Frame{FrameType::kProceed, "{}"};
        },
        nullptr);
    sent.push_back(std::move(last));
    return sent;
  }
  /// The outcome of the first shard after these frames and this end.
  campaign::ShardOutcome outcome_of(const std::vector<Frame>& sent, execution::WorkEnd end = {}) {
    handler.on_start(0);
    try {
      for (const auto& frame : sent) (void)handler.on_frame(0, frame);
    } catch (const std::exception& error) {  // as the engine does
      end.kind = EndKind::kProtocolBroken;
      end.reason = error.what();
    }
    handler.on_end(0, end);
    return handler.outcomes().contains(0) ? handler.outcomes().at(0) : campaign::ShardOutcome{};
  }
};

void check_broken(HandlerKit& kit, const std::vector<Frame>& sent, std::string_view piece) {
  const auto outcome = kit.outcome_of(sent);
  CHECK_FALSE(outcome.proof.has_value());
  CHECK(outcome.bundle.empty());
  REQUIRE_FALSE(outcome.problems.empty());
  CHECK(outcome.problems.front().code == ErrorCode::kShardProtocolBroken);
  CHECK_MESSAGE(outcome.problems.front().message.find(piece) != std::string::npos, outcome.problems.front().message);
}

}  // namespace

TEST_CASE("a shard that ends well is a signed bundle with its pre-registration before it") {
  HandlerKit kit;
  auto sent = kit.frames();
  REQUIRE(sent.front().type == FrameType::kStatement);
  kit.handler.on_start(0);
  const auto answer = kit.handler.on_frame(0, sent.front());
  REQUIRE(answer.has_value());
  CHECK(answer->type == FrameType::kProceed);
  const auto registered = kit.request.out / "preregistrations" / (kit.plan.shards[0].id + ".1.json");
  CHECK(std::filesystem::exists(registered));  // before anything else is sent
  for (std::size_t i = 1; i < sent.size(); ++i) CHECK_FALSE(kit.handler.on_frame(0, sent[i]).has_value());
  kit.handler.on_end(0, {.output_tail = "printed", .wall = std::chrono::seconds(2)});
  const auto& outcome = kit.handler.outcomes().at(0);
  REQUIRE(outcome.proof.has_value());
  CHECK(outcome.cycles == 50);
  CHECK(outcome.seconds == 2.0);
  CHECK(outcome.output_tail == "printed");
  CHECK(records::verify_file(outcome.bundle / "proof.json", kit.request.key).ok());
  CHECK(std::filesystem::exists(outcome.bundle / "proof.md"));
  CHECK(records::load_json(registered).find("config_hash")->as_string() == outcome.proof->preregistration.config_hash);
  CHECK(outcome.proof->preregistration.sweep_grid.find("params.threshold")->as_int() == 1);
  CHECK(outcome.proof->reproduction.command == "ophamin-host run campaign.toml --only mean-above");
  CHECK(kit.observer.events.front() == "start " + kit.plan.shards[0].id);
  CHECK(kit.observer.events.back() == "end " + kit.plan.shards[0].id);
}

TEST_CASE("frames that a worker may not send end its shard") {
  const auto whole = HandlerKit{}.frames();
  const auto statement = whole.front();
  const auto result = whole.back();
  const auto broken = [](const std::vector<Frame>& sent, std::string_view piece) {
    HandlerKit kit;
    check_broken(kit, sent, piece);
  };
  broken({result}, "a result before it stated its claim");
  broken({statement, statement}, "its claim twice");
  broken({{FrameType::kJob, "{}"}}, "a frame that only the host sends");
  broken({statement, {FrameType::kProceed, "{}"}}, "a frame that only the host sends");
  broken({{FrameType::kStatement, "{\"half"}}, "a frame that is no JSON");
  broken({{FrameType::kStatement, "[]"}}, "malformed");
  broken({{FrameType::kProgress, "{\"done\": -1, \"total\": 2}"}}, "without the count 'done'");
  broken({{FrameType::kLog, "{\"level\": 2}"}}, "a frame without the text");
  broken({statement, {FrameType::kResult, "{}"}}, "malformed");
  auto spoilt = records::parse_json(statement.payload);
  spoilt.as_object().set("record_hash", records::Json("short"));
  broken({{FrameType::kStatement, records::canonical(spoilt)}}, "a statement without a hash of the data");
  broken({statement, {FrameType::kFailure, "null"}}, "without saying which");
}

TEST_CASE("what a result claims beyond its statement is not believed") {
  HandlerKit kit;
  auto sent = kit.frames();
  auto result = records::parse_json(sent.back().payload);
  result.as_object().set("record_hash", records::Json(std::string(64, '0')));
  sent.back().payload = records::canonical(result);
  const auto outcome = kit.outcome_of(sent);
  REQUIRE_FALSE(outcome.problems.empty());
  CHECK(outcome.problems.front().code == ErrorCode::kGuestBrokePromise);
  CHECK(outcome.problems.front().message.find("the records that the corpus delivered") != std::string::npos);
}

TEST_CASE("an end without a result is told by how it came") {
  const auto end = [](execution::WorkEnd given) {
    HandlerKit kit;
    auto sent = kit.frames();
    sent.pop_back();
    return kit.outcome_of(sent, std::move(given)).problems;
  };
  CHECK(end({.kind = EndKind::kCrashed, .signal_name = "SIGBUS"}).front().message == "the worker was ended by SIGBUS");
  CHECK(end({.kind = EndKind::kTimeLimit}).front().code == ErrorCode::kShardTimeLimit);
  CHECK(end({.kind = EndKind::kDone}).front().code == ErrorCode::kShardProtocolBroken);
}

TEST_CASE("a cancelled shard leaves no outcome and no entry") {
  HandlerKit kit;
  kit.outcome_of({}, {.kind = EndKind::kCancelled});
  CHECK(kit.handler.outcomes().empty());
  CHECK_FALSE(std::filesystem::exists(kit.request.out / "shards"));
}

TEST_CASE("a shard whose record cannot be written is errored, with the reason") {
  HandlerKit kit;
  const auto sent = kit.frames();
  std::filesystem::create_directories(kit.request.out);
  std::ofstream(kit.request.out / "proofs") << "in the way";
  const auto outcome = kit.outcome_of(sent);
  CHECK_FALSE(outcome.proof.has_value());
  CHECK(outcome.bundle.empty());
  REQUIRE_FALSE(outcome.problems.empty());
  CHECK(outcome.problems.front().code == ErrorCode::kDirectoryUnwritable);

  HandlerKit early;
  std::filesystem::create_directories(early.request.out);
  std::ofstream(early.request.out / "preregistrations") << "in the way";
  const auto unregistered = early.outcome_of(sent);
  CHECK(unregistered.problems.front().code == ErrorCode::kDirectoryUnwritable);
}

TEST_CASE("log lines and progress reach the observer, made printable") {
  HandlerKit kit;
  kit.outcome_of({{FrameType::kLog, R"({"level": 3, "component": "corpus x\u001b", "line": "a\u0007b"})"},
                  {FrameType::kProgress, R"({"done": 3, "total": 9})"}});
  CHECK(kit.observer.events.at(1) == "log 3 corpus x?: a?b");
  CHECK(kit.observer.events.at(2) == "progress 3/9");
}

namespace {

/// A shard over a file of lines, and a cache that knows a digest of it.
struct CacheKit {
  explicit CacheKit(std::string_view use, bool spoilt = false) {
    const auto lines = (kit.folder / "lines.txt").string();
    std::ofstream file(lines);
    for (int i = 0; i < 20'000; ++i) file << i << '\n';
    file.close();
    auto reading = campaign::read_manifest_text(R"([campaign]
name = "cached"
[substrate.unit]
use = "arithmetic"
[corpus.lines]
use = "lines"
params = { file = ")" + lines + R"(" }
[[scenario]]
use = "mean-above"
[execution]
hash_cache = ")" + std::string(use) + "\"\n", "/project/campaign.toml", {});
    REQUIRE(reading.manifest.has_value());
    kit.manifest = std::move(*reading.manifest);
    kit.plan = campaign::build_plan(kit.manifest);
    kit.request.hash_cache = kit.folder / "cache";
    auto hashed = seeing::hash_file(lines);
    true_digest = records::to_hex(hashed.sha256);
    hashed.begun_ns += 10'000'000'000;  // as if it had been hashed ten seconds later
    if (spoilt) hashed.sha256[3] = static_cast<unsigned char>(hashed.sha256[3] ^ 1);
    seeing::HashCache cache(kit.request.hash_cache);
    cache.remember(lines, hashed);
    REQUIRE(cache.save().empty());
  }
  campaign::ShardOutcome run() {
    const std::atomic<bool> cancelled{false};
    campaign::LineageRecorder lineage(kit.request, kit.plan, kit.request.out, "0123456789ab-1-89abcdef");
    ShardHandler handler(kit.request, kit.plan, kit.request.out, lineage, kit.observer, cancelled);
    handler.on_start(0);
    execution::WorkEnd end;
    try {
      const auto last = campaign::run_to_frame(
          campaign::job_as_written(kit.plan.shards[0], kit.manifest, false), *kit.request.registry,
          [&](Frame frame) { return handler.on_frame(0, std::move(frame)); }, nullptr);
      (void)handler.on_frame(0, last);
    } catch (const std::exception& error) {
      end.kind = EndKind::kProtocolBroken;
      end.reason = error.what();
    }
    handler.on_end(0, end);
    return handler.outcomes().at(0);
  }
  test::CampaignKit kit;
  std::string true_digest;
};

std::string hash_of_lines(const std::string& digest) { return records::sha256_hex("[[\"lines.txt\",\"" + digest + "\"]]"); }

bool says(const campaign::ShardOutcome& outcome, std::string_view source) {
  REQUIRE(outcome.proof.has_value());
  const auto provenance = records::canonical(records::Json(outcome.proof->provenance));
  return provenance.find("\"ophamin:data_hash_source\":\"" + std::string(source) + "\"") != std::string::npos;
}

}  // namespace

TEST_CASE("a record says that the digest of its data came from the cache, and whether the bytes were read") {
  CacheKit check("check");
  const auto checked = check.run();
  CHECK(says(checked, "cache+bytes"));
  CHECK(checked.proof->preregistration.data_hash == hash_of_lines(check.true_digest));
  CHECK(says(CacheKit("off").run(), "bytes"));
  CacheKit without("use");
  without.kit.request.hash_cache.reset();
  CHECK(says(without.run(), "bytes"));
  // Beside a shard this short the check may be over or not; the record says which.
  const auto used = CacheKit("use").run();
  CHECK((says(used, "cache") || says(used, "cache+bytes")));
}

TEST_CASE("a wrong digest from the cache is an errored shard, and forgotten") {
  CacheKit wrong("check", true);
  const auto outcome = wrong.run();
  CHECK_FALSE(outcome.proof.has_value());
  REQUIRE_FALSE(outcome.problems.empty());
  CHECK(outcome.problems.front().code == ErrorCode::kDataMismatch);
  CHECK(outcome.problems.front().message.find("lines.txt") != std::string::npos);
  wrong.kit.request.out = wrong.kit.folder / "again";
  const auto again = wrong.run();
  CHECK(says(again, "bytes"));
  CHECK(again.proof->preregistration.data_hash == hash_of_lines(wrong.true_digest));
  // Without a cache the same data needs no mending.
  CHECK(CacheKit("off", true).run().proof.has_value());
}

TEST_CASE("data that changes while a cached digest is used is an errored shard") {
  CacheKit kit("use");
  const std::atomic<bool> cancelled{false};
  campaign::LineageRecorder lineage(kit.kit.request, kit.kit.plan, kit.kit.request.out, "0123456789ab-1-89abcdef");
  ShardHandler handler(kit.kit.request, kit.kit.plan, kit.kit.request.out, lineage, kit.kit.observer, cancelled);
  handler.on_start(0);
  const auto last = campaign::run_to_frame(
      campaign::job_as_written(kit.kit.plan.shards[0], kit.kit.manifest, false), *kit.kit.request.registry,
      [&](Frame frame) {
        auto answer = handler.on_frame(0, frame);
        if (frame.type == FrameType::kStatement) std::ofstream(kit.kit.folder / "lines.txt", std::ios::app) << "1\n";
        return answer;
      },
      nullptr);
  (void)handler.on_frame(0, last);
  handler.on_end(0, {});
  const auto& outcome = handler.outcomes().at(0);
  CHECK_FALSE(outcome.proof.has_value());
  CHECK(outcome.problems.front().code == ErrorCode::kGuestBrokePromise);
  CHECK(outcome.problems.front().message.find("changed while the shard ran") != std::string::npos);
}

TEST_CASE("hashing that is cancelled leaves no outcome") {
  CacheKit kit("off");
  const std::atomic<bool> cancelled{true};
  campaign::LineageRecorder lineage(kit.kit.request, kit.kit.plan, kit.kit.request.out, "0123456789ab-1-89abcdef");
  ShardHandler handler(kit.kit.request, kit.kit.plan, kit.kit.request.out, lineage, kit.kit.observer, cancelled);
  handler.on_start(0);
  ErrorCode code = ErrorCode::kInternalError;
  (void)campaign::run_to_frame(
      campaign::job_as_written(kit.kit.plan.shards[0], kit.kit.manifest, false), *kit.kit.request.registry,
      [&](Frame frame) -> std::optional<Frame> {
        try {
          return handler.on_frame(0, std::move(frame));
        } catch (const diagnostics::Error& error) {
          code = error.code();
          throw;
        }
      },
      nullptr);
  CHECK(code == ErrorCode::kCancelled);
}
