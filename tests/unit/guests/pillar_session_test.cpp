// SPDX-License-Identifier: Apache-2.0
#include <ophamin/guests/pillar_session.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <fixtures/guests/guest_registry.hpp>
#include <ophamin/records/canonical.hpp>

#include "table_maker.hpp"

using namespace ophamin;
using diagnostics::ErrorCode;
using guests::PillarSession;
using test::TableMaker;

namespace {

guests::Environment environment() {
  guests::Environment result;
  result.registry = &test::guests_registry();
  return result;
}

std::vector<guests::EvidenceRow> compute(std::string_view pillar, const TableMaker& maker, const boost::json::object& params = {},
                                         bool verify = false) {
  auto shared = environment();
  shared.verify_determinism = verify;
  PillarSession session(shared, test::guest(OPH_PILLAR, pillar), params);
  return session.compute(maker.table());
}

void check_faulty(ErrorCode code, std::string_view fault, std::string_view piece) {
  CAPTURE(fault);
  test::check_error(code, piece, [&] { compute("test.faulty", TableMaker(1).floats("value", {1}), {{"fault", fault}}); });
}

}  // namespace

TEST_CASE("a table goes in, evidence comes out") {
  const auto rows = compute("test.mean", TableMaker(4).bools("value", {1, 0, 1, 1}));
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].evidence.statistic_value == 0.75);
  CHECK(rows[0].evidence.library == "tests");
  const auto none = compute("test.mean", TableMaker(0).floats("value", {}));
  REQUIRE(none.size() == 1);
  CHECK(none[0].undefined.has_value());
}

TEST_CASE("a pillar sees every role, converted where it must be") {
  const auto rows = compute("test.roles", TableMaker(2).ints("y", {1, 2}).ints("x", {3, 4}).validity({1, 0}).floats("x", {5, 6}));
  const auto detail = records::canonical(records::Json(rows.at(0).evidence.detail));
  CHECK(detail == R"({"column0":{"missing":0,"role":"y","sum":3.0,"type":"a number"},"column1":{"missing":1,"role":"x","sum":3.0,)"
                  R"("type":"an integer"},"column2":{"missing":0,"role":"x","sum":11.0,"type":"a number"}})");
}

TEST_CASE("promises of a pillar are held") {
  check_faulty(ErrorCode::kGuestBrokePromise, "no-evidence", "compute gave no row of evidence");
  check_faulty(ErrorCode::kGuestBrokePromise, "nan", "NaN without OPH_EVIDENCE_UNDEFINED");
  check_faulty(ErrorCode::kGuestBrokePromise, "interval", "ends are 2 and 1");
  check_faulty(ErrorCode::kGuestBrokePromise, "p-value", "a p-value of 1.5");
  check_faulty(ErrorCode::kGuestBrokePromise, "undefined", "without a count or a reason");
  check_faulty(ErrorCode::kGuestBrokePromise, "flood", "more than 10000 rows");
  check_faulty(ErrorCode::kShardMemoryLimit, "memory", "OPH_OUT_OF_MEMORY");
  check_faulty(ErrorCode::kNonUniformComputeError, "missing-role", "a table without `group`");
  check_faulty(ErrorCode::kGuestError, "throws", "the pillar cannot");
}

TEST_CASE("a stream gives the evidence of the whole table, however it is cut") {
  std::vector<double> values;
  for (int i = 0; i < 40; ++i) values.push_back(i % 7);
  const boost::json::object params{{"target", 2.0}, {"limit", 8.0}};
  const auto whole = compute("test.cusum", TableMaker(40).floats("value", values), params);
  std::vector<guests::PillarEvent> first_events;
  for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{40}}) {
    auto shared = environment();
    PillarSession session(shared, test::guest(OPH_PILLAR, "test.cusum"), params);
    REQUIRE(session.can_stream());
    for (int round = 0; round < 2; ++round) {  // begin() forgets what came before
      std::vector<guests::PillarEvent> events;
      session.begin();
      for (std::size_t at = 0; at < values.size(); at += step) {
        const auto end = std::min(at + step, values.size());
        TableMaker rows(end - at);
        rows.floats("value", {values.begin() + static_cast<std::ptrdiff_t>(at), values.begin() + static_cast<std::ptrdiff_t>(end)});
        session.update(rows.table(), [&](guests::PillarEvent event) { events.push_back(std::move(event)); });
      }
      const auto rows = session.finish();
      REQUIRE(rows.size() == whole.size());
      CHECK(records::canonical(records::Json(rows[0].evidence.detail)) == records::canonical(records::Json(whole[0].evidence.detail)));
      CHECK(rows[0].evidence.statistic_value == static_cast<double>(events.size()));
      REQUIRE_FALSE(events.empty());
      if (first_events.empty()) first_events = events;
      REQUIRE(events.size() == first_events.size());
      for (std::size_t i = 0; i < events.size(); ++i) {
        CHECK(events[i].row == first_events[i].row);
        CHECK(events[i].value == first_events[i].value);
        CHECK(events[i].name == "alarm");
      }
    }
  }
  auto shared = environment();
  CHECK_FALSE(PillarSession(shared, test::guest(OPH_PILLAR, "test.mean"), {}).can_stream());
}

TEST_CASE("events come in order, of rows that were seen, with names") {
  const auto stream = [](std::string_view fault, std::string_view piece) {
    CAPTURE(fault);
    auto shared = environment();
    PillarSession session(shared, test::guest(OPH_PILLAR, "test.faulty"), {{"fault", fault}});
    session.begin();
    TableMaker rows(3);
    rows.floats("value", {1, 2, 3});
    test::check_error(ErrorCode::kGuestBrokePromise, piece, [&] { session.update(rows.table(), [](auto) {}); });
  };
  stream("event-order", "events out of order");
  stream("event-ahead", "an event at row 1003 of 3 seen");
  stream("event-name", "the name of an event: empty");
  auto shared = environment();
  PillarSession session(shared, test::guest(OPH_PILLAR, "test.faulty"), {{"fault", "no-evidence"}});
  session.begin();
  test::check_error(ErrorCode::kGuestBrokePromise, "finish gave no row of evidence", [&] { session.finish(); });
}

TEST_CASE("a pillar that says it is deterministic is held to it") {
  TableMaker values(2);
  values.floats("value", {1, 2});
  CHECK(compute("test.mean", values, {}, true).size() == 1);
  CHECK(compute("test.liar", values, {}, false).size() == 1);
  const auto error = test::check_error(ErrorCode::kGuestBrokePromise, "pillar test.liar says it is deterministic",
                                       [&] { compute("test.liar", values, {}, true); });
  CHECK(error.diagnostics().front().rule == "OPH-HOST-8");

  auto shared = environment();
  shared.verify_determinism = true;
  PillarSession lying(shared, test::guest(OPH_PILLAR, "test.liar"), {});
  lying.begin();
  lying.update(values.table(), [](auto) {});
  test::check_error(ErrorCode::kGuestBrokePromise, "two runs on the same table differ", [&] { lying.finish(); });
  PillarSession honest(shared, test::guest(OPH_PILLAR, "test.cusum"), {{"limit", 0.5}});
  honest.begin();
  std::size_t events = 0;
  honest.update(values.table(), [&](auto) { ++events; });
  CHECK(events == 2);
  CHECK(honest.finish().size() == 1);
  // What the host had computed once more is no call of a guest.
  PillarSession recursive(shared, test::guest(OPH_PILLAR, "test.recursive"), {{"levels", 2}});
  CHECK(recursive.compute(values.table()).size() == 1);
  CHECK(shared.pillar_calls == 2);
}
