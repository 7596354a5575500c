// SPDX-License-Identifier: Apache-2.0
//
// Shards whose cycles the host streams.
#include <cstdio>
#include <fstream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <support/temporary_directory.hpp>

#include "shard_kit.hpp"

using namespace ophamin;
using test::detail_of;
using test::job_of;
using test::RecordingNotary;
using test::run;
using test::timeless;

namespace {

/// Resident memory of this process, bytes.
std::uint64_t resident() {
  std::FILE* file = std::fopen("/proc/self/statm", "re");
  unsigned long long total = 0, pages = 0;
  const int read = std::fscanf(file, "%llu %llu", &total, &pages);
  std::fclose(file);
  return read == 2 ? pages * 4096 : 0;
}

}  // namespace

TEST_CASE("a mean over the cycles that succeeded") {
  RecordingNotary notary;
  auto job = job_of("mean-above", {{"threshold", 12.0}});
  const auto result = run(job, notary);
  CHECK(result.observed == 12.25);  // the mean of 0..49, halved
  CHECK(result.cycles == 50);
  CHECK(result.planned == 50);
  CHECK(result.selected == 50);
  CHECK(result.failed == 0);
  CHECK(result.corpus_records == 100);
  CHECK_FALSE(result.stopped_early);
  CHECK(result.timing == "none");
  CHECK(result.record_hash == notary.statement().record_hash);
  CHECK(records::canonical(records::Json(result.substrate_state)) == R"({"cycles":50,"sum":1225})");
  REQUIRE(result.evidence.size() == 1);
  CHECK(result.evidence[0].pillar == "mean-above");
  CHECK(result.evidence[0].library == "test.scenarios");
  CHECK(notary.last_progress == 50);

  const auto& statement = notary.statement();
  CHECK(statement.claim.threshold.value == 12.0);
  CHECK(statement.analysis_plan == "Average `half` over the successful cycles.");
  CHECK(statement.planned_cycles == 50);
  CHECK(statement.substrate_name == "arithmetic unit");
  CHECK(statement.substrate_revision == "arithmetic-7");
  CHECK(statement.corpus_name == "counted");
  CHECK(statement.corpus_kind == "corpus");
  CHECK(statement.corpus_source == "made up");
  CHECK(statement.corpus_revision == "counted-1");
  CHECK_FALSE(statement.files.has_value());
}

TEST_CASE("the manifest's number of cycles goes before the plan's") {
  auto job = job_of("mean-above", {{"cycles", 10}});
  CHECK(run(job).cycles == 10);
  job.n_cycles = 7;
  CHECK(run(job).cycles == 7);
  job.n_cycles = 5000;
  const auto all = run(job);
  CHECK(all.cycles == 100);
  CHECK(all.planned == 5000);
  job.n_cycles.reset();
  job.scenario.params["cycles"] = 0;  // the scenario leaves it to the host
  CHECK(run(job).planned == 1000);
}

TEST_CASE("failed cycles are counted beside, with their reasons") {
  auto job = job_of("mean-above");
  job.cycle = {{"fail_every", 10}};
  const auto result = run(job);
  CHECK(result.cycles == 50);
  CHECK(result.failed == 5);
  CHECK(result.failures == std::vector<std::pair<std::string, std::uint64_t>>{{"divisible", 5}});
  CHECK(detail_of(result) == R"({"failed":5,"first_failure":"divisible","n":45})");
  job.cycle = {{"fail_every", 1}, {"own_reasons", true}};
  const auto none = run(job);
  CHECK(none.failed == 50);
  CHECK(none.inconclusive == "not exercised: 50 of 50 cycles failed");
  CHECK(none.failures.size() == 20);
  CHECK(detail_of(none).find("undefined") != std::string::npos);
}

