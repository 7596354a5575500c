// SPDX-License-Identifier: Apache-2.0
#include <ophamin/guests/evidence.hpp>

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <fixtures/guests/guest_registry.hpp>
#include <ophamin/guests/same_evidence.hpp>
#include <ophamin/guests/text.hpp>
#include <ophamin/records/canonical.hpp>

#include "table_maker.hpp"

using namespace ophamin;
using guests::EvidenceCollector;
using guests::EvidenceRow;
using guests::Guest;
using test::str;

namespace {

const registry::Component& mean() { return test::guest(OPH_PILLAR, "test.mean"); }

oph_evidence_t row(std::string_view statistic, double value) {
  oph_evidence_t evidence{};
  evidence.struct_size = OPH_SIZEOF(oph_evidence_t, reason);
  evidence.statistic = str(statistic);
  evidence.value = value;
  return evidence;
}

std::vector<EvidenceRow> collected(const std::function<void(const oph_evidence_sink_t&)>& calls) {
  Guest guest(mean());
  EvidenceCollector collector(guest);
  const auto* sink = collector.sink(guests::attribution_of_pillar(mean()));
  std::vector<EvidenceRow> rows;
  guest.call("compute", [&](oph_error_t*) -> oph_status_t {
    calls(*sink);
    rows = collector.take();
    return OPH_OK;
  });
  return rows;
}

void check_refused(std::string_view rule, std::string_view piece, const oph_evidence_t& evidence) {
  const auto error = test::check_error(diagnostics::ErrorCode::kGuestBrokePromise, piece, [&] {
    collected([&](const oph_evidence_sink_t& sink) {
      CHECK(sink.add(sink.context, &evidence, nullptr) != OPH_OK);
      // Whatever comes after is refused, too.
      const auto fine = row("fine", 1);
      CHECK(sink.add(sink.context, &fine, nullptr) != OPH_OK);
    });
  });
  if (!error.diagnostics().empty()) CHECK(error.diagnostics().front().rule == rule);
}

}  // namespace

TEST_CASE("rows are attributed by the host and keep what they say") {
  const auto rows = collected([](const oph_evidence_sink_t& sink) {
    auto full = row("mean", 2.5);
    full.flags = OPH_EVIDENCE_CI | OPH_EVIDENCE_P_VALUE | OPH_EVIDENCE_EFFECT_SIZE;
    full.cross_check = OPH_CHECK_FAILED;
    full.ci_low = 2;
    full.ci_high = std::numeric_limits<double>::infinity();
    full.p_value = 0.25;
    full.effect_size = -1;
    const oph_writer_t* detail = nullptr;
    CHECK(sink.add(sink.context, &full, &detail) == OPH_OK);
    REQUIRE(detail != nullptr);
    CHECK(detail->key(detail->context, str("n")) == OPH_OK);
    CHECK(detail->integer(detail->context, 12) == OPH_OK);
    const auto plain = row("median", 2);
    CHECK(sink.add(sink.context, &plain, nullptr) == OPH_OK);
  });
  REQUIRE(rows.size() == 2);
  const auto& evidence = rows[0].evidence;
  CHECK(evidence.pillar == "test.mean");
  CHECK(evidence.library == "tests");
  CHECK(evidence.library_version == "2.0");
  CHECK(evidence.statistic_name == "mean");
  CHECK(evidence.ci_low == 2.0);
  CHECK(evidence.p_value == 0.25);
  CHECK(evidence.effect_size == -1.0);
  CHECK(evidence.cross_check == records::CrossCheck::kFailed);
  CHECK(records::canonical(records::Json(evidence.detail)) == R"({"n":12})");
  CHECK_FALSE(rows[1].evidence.ci_low.has_value());
  CHECK_FALSE(rows[1].evidence.p_value.has_value());
  CHECK(rows[1].evidence.cross_check == records::CrossCheck::kNotApplicable);
}

TEST_CASE("what is undefined says so, whatever value came with it") {
  const auto rows = collected([](const oph_evidence_sink_t& sink) {
    auto undefined = row("cpk", 0.0);
    undefined.flags = OPH_EVIDENCE_UNDEFINED;
    undefined.needed = 20;
    undefined.found = 3;
    undefined.reason = str("too few");
    CHECK(sink.add(sink.context, &undefined, nullptr) == OPH_OK);
  });
  REQUIRE(rows.size() == 1);
  CHECK(std::isnan(rows[0].evidence.statistic_value));
  CHECK(records::canonical(records::Json(rows[0].evidence.detail)) == R"({"undefined":{"found":3,"needed":20,"reason":"too few"}})");
}

