// SPDX-License-Identifier: Apache-2.0
#include "progress.hpp"

#include <sstream>

#include <doctest/doctest.h>

#include <ophamin/reporting/table.hpp>

#include "call.hpp"

using namespace ophamin;
using test::contains;

namespace {

campaign::Shard shard(std::size_t index, std::string name, campaign::SweepPoint point = {}) {
  campaign::Shard made;
  made.index = index;
  made.id = "000" + std::to_string(index) + "-" + name;
  made.scenario.name = std::move(name);
  made.point = std::move(point);
  return made;
}

campaign::ShardOutcome validated(double observed) {
  campaign::ShardOutcome outcome;
  records::EmpiricalProofRecord proof;
  proof.claim.threshold = {.metric = "latency", .comparator = records::Comparator::kAtMost, .value = 0.05, .units = "s"};
  proof.verdict = records::Verdict::decide(observed, proof.claim.threshold);
  outcome.proof = proof;
  outcome.cycles = 2000;
  outcome.seconds = 1.24;
  return outcome;
}

campaign::ShardOutcome errored(std::string message) {
  campaign::ShardOutcome outcome;
  outcome.problems.push_back({.code = diagnostics::ErrorCode::kShardCrashed, .message = std::move(message)});
  return outcome;
}

/// A progress with a clock that is set by hand.
struct Watched {
  explicit Watched(cli::Progress::Style style, std::size_t width = 80)
      : progress(out, {.style = style, .colour = false, .width = [width] { return width; }, .now = [this] { return now; }}) {
    plan.campaign = "demo";
    plan.shards = {shard(0, "first"), shard(1, "second", {{"params.level", 6}}), shard(2, "third")};
  }
  std::string taken() {
    std::string text = out.str();
    out.str("");
    return text;
  }
  void wait(int milliseconds) { now += std::chrono::milliseconds(milliseconds); }

  std::ostringstream out;
  cli::Progress::Time now{};
  campaign::Plan plan;
  cli::Progress progress;
};

}  // namespace

TEST_CASE("progress lines fit the width and name what runs") {
  cli::CampaignState state{.total = 4, .finished = 1, .errored = 1, .seconds = 61.0, .phase = "measuring", .running = {}};
  state.running.push_back({.index = 1, .label = "a-scenario-with-a-rather-long-name level=6", .done = 50, .total = 200, .seconds = 2.0});
  state.running.push_back({.index = 2, .label = "b", .done = 7, .total = 0, .seconds = 0.5});
  for (const std::size_t width : {40u, 60u, 80u, 200u}) {
    const auto lines = cli::progress_lines(state, width);
    REQUIRE(lines.size() == 3);
    for (const std::string& line : lines) CHECK(reporting::display_width(line) < width);
  }
  const auto lines = cli::progress_lines(state, 80);
  CHECK(contains(lines[0], "[=====               ]  25%"));
  CHECK(contains(lines[1], "7 cycles"));
  CHECK(contains(lines[2], "measuring: 1 of 4 shards, 1 errored"));
  CHECK(contains(lines[2], "1m01s"));
}

TEST_CASE("more shards than the screen has lines are counted") {
  cli::CampaignState state{.total = 100};
  for (std::size_t i = 0; i < 40; ++i) state.running.push_back({.index = i, .label = "s"});
  const auto lines = cli::progress_lines(state, 80);
  REQUIRE(lines.size() == cli::kMostLines + 2);
  CHECK(lines[cli::kMostLines] == "and 28 more");
}

TEST_CASE("an outcome is one line") {
  CHECK(cli::outcome_text(validated(0.00123)) == "VALIDATED, 0.00123 <= 0.05 s, n 2000, 1.2s");
  CHECK(cli::outcome_text(validated(0.5)) == "REFUTED, 0.5 <= 0.05 s, n 2000, 1.2s");
  CHECK(cli::outcome_text(errored("the worker died\nof SIGSEGV")) == "ERRORED: the worker died of SIGSEGV");
  CHECK(cli::shard_label(shard(1, "second", {{"params.level", 6}})) == "second level=6");
  CHECK(cli::shard_label(shard(0, "first")) == "first");
}

