// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "golden.hpp"
#include "streaming.hpp"

using namespace ophamin::test;

namespace {

const oph_component_t* srm() { return shipped("observability", OPH_PILLAR, "O.srm"); }

struct Input {
  std::vector<std::string> arms;
  std::vector<std::int64_t> counts;
  std::vector<double> ratios{};
  std::vector<std::string> segments{};
};

std::vector<Row> check(const Input& input, const json::object& params = {}) {
  FakeHost host;
  Instance<oph_pillar_t> pillar(srm(), host, params);
  TableData table(input.arms.size());
  table.texts("arm", input.arms).integers("count", input.counts);
  if (!input.ratios.empty()) table.numbers("expected_ratio", input.ratios);
  if (!input.segments.empty()) table.texts("segment", input.segments);
  return compute(pillar, table);
}

oph_status_t refusal(const Input& input, const json::object& params = {}) {
  return status_of([&] { check(input, params); });
}

json::object as_golden(const std::vector<Row>& rows) {
  const auto& detail = rows.front().detail;
  json::array expected;
  for (const auto& arm : detail.at("expected").as_object()) expected.push_back(arm.value());
  CHECK(detail.at("chi2") == to_json(rows.front().value));
  CHECK(detail.at("pvalue") == to_json(rows.front().p_value));
  CHECK(find(rows, "pvalue").value == rows.front().p_value);
  return {{"total", detail.at("total")}, {"expected_count", expected}, {"statistic", detail.at("chi2")}, {"df", detail.at("dof")},
          {"p_value", detail.at("pvalue")}};
}

const GoldenMethod kSrm("O.srm", "srm");

}  // namespace

TEST_CASE("O.srm meets the golden values") {
  GoldenReport report(kSrm);
  for (const auto& golden_case : report.cases()) {
    Input input;
    for (const auto& arm : golden_case.at("input").at("arm").as_array()) input.arms.emplace_back(arm.as_string());
    for (const auto& count : golden_case.at("input").at("count").as_array()) input.counts.push_back(count.to_number<std::int64_t>());
    input.ratios = doubles(golden_case.at("input").at("expected_ratio"));
    if (name_of(golden_case) == "negative_count") {
      report.refused(golden_case, refusal(input) == OPH_INVALID_ARGUMENT);
    } else if (is_undefined(golden_case)) {
      report.undefined(golden_case, check(input));
    } else {
      report.meets(golden_case, as_golden(check(input)));
      // The same ratios as parameters.
      json::array arms, ratios;
      for (const auto& arm : input.arms) arms.emplace_back(arm);
      for (const auto ratio : input.ratios) ratios.emplace_back(ratio);
      input.ratios.clear();
      report.meets(golden_case, as_golden(check(input, {{"arms", arms}, {"ratios", ratios}})));
    }
  }
  report.finish();
}

TEST_CASE("the detail is the whole result") {
  const auto rows = check({{"control", "treatment"}, {600, 400}});
  const auto& detail = rows.front().detail;
  CHECK(rows.front().value == doctest::Approx(40.0));
  CHECK(rows.front().effect_size == doctest::Approx(0.2));
  CHECK(detail.at("dof") == 1);
  CHECK(detail.at("is_mismatch") == true);
  CHECK(detail.at("alpha") == 0.001);
  CHECK(detail.at("observed") == json::object{{"control", 600}, {"treatment", 400}});
  CHECK(detail.at("expected") == json::object{{"control", 500.0}, {"treatment", 500.0}});
  CHECK(find(rows, "is_mismatch").value == 1.0);
  CHECK(check({{"a", "b"}, {505, 495}}).front().detail.at("is_mismatch") == false);
}

TEST_CASE("units in rows, counts in rows and several rows of an arm are the same") {
  const auto counted = check({{"a", "b", "c"}, {3, 5, 2}});
  CHECK(same_evidence(check({{"a", "b", "c", "a", "b"}, {1, 4, 2, 2, 1}}), counted));
  FakeHost host;
  Instance<oph_pillar_t> pillar(srm(), host);
  TableData units(10);
  units.texts("arm", {"a", "b", "c", "b", "b", "a", "c", "b", "a", "b"});
  CHECK(same_evidence(compute(pillar, units), counted));
  TableData numbers(3);
  numbers.texts("arm", {"a", "b", "c"}).numbers("count", {3.0, 5.0, 2.0});
  CHECK(same_evidence(compute(pillar, numbers), counted));
}

TEST_CASE("the order of rows and the unit of ratios do not matter, the size of the sample does") {
  const auto first = check({{"a", "b", "c"}, {30, 52, 18}, {1.0, 2.0, 1.0}});
  const auto turned = check({{"c", "a", "b"}, {18, 30, 52}, {0.25, 0.25, 0.5}});
  CHECK(turned.front().value == doctest::Approx(first.front().value).epsilon(1e-15));
  const auto larger = check({{"a", "b", "c"}, {30000, 52000, 18000}, {1.0, 2.0, 1.0}});
  CHECK(larger.front().value == doctest::Approx(1000.0 * first.front().value).epsilon(1e-14));
  CHECK(larger.front().effect_size == doctest::Approx(first.front().effect_size).epsilon(1e-14));
}

