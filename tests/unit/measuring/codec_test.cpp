// SPDX-License-Identifier: Apache-2.0
//
// What crosses between host and worker: nothing is lost, and nothing malformed is believed.
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <ophamin/records/json_parser.hpp>

#include "shard_kit.hpp"

using namespace ophamin;
using diagnostics::ErrorCode;
using records::Json;

namespace {

measuring::ShardJob full_job() {
  auto job = test::job_of("mean-above", {{"threshold", 1.0}, {"list", true}});
  job.cycle = {{"offset", -3}};
  job.n_cycles = std::numeric_limits<std::uint64_t>::max();
  job.pillars.push_back({"test.cusum", {{"value", {"half", "square"}}, {"y", {}}}, {{"limit", 2.5}}, true});
  job.seed = std::numeric_limits<std::uint64_t>::max() - 1;
  job.verify_determinism = true;
  job.drafts = {"draft.a"};
  job.instrument = instrumenting::Settings{.sampling = std::chrono::milliseconds(7), .per_cycle = true};
  job.trace_file = "/somewhere/trace \xC3\xA9";
  return job;
}

measuring::ShardResult full_result() {
  measuring::ShardResult result;
  result.observed = -std::numeric_limits<double>::infinity();
  result.inconclusive = "why";
  result.reasoning = "because";
  records::PillarEvidence row;
  row.pillar = "p";
  row.statistic_name = "s";
  row.statistic_value = std::nan("");
  row.library = "l";
  row.library_version = "1";
  row.effect_size = 0.1;
  row.ci_low = -0.0;
  row.ci_high = std::numeric_limits<double>::infinity();
  row.p_value = 1e-300;
  row.cross_check = records::CrossCheck::kSkipped;
  row.detail.set("nested", records::parse_json(R"({"a": [1, 2.0, null]})"));
  result.evidence = {row, records::PillarEvidence{.pillar = "q", .statistic_name = "t", .statistic_value = 30.0}};
  result.cycles = 10;
  result.failed = 3;
  result.planned = std::numeric_limits<std::uint64_t>::max();
  result.stopped_early = true;
  result.corpus_records = 99;
  result.invalid_utf8 = 5;
  result.skipped = {{"a line that is no JSON", 4}, {"other reasons", 1}};
  result.selected = 12;
  result.failures = {{"x", 2}, {"y", 1}};
  result.resource_profile = records::JsonObject{{"n_cycles", Json(10)}};
  result.events = {{"test.cusum", 7, {{3, "alarm", 1.5}, {4, "nan", std::nan("")}}}};
  result.substrate_state.set("k", Json(1));
  result.pillar_calls = 4;
  result.record_hash = "abc";
  result.timing = "marked";
  result.substrate_ns = 5;
  result.total_ns = 6;
  result.determinism_verified = true;
  return result;
}

measuring::Statement full_statement() {
  measuring::Statement statement;
  statement.claim = {.statement = "S",
                     .operationalization = "O",
                     .threshold = {.metric = "m", .comparator = records::Comparator::kLess, .value = 0.5, .units = "u"},
                     .h0 = "0",
                     .h1 = "1"};
  statement.analysis_plan = "A";
  statement.stopping_rule = "R";
  statement.driven = true;
  statement.planned_cycles = 77;
  statement.substrate_name = "sub";
  statement.substrate_revision = "r1";
  statement.substrate_kind = "library";
  statement.corpus_name = "c";
  statement.corpus_kind = "k";
  statement.corpus_source = "from";
  statement.corpus_revision = "r2";
  statement.files = std::vector<seeing::CorpusFile>{{"/a", "a"}, {"/b", "b/c"}};
  statement.record_hash = "h";
  return statement;
}

/// Takes the text that would be on the channel through its parser.
template <typename T>
std::string round_trip(const T& value) {
  return records::canonical(T::from_json(records::parse_json(records::canonical(value.to_json()))).to_json());
}

/// Every member left out, and every member of another type, is refused or is one that may be null.
template <typename T>
void check_each_member(const T& value, const std::vector<std::string>& nullable) {
  const auto whole = value.to_json();
  for (const auto& member : whole.as_object()) {
    CAPTURE(member.key);
    auto without = whole;
    without.as_object().erase(member.key);
    test::check_error(ErrorCode::kShardProtocolBroken, "'" + member.key + "'", [&] { T::from_json(without); });
    auto other = whole;
    other.as_object().set(member.key, member.value.is_array() ? Json(7) : Json(records::JsonArray{Json(true)}));
    test::check_error(ErrorCode::kShardProtocolBroken, "malformed", [&] { T::from_json(other); });
    auto null = whole;
    null.as_object().set(member.key, Json());
    if (std::find(nullable.begin(), nullable.end(), member.key) != nullable.end()) {
      CHECK_NOTHROW(T::from_json(null));
    } else {
      test::check_error(ErrorCode::kShardProtocolBroken, "malformed", [&] { T::from_json(null); });
    }
  }
  test::check_error(ErrorCode::kShardProtocolBroken, "malformed", [&] { T::from_json(Json(3)); });
  test::check_error(ErrorCode::kShardProtocolBroken, "malformed", [&] { T::from_json(Json(records::JsonArray{})); });
}

}  // namespace