TEST_CASE("rows that cannot be are broken promises") {
  auto evidence = row("mean", std::nan(""));
  check_refused("OPH-ABI-7", "the statistic 'mean': a value that is NaN", evidence);
  evidence = row("", 1);
  check_refused("OPH-ABI-7", "without the name of its statistic", evidence);
  evidence = row("\xFF", 1);
  check_refused("OPH-ABI-6", "no UTF-8", evidence);
  evidence = row("mean", 1);
  evidence.struct_size = OPH_SIZEOF(oph_evidence_t, p_value);
  check_refused("OPH-ABI-2", "smaller than version 1.0's", evidence);
  evidence = row("mean", 1);
  evidence.cross_check = 17;
  check_refused("OPH-ABI-6", "the cross-check 17", evidence);
  evidence = row("mean", 1);
  evidence.flags = OPH_EVIDENCE_CI;
  evidence.ci_low = 2;
  check_refused("OPH-ABI-7", "an interval whose ends are 2 and 0", evidence);
  evidence.ci_high = std::nan("");
  check_refused("OPH-ABI-7", "an interval whose ends are 2 and nan", evidence);
  evidence = row("mean", 1);
  evidence.flags = OPH_EVIDENCE_P_VALUE;
  evidence.p_value = -0.1;
  check_refused("OPH-ABI-7", "a p-value of -0.1", evidence);
  evidence = row("mean", 1);
  evidence.flags = OPH_EVIDENCE_UNDEFINED;
  check_refused("OPH-ABI-7", "without a count or a reason", evidence);
  test::check_error(diagnostics::ErrorCode::kGuestBrokePromise, "null", [] {
    collected([](const oph_evidence_sink_t& sink) { CHECK(sink.add(sink.context, nullptr, nullptr) != OPH_OK); });
  });
}

TEST_CASE("a detail that is left open is a broken promise, of the last row too") {
  test::check_error(diagnostics::ErrorCode::kGuestBrokePromise, "ends after a key", [] {
    collected([](const oph_evidence_sink_t& sink) {
      const auto evidence = row("mean", 1);
      const oph_writer_t* detail = nullptr;
      sink.add(sink.context, &evidence, &detail);
      detail->key(detail->context, str("open"));
    });
  });
}

TEST_CASE("rows are lent back to guests as they were given") {
  auto rows = collected([](const oph_evidence_sink_t& sink) {
    auto evidence = row("mean", 2.5);
    evidence.flags = OPH_EVIDENCE_CI;
    evidence.ci_low = 1;
    evidence.ci_high = 3;
    const oph_writer_t* detail = nullptr;
    sink.add(sink.context, &evidence, &detail);
    detail->key(detail->context, str("n"));
    detail->integer(detail->context, 12);
    auto undefined = row("other", 0);
    undefined.flags = OPH_EVIDENCE_UNDEFINED;
    undefined.needed = 5;
    sink.add(sink.context, &undefined, nullptr);
  });
  const guests::LentResults lent(9, std::move(rows));
  const auto& table = *lent.table();
  CHECK(table.id == 9);
  REQUIRE(table.count == 2);
  const auto& first = *table.items[0];
  CHECK(guests::view(first.pillar) == "test.mean");
  CHECK(first.evidence->value == 2.5);
  CHECK(first.evidence->flags == OPH_EVIDENCE_CI);
  REQUIRE(first.detail->count == 1);
  CHECK(first.detail->items[0].integer == 12);
  CHECK(table.items[1]->evidence->flags == OPH_EVIDENCE_UNDEFINED);
  CHECK(table.items[1]->evidence->needed == 5);
}

TEST_CASE("evidence is compared to the last bit") {
  const auto one = [](double value, double detail) {
    return collected([&](const oph_evidence_sink_t& sink) {
      const auto evidence = row("mean", value);
      const oph_writer_t* writer = nullptr;
      sink.add(sink.context, &evidence, &writer);
      writer->key(writer->context, str("d"));
      writer->number(writer->context, detail);
    });
  };
  CHECK(guests::first_difference(one(0.1, 1), one(0.1, 1)).empty());
  CHECK(guests::first_difference(one(0.0, 1), one(-0.0, 1)) == "'mean' is 0, then -0");
  CHECK(guests::first_difference(one(0.1, 1), one(std::nextafter(0.1, 1), 1)).find("'mean' is 0.1") == 0);
  CHECK(guests::first_difference(one(0.1, 1), one(0.1, 2)) == "the detail of 'mean'");
  CHECK(guests::first_difference(one(0.1, 1), {}) == "1 rows of evidence, then 0");
}

TEST_CASE("a scenario's own rows are its plugin's") {
  const auto& scenario = test::guest(OPH_SCENARIO, "mean-above");
  const auto attribution = guests::attribution_of_scenario(scenario, "tail");
  CHECK(attribution.pillar == "mean-above.tail");
  CHECK(attribution.library == "test.scenarios");
  CHECK(attribution.library_version == "4.5.6");
  CHECK(guests::attribution_of_scenario(scenario, "").pillar == "mean-above");
}