TEST_CASE("counts beyond 2^53 lose nothing") {
  const std::int64_t half = 4'000'000'000'000'000'000;
  const auto rows = check({{"a", "b"}, {half + 3'000'000'000, half - 3'000'000'000}});
  CHECK(rows.front().value == doctest::Approx(4.5).epsilon(1e-9));
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  CHECK(refusal({{"a", "a", "a"}, {most, most, most}}) == OPH_INVALID_ARGUMENT);
  CHECK(refusal({{"a", "b", "c"}, {most, most, most}}) == OPH_INVALID_ARGUMENT);
}

TEST_CASE("what has no probability and happened all the same is a mismatch") {
  const auto rows = check({{"a", "b", "c"}, {100, 100, 1}, {1.0, 1.0, 0.0}});
  CHECK(std::isinf(rows.front().value));
  CHECK(rows.front().p_value == 0.0);
  CHECK(rows.front().detail.at("is_mismatch") == true);
  CHECK((rows.front().flags & OPH_EVIDENCE_EFFECT_SIZE) == 0);
}

TEST_CASE("segments are checked one by one") {
  const Input input{{"a", "b", "a", "b", "a", "b", "a", "b"},
                    {500, 500, 700, 300, 410, 590, 0, 0},
                    {},
                    {"mon", "mon", "tue", "tue", "wed", "wed", "thu", "thu"}};
  const auto rows = check(input);
  const auto& detail = rows.front().detail;
  CHECK(rows.front().value == doctest::Approx(16.1333333333));  // of the whole, 1610 to 1390
  CHECK(find(rows, "segments_mismatched").value == 2.0);
  CHECK(detail.at("segments") == 4);
  const auto& by_segment = detail.at("segmented_check").as_object();
  CHECK(by_segment.at("mon").at("chi2") == 0.0);
  CHECK(to_double(by_segment.at("tue").at("chi2")) == doctest::Approx(160.0));
  CHECK(to_double(by_segment.at("wed").at("chi2")) == doctest::Approx(32.4));
  CHECK(by_segment.at("wed").at("observed") == json::object{{"a", 410}, {"b", 590}});
  CHECK(by_segment.at("thu").at("undefined") == "total is zero");
  const auto& diagnosed = detail.at("diagnose").as_array();
  REQUIRE(diagnosed.size() == 2);
  CHECK(diagnosed[0].at("segment") == "tue");
  CHECK(diagnosed[1].at("segment") == "wed");
  CHECK(to_double(diagnosed[0].at("pvalue")) < to_double(diagnosed[1].at("pvalue")));

  const auto limited = check(input, {{"list_limit", 1}}).front().detail;
  CHECK(limited.at("segmented_check").as_object().size() == 1);
  CHECK(limited.at("diagnose").as_array().size() == 1);
  CHECK(limited.at("observed").as_object().size() == 1);
  CHECK(limited.at("segments_mismatched") == 2);
}

TEST_CASE("arms that are declared have to be there, and no others") {
  const json::object two{{"arms", json::array{"a", "b"}}};
  CHECK(check({{"a", "b"}, {50, 50}}, two).front().value == 0.0);
  CHECK(refusal({{"a"}, {50}}, two) == OPH_INVALID_ARGUMENT);
  CHECK(refusal({{"a", "b", "c"}, {50, 50, 1}}, two) == OPH_INVALID_ARGUMENT);
  CHECK(refusal({{"a", "b", "a"}, {50, 50, 10}, {}, {"x", "x", "y"}}, two) == OPH_INVALID_ARGUMENT);
  // Rows that are units: an arm without a row has none.
  FakeHost host;
  Instance<oph_pillar_t> pillar(srm(), host, two);
  TableData units(4);
  units.texts("arm", {"a", "a", "a", "a"});
  CHECK(compute(pillar, units).front().value == 4.0);
}

