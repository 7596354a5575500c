// SPDX-License-Identifier: Apache-2.0
//
// Scenarios that break the contract: each is told what it broke, and gives no result.
#include <limits>
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

/// How many pre-registrations came before the end: broken claims and plans get none.
std::size_t check_faulty(std::string scenario, std::string_view fault, ErrorCode code, std::string_view piece) {
  CAPTURE(fault);
  auto job = job_of(scenario, {{"fault", fault}});
  if (scenario == "misuse" || scenario == "static-driven") job.substrate = measuring::ComponentUse{"misuse", {}};
  RecordingNotary notary;
  test::check_error(code, piece, [&] { run(job, notary); });
  return notary.statements.size();
}

void check_broken(std::string_view fault, std::string_view piece) {
  CHECK(check_faulty("faulty", fault, ErrorCode::kGuestBrokePromise, piece) == 1);
}

void check_claim(std::string_view fault, std::string_view piece) {
  CHECK(check_faulty("faulty", fault, ErrorCode::kGuestBrokePromise, piece) == 0);
}

void check_misuse(std::string_view fault, std::string_view piece, std::size_t preregistered) {
  CHECK(check_faulty("misuse", fault, ErrorCode::kGuestBrokePromise, piece) == preregistered);
}

}  // namespace

TEST_CASE("a claim is complete, or nothing is pre-registered") {
  check_claim("empty-h0", "h0 is empty");
  check_claim("empty-h0-and-statement", "statement is empty; h0 is empty");
  check_claim("nan-threshold", "the threshold is nan");
  check_claim("bad-text", "statement is text that is no UTF-8");
  check_claim("empty-plan", "the analysis plan is empty");
  CHECK(check_faulty("faulty", "create", ErrorCode::kGuestError, "cannot be made") == 0);
  CHECK(check_faulty("no-stopping-rule", "", ErrorCode::kParameterSchemaViolation, "fault") == 0);
  RecordingNotary notary;
  test::check_error(ErrorCode::kGuestBrokePromise, "pre-registers a stopping rule, and the plan has none",
                    [&] { run(job_of("no-stopping-rule"), notary); });
  CHECK(notary.statements.empty());
}

TEST_CASE("a score is complete") {
  check_broken("no-observed", "score gave no observed value");
  check_broken("nan", "the observed value is NaN");
  check_broken("observed-twice", "the observed value was given twice");
  check_broken("no-evidence", "score gave no row of evidence");
  check_broken("foreign-attach", "row 0 of results 4711, which the host did not give");
  check_broken("attach-beyond", "attach names row 1 of results 1");
  check_broken("bad-detail", "a string: text that is no UTF-8");
  check_broken("deep-detail", "nesting deeper than");
  check_broken("bad-json", "ready JSON that does not parse");
  const auto inconclusive = run(job_of("faulty", {{"fault", "inconclusive-nan"}}));
  CHECK(inconclusive.inconclusive == "nothing to see");
  CHECK(inconclusive.observed != inconclusive.observed);
  CHECK(run(job_of("faulty", {{"fault", "infinite"}})).evidence[0].statistic_value == std::numeric_limits<double>::infinity());
}

TEST_CASE("a scenario that fails says why") {
  CHECK(check_faulty("faulty", "throws", ErrorCode::kGuestError, "cannot score") == 1);
  CHECK(check_faulty("faulty", "throws-42", ErrorCode::kGuestError, "no std::exception") == 1);
  CHECK(check_faulty("faulty", "memory", ErrorCode::kShardMemoryLimit, "OPH_OUT_OF_MEMORY") == 1);
  CHECK(check_faulty("faulty", "no-records", ErrorCode::kGuestError, "OPH_PLAN_KEEP_RECORDS") == 1);
  CHECK(check_faulty("faulty", "no-raw", ErrorCode::kGuestError, "OPH_PLAN_KEEP_RAW") == 1);
  CHECK(check_faulty("faulty", "no-row", ErrorCode::kGuestError, "row 10 of a run of 10") == 1);
}