TEST_CASE("results do not depend on how records and cycles are cut") {
  std::set<std::string> results;
  for (const std::uint64_t per_call : {0u, 1u, 7u, 64u}) {
    for (const std::uint64_t batch : {0u, 1u, 3u, 1000u}) {
      auto job = job_of("mean-above", {{"batch", batch}, {"list", true}});
      job.corpus.params = {{"per_call", per_call}, {"attributes", true}};
      job.substrate->params = {{"noise", true}};
      job.cycle = {{"fail_every", 9}};
      results.insert(timeless(run(job)));
    }
  }
  CHECK(results.size() == 1);
  auto job = job_of("mean-above", {{"list", true}});
  job.corpus.params = {{"attributes", true}};
  job.substrate->params = {{"noise", true}};
  job.cycle = {{"fail_every", 9}};
  job.seed = 54321;
  results.insert(timeless(run(job)));
  CHECK(results.size() == 2);
}

TEST_CASE("a run that stops early says after how many cycles, whatever the corpus delivers at once") {
  for (const std::uint64_t per_call : {0u, 1u, 7u}) {
    auto job = job_of("stops-early", {{"enough", 25}, {"batch", 10}});
    job.corpus.params = {{"per_call", per_call}};
    RecordingNotary notary;
    const auto result = run(job, notary);
    CHECK(result.stopped_early);
    CHECK(result.cycles == 30);
    CHECK(result.planned == 1000);
    CHECK(result.selected == 30);
    CHECK(result.corpus_records == 100);
    CHECK(result.observed == 30.0);
    CHECK(result.evidence[0].statistic_value == 3.0);
    CHECK(detail_of(result) == R"({"planned":1000,"stopped_early":true})");
    CHECK(notary.statement().stopping_rule == "Stop at the first look at 25 cycles or more.");
  }
  const auto never = run(job_of("stops-early", {{"enough", 5000}, {"batch", 33}}));
  CHECK_FALSE(never.stopped_early);
  CHECK(never.cycles == 100);
  CHECK(never.evidence[0].statistic_value == 4.0);  // 33, 33, 33, 1
}

TEST_CASE("records are selected, reordered within a window, and read back with their attributes") {
  std::set<std::string> orders;
  for (const std::uint64_t per_call : {0u, 1u, 5u}) {
    auto job = job_of("balances");
    job.corpus.params = {{"attributes", true}, {"per_call", per_call}};
    const auto result = run(job);
    CHECK(result.cycles == 40);
    CHECK(result.observed == 1.0);
    orders.insert(detail_of(result));
  }
  REQUIRE(orders.size() == 1);
  CHECK(orders.begin()->find("r0 r1 r3 r2 r6 r4") != std::string::npos);
  CHECK(orders.begin()->find("\"select_end\":false") != std::string::npos);
  // A corpus that ends too soon: what was held back comes last.
  auto job = job_of("balances");
  job.corpus.params = {{"attributes", true}, {"count", 9}};
  const auto result = run(job);
  CHECK(result.cycles == 9);
  CHECK(detail_of(result).find("\"select_end\":true") != std::string::npos);
}

TEST_CASE("raw outputs are read back by row, from a file") {
  const test::TemporaryDirectory folder;
  auto job = job_of("reads-raw");
  job.trace_file = (folder / "trace.jsonl").string();
  const auto result = run(job);
  // Of 0..29, those that are 1 modulo 5 give no raw output.
  CHECK(result.observed == 435.0 - (1 + 6 + 11 + 16 + 21 + 26));
  CHECK(result.evidence[0].statistic_value == 6.0);
  CHECK(std::filesystem::file_size(job.trace_file) > 400);
  job.trace_file = (folder / "none" / "trace").string();
  test::check_error(diagnostics::ErrorCode::kFileUnwritable, "cannot be created", [&] { run(job); });
}

TEST_CASE("two pillars are held against each other, each attributed to its library") {
  const auto result = run(job_of("cross-checks"));
  CHECK(result.pillar_calls == 2);
  REQUIRE(result.evidence.size() == 3);
  CHECK(result.evidence[0].pillar == "test.mean");
  CHECK(result.evidence[0].library == "tests");
  CHECK(result.evidence[1].pillar == "cross-checks.comparison");
  CHECK(result.evidence[1].cross_check == records::CrossCheck::kPassed);
  CHECK(result.evidence[2].pillar == "test.running-mean");
  CHECK(result.evidence[2].library == "others");
  CHECK(result.evidence[0].statistic_value == doctest::Approx(result.evidence[2].statistic_value));
}

