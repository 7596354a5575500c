// SPDX-License-Identifier: Apache-2.0
//
// Jobs and diagnostics on their way between host and worker.
#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include <ophamin/diagnostics/render.hpp>
#include <ophamin/records/canonical.hpp>
#include <ophamin/records/json_parser.hpp>

#include "campaign_kit.hpp"
#include "diagnostic_codec.hpp"
#include "frame_notary.hpp"
#include "job_maker.hpp"
#include "worker_job.hpp"

using namespace ophamin;
using diagnostics::Diagnostic;
using diagnostics::ErrorCode;

TEST_CASE("a failure arrives as it was") {
  Diagnostic full;
  full.code = ErrorCode::kFieldContractViolation;
  full.severity = diagnostics::Severity::kWarning;
  full.rule = "OPH-ABI-7";
  full.message = "m \xC3\xA9";
  full.expected = "e";
  full.found = "f";
  full.mend = "d";
  full.place.file = "/a/b";
  full.place.path = "p";
  full.suggestions = {"x", "y"};
  const std::vector<Diagnostic> sent{full, Diagnostic{.code = ErrorCode::kCancelled, .message = "second"}};
  const auto back = campaign::decode_diagnostics(records::parse_json(records::canonical(campaign::encode_diagnostics(sent))));
  REQUIRE(back.size() == 2);
  CHECK(diagnostics::to_text(back, false) == diagnostics::to_text(sent, false));
  CHECK(back[0].suggestions == full.suggestions);
  CHECK(back[0].place.file == "/a/b");
}

TEST_CASE("a failure that cannot be understood is still one") {
  for (const auto* text : {"null", "[]", "{}", "7"}) {
    const auto back = campaign::decode_diagnostics(records::parse_json(text));
    REQUIRE(back.size() == 1);
    CHECK(back[0].code == ErrorCode::kShardProtocolBroken);
    CHECK(back[0].message == "the worker reported a failure without saying which");
  }
  const auto strange = campaign::decode_diagnostics(records::parse_json(R"([{"name": "NoSuchError", "message": 7}, 3])"));
  REQUIRE(strange.size() == 2);
  CHECK(strange[0].code == ErrorCode::kShardProtocolBroken);
}

TEST_CASE("a worker loads what its shard can need") {
  const test::CampaignKit kit;
  const auto& registry = *kit.request.registry;
  const auto job = campaign::job_as_written(kit.plan.shards[0], kit.manifest, false);
  const auto files = campaign::plugins_for(job, registry);
  const auto has = [&](const registry::Plugin& plugin) {
    return std::any_of(files.begin(), files.end(), [&](const registry::TrustedFile& file) { return file.path == plugin.path; });
  };
  for (const auto* plugin : registry.plugins()) {
    bool needed = false;
    for (const auto* component : registry.components(*plugin)) {
      needed = needed || component->kind == OPH_PILLAR || component == registry.find(OPH_SCENARIO, job.scenario.use) ||
               component == registry.find(OPH_CORPUS, job.corpus.use) ||
               (job.substrate && component == registry.find(OPH_SUBSTRATE, job.substrate->use));
    }
    CHECK_MESSAGE(has(*plugin) == needed, plugin->path.string());
  }
  CHECK(!files.empty());
  CHECK(files.size() < registry.plugins().size());
  for (const auto& file : files) CHECK(file.sha256.size() == 64);
}

TEST_CASE("a job names its plugins by digest, and arrives whole") {
  const test::CampaignKit kit;
  const auto written = campaign::job_as_written(kit.plan.shards[1], kit.manifest, true);
  CHECK(written.scenario.params.at("threshold").as_int64() == 100);
  CHECK(written.verify_determinism);
  CHECK(written.trace_file.empty());
  const auto ready = campaign::job_to_run(written, kit.manifest, *kit.request.registry, "/traces/x.jsonl");
  CHECK(ready.trace_file == "/traces/x.jsonl");
  CHECK(ready.scenario.params.at("cycles").as_int64() == 50);  // completed with the schema's defaults

  const campaign::WorkerJob job{ready, {{"/plugins/a.so", "aa"}, {"/plugins/b.so", "bb"}}, {{OPH_PILLAR, "O.spc", "mine"}}};
  const auto back = campaign::WorkerJob::decode(job.encode());
  CHECK(records::canonical(back.shard.to_json()) == records::canonical(ready.to_json()));
  REQUIRE(back.plugins.size() == 2);
  CHECK(back.plugins[1].path == "/plugins/b.so");
  CHECK(back.plugins[1].sha256 == "bb");
  REQUIRE(back.preferences.size() == 1);
  CHECK(back.preferences[0].kind == OPH_PILLAR);
  CHECK(back.preferences[0].plugin == "mine");
  CHECK(back.encode() == job.encode());
  test::check_error(ErrorCode::kShardProtocolBroken, "'plugins'", [&] { campaign::WorkerJob::decode(R"({"shard": )" + records::canonical(ready.to_json()) + "}"); });
}

TEST_CASE("a runner goes on only when the host says so") {
  std::vector<execution::FrameType> sent;
  std::optional<execution::Frame> answer = execution::Frame{execution::FrameType::kProceed, "{}"};
  campaign::FrameNotary notary([&](execution::Frame frame) {
    sent.push_back(frame.type);
    return frame.type == execution::FrameType::kStatement ? answer : std::nullopt;
  });
  notary.preregister({});
  notary.progress(1, 2);
  notary.log(3, "c", "line");
  CHECK(sent == std::vector{execution::FrameType::kStatement, execution::FrameType::kProgress, execution::FrameType::kLog});
  answer->type = execution::FrameType::kLog;
  test::check_error(ErrorCode::kShardProtocolBroken, "did not confirm", [&] { notary.preregister({}); });
  answer.reset();
  test::check_error(ErrorCode::kShardProtocolBroken, "did not confirm", [&] { notary.preregister({}); });
}
