// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <ophamin/measuring/shard_result.hpp>
#include <ophamin/records/json_parser.hpp>

#include "campaign_kit.hpp"
#include "diagnostic_codec.hpp"
#include "job_maker.hpp"
#include "shard_work.hpp"

using namespace ophamin;
using diagnostics::ErrorCode;
using execution::Frame;
using execution::FrameType;

namespace {

std::optional<Frame> proceed(Frame frame) {
  if (frame.type != FrameType::kStatement) return std::nullopt;
  return Frame{FrameType::kProceed, "{}"};
}

}  // namespace

TEST_CASE("a shard's last frame is a result, or a failure with its code") {
  const test::CampaignKit kit;
  const auto& registry = *kit.request.registry;
  const auto fine = campaign::run_to_frame(campaign::job_as_written(kit.plan.shards[0], kit.manifest, false), registry, proceed, nullptr);
  REQUIRE(fine.type == FrameType::kResult);
  CHECK(measuring::ShardResult::from_json(records::parse_json(fine.payload)).observed == 12.25);

  auto job = campaign::job_as_written(kit.plan.shards[2], kit.manifest, false);
  const auto code_of = [&](const std::atomic<bool>* cancelled = nullptr) {
    const auto frame = campaign::run_to_frame(job, registry, proceed, cancelled);
    REQUIRE(frame.type == FrameType::kFailure);
    return campaign::decode_diagnostics(records::parse_json(frame.payload)).front().code;
  };
  CHECK(code_of() == ErrorCode::kGuestError);
  job.scenario.params["fault"] = "memory";
  CHECK(code_of() == ErrorCode::kShardMemoryLimit);
  job.scenario.params["fault"] = "nan";
  CHECK(code_of() == ErrorCode::kGuestBrokePromise);
  job.scenario.use = "no-such-scenario";
  CHECK(code_of() == ErrorCode::kComponentNotFound);
  job = campaign::job_as_written(kit.plan.shards[0], kit.manifest, false);
  const std::atomic<bool> cancelled{true};
  CHECK(code_of(&cancelled) == ErrorCode::kCancelled);
}