TEST_CASE("a static question needs no substrate") {
  auto job = job_of("counts-records");
  job.corpus.params = {{"attributes", true}};
  job.substrate.reset();
  RecordingNotary notary;
  const auto result = run(job, notary);
  CHECK(result.observed == 20.0);  // every third of sixty
  CHECK(result.cycles == 60);
  CHECK(result.failed == 0);
  CHECK(detail_of(result) == R"({"columns":1,"rows":60})");
  CHECK(notary.statement().is_static);
  CHECK(notary.statement().substrate_name == "counted");
  CHECK(notary.statement().substrate_revision == "counted-1");
  test::check_error(diagnostics::ErrorCode::kSubstrateUnavailable, "and none is given", [] {
    auto needs = job_of("mean-above");
    needs.substrate.reset();
    run(needs);
  });
}

TEST_CASE("cycles are timed one by one, by marks or by single batches") {
  const auto marked = run(job_of("times"));
  CHECK(marked.observed == 1.0);
  CHECK(marked.timing == "marked");
  CHECK(marked.substrate_ns > 0);
  CHECK(marked.total_ns >= marked.substrate_ns);
  auto job = job_of("times");
  job.substrate = measuring::ComponentUse{"unmarked", {}};
  const auto single = run(job);
  CHECK(single.observed == 1.0);
  CHECK(single.timing == "cycle");
  job.substrate = measuring::ComponentUse{"marks-not", {}};
  test::check_error(diagnostics::ErrorCode::kGuestBrokePromise, "says that it marks every cycle, and did not", [&] { run(job); });
}

TEST_CASE("guests are heard: their log, and now and then their progress") {
  RecordingNotary notary;
  run(job_of("times"), notary);
  CHECK(notary.lines == std::vector<std::string>{"scenario times: 1 of 2 done", "scenario times: looked at all"});
}

TEST_CASE("a corpus without records, and a selection of none, are no results") {
  auto job = job_of("mean-above");
  job.corpus.params = {{"count", 0}};
  test::check_error(diagnostics::ErrorCode::kNoRecordsSelected, "of 0 records of corpus counted, 0 were selected", [&] { run(job); });
}

TEST_CASE("a cancelled shard ends soon") {
  std::atomic<bool> cancelled{false};
  RecordingNotary notary;
  notary.on_preregister = [&] { cancelled = true; };
  test::check_error(diagnostics::ErrorCode::kCancelled, "", [&] { run(job_of("mean-above"), notary, &cancelled); });
}

TEST_CASE("memory does not grow with the run beyond the columns that are kept") {
  auto job = job_of("mean-above");
  constexpr std::uint64_t kCycles = 400'000;
  job.corpus.params = {{"count", kCycles}};
  job.substrate = measuring::ComponentUse{"unmarked", {}};
  job.n_cycles = kCycles;
  RecordingNotary notary;
  const auto before = resident();
  auto most = before;
  notary.on_progress = [&] { most = std::max(most, resident()); };
  const auto result = run(job, notary);
  CHECK(result.cycles == kCycles);
  CHECK(result.observed == doctest::Approx((kCycles - 1) / 4.0));
#ifndef OPHAMIN_SANITIZED
  // Nine bytes a row are kept; the records alone, if they were, would take some 30 MB.
  CHECK(most - before < 9 * kCycles + (std::uint64_t{12} << 20));
#endif
}

TEST_CASE("what a corpus left out is counted beside what it delivered") {
  const test::TemporaryDirectory folder;
  std::ofstream(folder / "lines.txt") << "1\n\n2\n\n\n3\n";
  auto job = job_of("mean-above", {{"threshold", 0.0}});
  job.corpus = {"lines", {{"file", (folder / "lines.txt").string()}, {"skip_blank", true}}};
  const auto result = run(job);
  CHECK(result.corpus_records == 3);
  CHECK(result.skipped == std::vector<std::pair<std::string, std::uint64_t>>{{"a blank line", 3}});
  CHECK(run(job_of("mean-above", {{"threshold", 0.0}})).skipped.empty());
}