TEST_CASE("what only C can do is refused as well") {
  check_misuse("no-instance", "create succeeded without an instance", 0);
  check_misuse("no-claim", "claim gave no claim", 0);
  check_misuse("claim-null", "a null pointer was put into a sink", 0);
  check_misuse("claim-small", "a claim smaller than version 1.0's", 0);
  check_misuse("claim-comparator", "the comparator is 17, not 1 to 5", 0);
  check_misuse("claim-null-text", "h1 is a null pointer with size 9", 0);
  check_misuse("claim-hidden", "the comparator is 17", 0);
  check_misuse("claim-twice", "the claim was given twice", 0);
  check_misuse("no-plan", "plan gave no plan", 0);
  check_misuse("plan-small", "a plan smaller than version 1.0's", 0);
  check_misuse("plan-twice", "the plan was given twice", 0);
  check_misuse("request-small", "a field request smaller than version 1.0's", 0);
  check_misuse("request-unnamed", "a field request without a name", 0);
  check_misuse("select-null", "a selected record without an id", 1);
  check_misuse("select-unnamed", "a selected record without an id", 1);
  check_misuse("select-text", "a selected record: text that is no UTF-8", 1);
  check_misuse("select-null-text", "null pointer with size 3", 1);
  check_misuse("select-null-raw", "raw bytes are a null pointer", 1);
  check_misuse("evidence-null", "a row of evidence that is null", 1);
  check_misuse("evidence-small", "smaller than version 1.0's", 1);
  check_misuse("evidence-unnamed", "without the name of its statistic", 1);
  check_misuse("evidence-check", "the cross-check 9", 1);
  check_misuse("attach-null", "attach got a null pointer", 1);
  check_misuse("writer-no-key", "a value without a key", 1);
  check_misuse("writer-two-keys", "a key after the key 'a'", 1);
  check_misuse("writer-unclosed", "open arrays or objects", 1);
  check_misuse("writer-half", "ends after a key", 1);
  check_misuse("writer-ended", "an end that matches no begin", 1);
  check_misuse("writer-key-in-array", "a key outside an object", 1);
  check_misuse("writer-crossed", "an end that matches no begin", 1);
  CHECK(check_faulty("misuse", "unknown-status", ErrorCode::kGuestError, "status 77") == 1);
  CHECK(check_faulty("static-driven", "none", ErrorCode::kGuestBrokePromise, "a static plan runs no substrate") == 0);
  auto fine = job_of("misuse");
  fine.substrate = measuring::ComponentUse{"misuse", {}};
  CHECK(run(fine).cycles == 10);
}

TEST_CASE("pillars that scenarios ask for") {
  const auto computes = [](boost::json::object params) { return job_of("computes", std::move(params)); };
  const auto said = [&](boost::json::object params) { return detail_of(run(computes(std::move(params))), 0); };
  CHECK(run(computes({})).evidence.size() == 2);
  CHECK(said({{"pillar", "test.none"}}).find("test.none") != std::string::npos);
  CHECK(said({{"role", "values"}}).find("'value' is missing") != std::string::npos);
  CHECK(said({{"pillar", "test.faulty"}, {"fault", "throws"}}).find("the pillar cannot") != std::string::npos);
  CHECK(said({{"pillar", "test.recursive"}, {"levels", 9}}).find("more than 8 deep") != std::string::npos);
  const auto deep = run(computes({{"pillar", "test.recursive"}, {"levels", 7}}));
  CHECK(deep.evidence[0].statistic_value == 8.0);
  CHECK(deep.pillar_calls == 8);
  // What it may handle it may also pass on: the host's words come first then.
  test::check_error(ErrorCode::kComponentNotFound, "test.none", [&] { run(computes({{"pillar", "test.none"}, {"give_up", true}})); });
  test::check_error(ErrorCode::kNonUniformComputeError, "'value' is missing",
                    [&] { run(computes({{"role", "values"}, {"give_up", true}})); });
  // A broken promise of a pillar is not for the scenario to hide.
  test::check_error(ErrorCode::kGuestBrokePromise, "NaN without", [&] { run(computes({{"pillar", "test.faulty"}, {"fault", "nan"}})); });
}

TEST_CASE("corpora and substrates that break the contract") {
  auto job = job_of("mean-above");
  job.corpus = {"faulty-corpus", {{"fault", "gone"}}};
  RecordingNotary notary;
  run(job, notary);
  CHECK(notary.statement().files->front().path == "/nonexistent/file");  // the host will look
  job.corpus.params["fault"] = "bad-text";
  test::check_error(ErrorCode::kGuestBrokePromise, "corpus faulty-corpus broke a promise in next", [&] { run(job); });
  job.corpus.params["fault"] = "unavailable";
  test::check_error(ErrorCode::kCorpusUnavailable, "in the place where data are", [&] { run(job); });
  job = job_of("contract", {{"name", "value"}});
  job.substrate = measuring::ComponentUse{"misuse", {{"fault", "number-left-out"}}};
  test::check_error(ErrorCode::kGuestBrokePromise, "the field 'value' of row 9 was left out", [&] { run(job); });
  job.substrate->params["fault"] = "silent";
  const auto silent = run(job);
  CHECK(silent.failed == 10);
  CHECK(silent.failures.front().first == "the substrate reported neither success nor an error");
  job.substrate->use = "no-such-substrate";
  test::check_error(ErrorCode::kComponentNotFound, "no-such-substrate", [&] { run(job); });
}