TEST_CASE("jobs, results and statements arrive as they were sent") {
  CHECK(round_trip(full_job()) == records::canonical(full_job().to_json()));
  CHECK(round_trip(test::job_of("x")) == records::canonical(test::job_of("x").to_json()));
  CHECK(round_trip(full_result()) == records::canonical(full_result().to_json()));
  CHECK(round_trip(full_statement()) == records::canonical(full_statement().to_json()));
  const auto result = measuring::ShardResult::from_json(records::parse_json(records::canonical(full_result().to_json())));
  CHECK(std::isnan(result.evidence[0].statistic_value));
  CHECK(std::signbit(*result.evidence[0].ci_low));
  CHECK(result.planned == std::numeric_limits<std::uint64_t>::max());
  const auto job = measuring::ShardJob::from_json(full_job().to_json());
  CHECK(job.seed == std::numeric_limits<std::uint64_t>::max() - 1);
  CHECK(job.scenario.params.at("threshold").is_double());
}

TEST_CASE("what is missing or of another type is refused by name") {
  check_each_member(full_job(), {"substrate", "n_cycles", "instrument"});
  check_each_member(full_result(), {"inconclusive", "resource_profile"});
  check_each_member(full_statement(), {"files"});
}

TEST_CASE("results that cannot be are refused") {
  const auto refused = [](std::string_view piece, const std::function<void(records::JsonObject&)>& spoil) {
    auto json = full_result().to_json();
    spoil(json.as_object());
    test::check_error(ErrorCode::kShardProtocolBroken, piece, [&] { measuring::ShardResult::from_json(json); });
  };
  refused("more failed cycles than cycles", [](auto& o) { o.set("failed", Json(11)); });
  refused("no row of evidence", [](auto& o) { o.set("evidence", Json(records::JsonArray{})); });
  refused("'cycles' is no natural number", [](auto& o) { o.set("cycles", Json(-1)); });
  refused("'cycles' is no natural number", [](auto& o) { o.set("cycles", Json(1.0)); });
  refused("'cycles' is no natural number", [](auto& o) { o.set("cycles", Json::big_integer("18446744073709551616")); });
  refused("'cross_check'", [](auto& o) { o.find("evidence")->as_array()[0].as_object().set("cross_check", Json("maybe")); });
  refused("more events than are kept", [](auto& o) {
    auto& kept = o.find("events")->as_array()[0].as_object().find("kept")->as_array();
    kept.resize(measuring::EventLog::kKeptEvents + 1, kept.front());
  });
}

TEST_CASE("a statement without its texts is refused, whoever sends it") {
  for (const auto* key : {"statement", "operationalization", "h0", "h1", "metric", "analysis_plan", "substrate_name", "corpus_name"}) {
    CAPTURE(key);
    auto json = full_statement().to_json();
    json.as_object().set(key, Json(""));
    test::check_error(ErrorCode::kShardProtocolBroken, "empty", [&] { measuring::Statement::from_json(json); });
  }
  auto json = full_statement().to_json();
  json.as_object().set("threshold", Json(std::nan("")));
  test::check_error(ErrorCode::kShardProtocolBroken, "NaN", [&] { measuring::Statement::from_json(json); });
  json = full_statement().to_json();
  json.as_object().set("comparator", Json("!="));
  test::check_error(ErrorCode::kShardProtocolBroken, "'comparator'", [&] { measuring::Statement::from_json(json); });
}