TEST_CASE("without a terminal a shard is a line when it starts and one when it ends") {
  Watched watched(cli::Progress::Style::kLines);
  watched.progress.on_plan(watched.plan, 1, "/out");
  watched.progress.on_shard_start(watched.plan.shards[1]);
  watched.progress.on_shard_progress(watched.plan.shards[1], 5, 10);
  watched.progress.on_shard_end(watched.plan.shards[1], validated(0.01));
  watched.progress.on_note("an old folder was moved");
  watched.progress.finish();
  CHECK(watched.taken() ==
        "demo: 3 shards, 1 finished before\n"
        "[2/3] second level=6: started\n"
        "[2/3] second level=6: VALIDATED, 0.01 <= 0.05 s, n 2000, 1.2s\n"
        "note: an old folder was moved\n");
}

TEST_CASE("on a terminal lines are drawn in place, at most ten times a second") {
  Watched watched(cli::Progress::Style::kLive);
  watched.progress.on_plan(watched.plan, 0, "/out");
  CHECK(contains(watched.taken(), "0 of 3 shards"));
  watched.progress.on_shard_start(watched.plan.shards[0]);
  CHECK(watched.taken().empty());
  watched.wait(100);
  watched.progress.on_shard_progress(watched.plan.shards[0], 1, 10);
  const std::string drawn = watched.taken();
  CHECK(drawn.starts_with("\r\x1b[1A\x1b[J"));
  CHECK(contains(drawn, "first"));
  CHECK(contains(drawn, " 10%"));
  for (int step = 0; step < 9; ++step) {
    watched.wait(11);
    watched.progress.on_shard_progress(watched.plan.shards[0], 2, 10);
  }
  CHECK(watched.taken().empty());
  watched.wait(1);
  watched.progress.on_shard_progress(watched.plan.shards[0], 3, 10);
  CHECK(watched.taken().starts_with("\r\x1b[2A\x1b[J"));
}

TEST_CASE("what went wrong stays above the lines, what went well does not") {
  Watched watched(cli::Progress::Style::kLive);
  watched.progress.on_plan(watched.plan, 0, "/out");
  watched.progress.on_shard_start(watched.plan.shards[0]);
  watched.wait(200);
  watched.progress.on_shard_end(watched.plan.shards[0], validated(0.01));
  CHECK_FALSE(contains(watched.taken(), "VALIDATED"));
  watched.progress.on_shard_start(watched.plan.shards[2]);
  watched.progress.on_shard_end(watched.plan.shards[2], errored("it hung"));
  const std::string text = watched.taken();
  CHECK(contains(text, "\x1b[J[3/3] third: ERRORED: it hung\n"));
  CHECK(contains(text, "2 of 3 shards, 1 errored"));
  watched.progress.finish();
  CHECK(watched.taken() == "\r\x1b[1A\x1b[J");
  watched.progress.on_note("too late");
  CHECK(watched.taken().empty());
}

TEST_CASE("guests cannot move the cursor") {
  Watched watched(cli::Progress::Style::kLines);
  watched.progress.on_plan(watched.plan, 0, "/out");
  (void)watched.taken();
  watched.progress.on_log(watched.plan.shards[0], OPH_LOG_INFO, "corpus x", "not worth a line");
  CHECK(watched.taken().empty());
  watched.progress.on_log(watched.plan.shards[0], OPH_LOG_WARNING, "corpus x", "a\x1b[2Jb");
  const std::string text = watched.taken();
  CHECK(contains(text, "warning: 0000-first: corpus x: a"));
  CHECK_FALSE(contains(text, "\x1b"));
}

TEST_CASE("quiet says nothing at all") {
  Watched watched(cli::Progress::Style::kQuiet);
  watched.progress.on_plan(watched.plan, 0, "/out");
  watched.progress.on_shard_start(watched.plan.shards[0]);
  watched.progress.on_shard_end(watched.plan.shards[0], errored("it hung"));
  watched.progress.on_note("a note");
  watched.progress.finish();
  CHECK(watched.taken().empty());
}

TEST_CASE("a shard that was stopped has not happened") {
  Watched watched(cli::Progress::Style::kLines);
  watched.progress.on_plan(watched.plan, 0, "/out");
  (void)watched.taken();
  campaign::ShardOutcome stopped;
  stopped.problems.push_back({.code = diagnostics::ErrorCode::kCancelled, .message = "the shard was cancelled"});
  watched.progress.on_shard_end(watched.plan.shards[0], stopped);
  CHECK(watched.taken() == "[1/3] first: stopped\n");

  Watched live(cli::Progress::Style::kLive);
  live.progress.on_plan(live.plan, 0, "/out");
  live.wait(200);
  live.progress.on_shard_end(live.plan.shards[0], stopped);
  CHECK(contains(live.taken(), "0 of 3 shards"));
}
