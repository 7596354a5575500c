// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <ophamin/abi.h>

#include <cmath>

#include "demo.hpp"

using namespace ophamin::test;

TEST_CASE("a row of evidence arrives with all that was said") {
  FakeHost host;
  Instance<oph_pillar_t> pillar(demo::component(OPH_PILLAR, "demo.mean"), host,
                                json::object{{"offset", 1}, {"negate", true}, {"weights", {1.0, 2.0}}, {"mode", "fancy"}});
  TableData table(4);
  table.numbers("value", {1.0, 2.0, 99.0, 3.0}).validity({1, 1, 0, 1});
  const auto rows = compute(pillar, table);
  REQUIRE(rows.size() == 1);
  const auto& row = rows[0];
  CHECK(row.statistic == "mean");
  CHECK(row.value == -3.0);
  CHECK(row.flags == (OPH_EVIDENCE_CI | OPH_EVIDENCE_P_VALUE | OPH_EVIDENCE_EFFECT_SIZE));
  CHECK(row.ci_low == 2.0);
  CHECK(row.ci_high == 4.0);
  CHECK(row.p_value == 0.5);
  CHECK(row.effect_size == 0.25);
  CHECK(row.cross_check == OPH_CHECK_PASSED);
  CHECK(row.detail == json::object{{"name", "x"}, {"fancy", true}, {"limit", nullptr}, {"weights", {1.0, 2.0}},
                                   {"tags", {"a", "b\"c"}}, {"small", 7}, {"any", 0}});
}

TEST_CASE("undefined evidence has no value") {
  FakeHost host;
  Instance<oph_pillar_t> pillar(demo::component(OPH_PILLAR, "demo.mean"), host);
  TableData table(0);
  table.numbers("value", {});
  const auto row = compute(pillar, table).front();
  CHECK(row.flags == OPH_EVIDENCE_UNDEFINED);
  CHECK(row.needed == 1);
  CHECK(row.found == 0);
  CHECK(row.reason == "no value");
}

TEST_CASE("a streaming pillar gets its rows and emits its events") {
  FakeHost host;
  Instance<oph_pillar_t> pillar(demo::component(OPH_PILLAR, "demo.mean"), host);
  EventCapture events;
  EvidenceCapture evidence;
  call([&](oph_error_t* error) { return pillar->begin(pillar.raw(), error); });
  for (const auto& chunk : {std::vector{1.0, 200.0}, std::vector{-300.0}}) {
    TableData rows(chunk.size());
    rows.numbers("value", chunk);
    call([&](oph_error_t* error) { return pillar->update(pillar.raw(), rows.raw(), events.raw(), error); });
  }
  call([&](oph_error_t* error) { return pillar->finish(pillar.raw(), evidence.raw(), error); });
  CHECK(evidence.rows().front().value == doctest::Approx(-33.0));
  REQUIRE(events.events.size() == 2);
  CHECK(events.events[0] == Event{1, "large", 200.0});
  CHECK(events.events[1].row == 2);
  CHECK(std::isnan(events.events[1].value));
}

TEST_CASE("parameters that do not fit fail create, and leave no instance") {
  FakeHost host;
  CHECK(status_of([&] {
          Instance<oph_pillar_t>(demo::component(OPH_PILLAR, "demo.mean"), host, json::object{{"small", 1000}});
        }) == OPH_INVALID_ARGUMENT);
}