TEST_CASE("ratios that make no sense are refused") {
  const auto made = [](const json::object& params) {
    return status_of([&] {
      FakeHost host;
      Instance<oph_pillar_t>(srm(), host, params);
    });
  };
  CHECK(made({{"ratios", json::array{0.5, 0.5}}}) == OPH_INVALID_ARGUMENT);
  CHECK(made({{"arms", json::array{"a", "b"}}, {"ratios", json::array{1.0}}}) == OPH_INVALID_ARGUMENT);
  CHECK(made({{"arms", json::array{"a", "b"}}, {"ratios", json::array{0.0, 0.0}}}) == OPH_INVALID_ARGUMENT);
  CHECK(made({{"arms", json::array{"a", "a"}}}) == OPH_INVALID_ARGUMENT);
  CHECK(schema_refuses(srm(), {{"arms", json::array{"a", "b"}}, {"ratios", json::array{1.0, -1.0}}}));
  CHECK(schema_refuses(srm(), {{"alpha", 0.0}}));
  CHECK(schema_refuses(srm(), {{"alpha", 1.0}}));

  const std::vector<std::string> arms{"a", "b"};
  CHECK(refusal({arms, {5, 5}, {0.0, 0.0}}) == OPH_INVALID_ARGUMENT);
  CHECK(refusal({arms, {5, 5}, {1.0, -1.0}}) == OPH_INVALID_ARGUMENT);
  CHECK(refusal({arms, {5, 5}, {1.0, std::nan("")}}) == OPH_INVALID_ARGUMENT);
  CHECK(refusal({arms, {5, 5}, {1.0, HUGE_VAL}}) == OPH_INVALID_ARGUMENT);
  CHECK(refusal({{"a", "b", "a"}, {5, 5, 5}, {1.0, 1.0, 2.0}}) == OPH_INVALID_ARGUMENT);
  CHECK(refusal({arms, {5, 5}, {1.0, 1.0}}, {{"arms", json::array{"a", "b"}}, {"ratios", json::array{1.0, 1.0}}}) == OPH_INVALID_ARGUMENT);
}

TEST_CASE("a count is a whole number") {
  FakeHost host;
  for (const double wrong : {0.5, -1.0, std::nan(""), HUGE_VAL, 1e300}) {
    Instance<oph_pillar_t> pillar(srm(), host);
    TableData table(2);
    table.texts("arm", {"a", "b"}).numbers("count", {1.0, wrong});
    CHECK(status_of([&] { compute(pillar, table); }) == OPH_INVALID_ARGUMENT);
  }
}

TEST_CASE("no data and missing cells are said") {
  const auto empty = check({{}, {}});
  REQUIRE(empty.size() == 1);
  CHECK(empty[0].undefined());
  CHECK(empty[0].needed == 1);

  FakeHost host;
  Instance<oph_pillar_t> pillar(srm(), host);
  TableData table(4);
  table.texts("arm", {"a", "b", "c", "a"}).validity({1, 1, 0, 1}).integers("count", {5, 5, 9, 77}).validity({1, 1, 1, 0});
  const auto rows = compute(pillar, table);
  CHECK(rows.front().detail.at("missing") == 2);
  CHECK(rows.front().detail.at("observed") == json::object{{"a", 5}, {"b", 5}});

  TableData bare(2);
  bare.integers("count", {1, 2});
  CHECK(status_of([&] { compute(pillar, bare); }) == OPH_MISSING_ROLE);
}

TEST_CASE("labels are texts, integers or booleans, few or many") {
  FakeHost host;
  Instance<oph_pillar_t> pillar(srm(), host);
  TableData integers(3);
  integers.integers("arm", {7, -7, 7});
  CHECK(compute(pillar, integers).front().detail.at("observed") == json::object{{"7", 2}, {"-7", 1}});
  TableData booleans(3);
  booleans.booleans("arm", {1, 0, 0});
  CHECK(compute(pillar, booleans).front().detail.at("observed") == json::object{{"true", 1}, {"false", 2}});
  std::vector<std::string> many;
  for (int i = 0; i < 300; ++i) many.push_back("arm " + std::to_string(i * 7 % 30));
  TableData texts(many.size());
  texts.texts("arm", many);
  const auto rows = compute(pillar, texts);
  CHECK(rows.front().value == 0.0);
  CHECK(rows.front().detail.at("dof") == 29);
  CHECK(rows.front().detail.at("observed").at("arm 29") == 10);
}

TEST_CASE("a stream gives what the whole table gives") {
  std::vector<std::string> arms, segments;
  for (int i = 0; i < 200; ++i) {
    arms.push_back(i * i % 7 < 3 ? "a" : i % 5 == 0 ? "b" : "c");
    segments.push_back("day " + std::to_string(i / 15));
  }
  FakeHost host;
  Instance<oph_pillar_t> pillar(srm(), host);
  const auto fill = [&](TableData& table, std::size_t begin, std::size_t end) {
    const auto part = [&](const std::vector<std::string>& all) {
      return std::vector<std::string>(all.begin() + static_cast<std::ptrdiff_t>(begin), all.begin() + static_cast<std::ptrdiff_t>(end));
    };
    table.texts("arm", part(arms)).texts("segment", part(segments));
  };
  TableData whole(arms.size());
  fill(whole, 0, arms.size());
  const auto expected = compute(pillar, whole);
  CHECK(find(expected, "segments_mismatched").value == 0.0);
  for (const std::size_t chunk : {1u, 33u, 1000u}) CHECK(same_evidence(stream_rows(pillar, arms.size(), chunk, fill).rows, expected));
}
