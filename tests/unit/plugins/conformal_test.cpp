// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "golden.hpp"

using namespace ophamin::test;

namespace {

const GoldenMethod kConformal("stats.conformal", "conformal");
const GoldenMethod kConformalSets("stats.conformal_sets", "conformal");

const oph_component_t* conformal() { return shipped("statistics", OPH_PILLAR, "stats.conformal"); }
const oph_component_t* conformal_sets() { return shipped("statistics", OPH_PILLAR, "stats.conformal_sets"); }

std::string_view kind_of(const json::value& golden_case) { return golden_case.at("input").at("kind").as_string(); }

std::vector<Row> run(const oph_component_t* component, TableData& table, const json::object& params) {
  FakeHost host;
  Instance<oph_pillar_t> pillar(component, host, params);
  return compute(pillar, table);
}

std::vector<Row> quantile(const std::vector<double>& scores, double alpha) {
  TableData table(scores.size());
  table.numbers("score", scores);
  return run(conformal(), table, {{"kind", "quantile"}, {"alpha", alpha}});
}

std::vector<double> joined(const json::value& first, const json::value& second) {
  auto values = doubles(first);
  const auto more = doubles(second);
  values.insert(values.end(), more.begin(), more.end());
  return values;
}

std::vector<std::uint8_t> first_ones(std::size_t ones, std::size_t size) {
  std::vector<std::uint8_t> flags(size, 0);
  std::fill_n(flags.begin(), ones, std::uint8_t{1});
  return flags;
}

std::vector<Row> intervals(const json::value& input) {
  const bool is_cqr = input.at("kind").as_string() == "cqr";
  const auto y = joined(input.at("cal_y"), input.at("y"));
  TableData table(y.size());
  table.numbers("y", y);
  if (is_cqr) {
    table.numbers("lower", joined(input.at("cal_lower"), input.at("lower"))).numbers("upper", joined(input.at("cal_upper"), input.at("upper")));
  } else {
    table.numbers("prediction", joined(input.at("cal_pred"), input.at("pred")));
  }
  table.booleans("calibration", first_ones(input.at("cal_y").as_array().size(), y.size()));
  return run(conformal(), table, {{"kind", is_cqr ? "cqr" : "regression"}, {"alpha", input.at("alpha")}});
}

json::object with_first_intervals(json::object detail) {
  auto list = detail.at("intervals").as_array();
  list.resize(std::min<std::size_t>(list.size(), 3));
  detail["first_intervals"] = list;
  return detail;
}

std::vector<Row> sets(const json::value& input) {
  auto probabilities = input.at("cal_prob").as_array();
  for (const auto& row : input.at("prob").as_array()) probabilities.push_back(row);
  std::vector<std::int64_t> labels;
  for (const char* list : {"cal_label", "label"}) {
    for (const auto& label : input.at(list).as_array()) labels.push_back(label.to_number<std::int64_t>());
  }
  TableData table(labels.size());
  table.integers("label", labels);
  for (std::size_t place = 0; place < probabilities.front().as_array().size(); ++place) {
    std::vector<double> column;
    for (const auto& row : probabilities) column.push_back(to_double(row.at(place)));
    table.numbers("probability", column);
  }
  table.booleans("calibration", first_ones(input.at("cal_label").as_array().size(), labels.size()));
  return run(conformal_sets(), table, {{"alpha", input.at("alpha")}});
}

// Uniform scores: the coverage that a quantile gives is the quantile itself.
bool simulated_coverage_is_in_the_band(const json::value& golden_case) {
  const auto& input = golden_case.at("input");
  const auto& expected = golden_case.at("expected");
  const auto repetitions = input.at("repetitions").to_number<int>();
  std::mt19937_64 rng(20261125);
  double sum = 0.0;
  bool each_in_band = true;
  for (int i = 0; i < repetitions; ++i) {
    std::vector<double> scores(input.at("n_calibration").to_number<std::size_t>());
    for (double& score : scores) score = std::ldexp(static_cast<double>(rng() >> 11), -53);
    const auto row = quantile(scores, to_double(input.at("alpha"))).front();
    if (row.detail.at("k") != expected.at("k")) return false;
    sum += row.value;
    each_in_band = each_in_band && row.value >= to_double(expected.at("one_run_low_1e-6")) && row.value <= to_double(expected.at("one_run_high_1e-6"));
  }
  const double mean = sum / repetitions;
  return each_in_band && mean >= to_double(expected.at("mean_over_repetitions_low")) && mean <= to_double(expected.at("mean_over_repetitions_high"));
}

}  // namespace

TEST_CASE("stats.conformal meets the golden values") {
  GoldenReport report(kConformal);
  for (const auto& golden_case : report.cases()) {
    const auto& input = golden_case.at("input");
    const auto kind = kind_of(golden_case);
    if (kind == "lac") continue;
    if (kind == "coverage_law") {
      report.holds(golden_case, simulated_coverage_is_in_the_band(golden_case), "2000 simulated calibrations cover as they have to");
    } else if (kind != "quantile") {
      report.meets(golden_case, with_first_intervals(intervals(input).front().detail));
    } else if (!is_undefined(golden_case)) {
      report.meets(golden_case, quantile(doubles(input.at("scores")), to_double(input.at("alpha"))).front().detail);
    } else if (schema_refuses(conformal(), {{"alpha", input.at("alpha")}})) {
      report.refused(golden_case, true);
    } else {
      report.undefined(golden_case, quantile(doubles(input.at("scores")), to_double(input.at("alpha"))));
    }
  }
  report.finish();
}

TEST_CASE("stats.conformal_sets meets the golden values") {
  GoldenReport report(kConformalSets);
  for (const auto& golden_case : report.cases()) {
    if (kind_of(golden_case) == "lac") report.meets(golden_case, sets(golden_case.at("input")).front().detail);
  }
  report.finish();
}

TEST_CASE("a golden case of the regression has its coverage and widths as rows") {
  for (const auto& golden_case : golden_cases("conformal")) {
    if (kind_of(golden_case) != "regression") continue;
    const auto rows = intervals(golden_case.at("input"));
    CHECK(find(rows, "coverage").value == doctest::Approx(to_double(golden_case.at("expected").at("coverage"))));
    CHECK(find(rows, "mean_width").value == doctest::Approx(2 * rows.front().value));
  }
}

TEST_CASE("the quantile does not depend on the order of the scores, and moves with their scale") {
  std::mt19937_64 rng(3);
  std::vector<double> scores;
  for (int i = 0; i < 57; ++i) scores.push_back(std::exp(static_cast<double>(rng() % 1000) / 300.0));
  for (const double alpha : {0.05, 0.1, 0.3, 0.5, 0.9}) {
    auto sorted = scores;
    std::sort(sorted.begin(), sorted.end());
    const auto row = quantile(scores, alpha).front();
    CHECK(row.value == quantile(sorted, alpha).front().value);
    CHECK(row.value == sorted.at(row.detail.at("k").to_number<std::size_t>() - 1));
    auto scaled = scores;
    for (double& score : scaled) score *= 4.0;
    CHECK(quantile(scaled, alpha).front().value == 4.0 * row.value);
  }
}

TEST_CASE("new rows are those that a column says, or those without an outcome") {
  // Residuals 1, 2, ..., 9; k = 9 of alpha 0.1.
  std::vector<double> y, prediction(12, 10.0);
  for (int i = 1; i <= 9; ++i) y.push_back(10.0 + i * (i % 2 == 0 ? 1 : -1));
  y.insert(y.end(), {0.0, 0.0, 0.0});
  prediction[10] = 20.0;
  std::vector<std::uint8_t> valid(12, 1);
  valid[9] = valid[10] = valid[11] = 0;
  TableData table(12);
  table.numbers("y", y).validity(valid).numbers("prediction", prediction).validity({1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0});
  const auto rows = run(conformal(), table, {});
  CHECK(rows.front().value == 9.0);
  CHECK(rows.front().detail.at("intervals") == json::array{{1.0, 19.0}, {11.0, 29.0}});
  CHECK(rows.front().detail.at("new_rows") == 2);
  CHECK(rows.front().detail.at("missing") == 1);
  CHECK(find(rows, "mean_width").value == 18.0);
  CHECK(find(rows, "coverage").undefined());

  TableData marked(12);
  y[9] = 19.0, y[10] = 29.5, y[11] = 12.0;
  marked.numbers("y", y).numbers("prediction", prediction).integers("calibration", {1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0});
  const auto judged = run(conformal(), marked, {{"list_limit", 1}});
  CHECK(find(judged, "coverage").value == doctest::Approx(2.0 / 3.0));
  CHECK(judged.front().detail.at("covered") == 2);
  CHECK(judged.front().detail.at("intervals").as_array().size() == 1);
}

TEST_CASE("too few calibration rows give the whole line, none nothing, and a NaN is no order") {
  TableData table(3);
  table.numbers("y", {1.0, 2.0, 0.0}).validity({1, 1, 0}).numbers("prediction", {1.0, 2.5, 7.0});
  const auto rows = run(conformal(), table, {});
  CHECK(std::isinf(rows.front().value));
  CHECK(std::isinf(find(rows, "mean_width").value));
  CHECK(rows.front().detail.at("intervals") == json::array{{"-Infinity", "Infinity"}});

  TableData none(1);
  none.numbers("y", {0.0}).validity({0}).numbers("prediction", {7.0});
  CHECK(run(conformal(), none, {}).front().reason == "no calibration score");

  std::vector<double> y(20, 1.0), prediction(20, 1.0);
  std::vector<std::uint8_t> valid(20, 1);
  valid[19] = 0;
  prediction[19] = std::nan("");
  TableData bad(20);
  bad.numbers("y", y).validity(valid).numbers("prediction", prediction);
  const auto unusable = run(conformal(), bad, {});
  CHECK(unusable.front().value == 0.0);
  CHECK(find(unusable, "mean_width").undefined());
  CHECK(find(unusable, "coverage").undefined());
  CHECK(find(unusable, "coverage").found == 0);
}

TEST_CASE("a kind needs its roles, by name") {
  const auto complaint = [](TableData& table, const json::object& params) -> std::string {
    try {
      run(conformal(), table, params);
      return {};
    } catch (const CallFailed& failed) {
      CHECK(failed.status == OPH_MISSING_ROLE);
      return failed.what();
    }
  };
  TableData y(1);
  y.numbers("y", {1.0});
  CHECK(complaint(y, {{"kind", "quantile"}}).find("`score`") != std::string::npos);
  CHECK(complaint(y, {{"kind", "regression"}}).find("`prediction`") != std::string::npos);
  CHECK(complaint(y, {{"kind", "cqr"}}).find("`lower`") != std::string::npos);
  TableData lower(1);
  lower.numbers("y", {1.0}).numbers("lower", {1.0});
  CHECK(complaint(lower, {{"kind", "cqr"}}).find("`upper`") != std::string::npos);
  TableData bounds(1);
  bounds.numbers("lower", {1.0}).numbers("upper", {1.0});
  CHECK(complaint(bounds, {{"kind", "cqr"}}).find("`y`") != std::string::npos);
}

TEST_CASE("bounds that are wide enough shrink, as far as nothing is left of them") {
  // Scores of -5: every outcome is far inside.
  TableData table(11);
  table.numbers("y", std::vector<double>(11, 0.0)).validity({1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0});
  table.numbers("lower", {-5, -5, -5, -5, -5, -5, -5, -5, -5, -5, -1}).numbers("upper", {5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 1});
  const auto rows = run(conformal(), table, {{"kind", "cqr"}});
  CHECK(rows.front().value == -5.0);
  CHECK(find(rows, "mean_width").value == 0.0);
}

TEST_CASE("classes are named by their columns or their places") {
  const auto result = [](TableData& table) { return run(conformal_sets(), table, {{"alpha", 0.5}}); };
  const std::vector<double> a{0.9, 0.2, 0.6, 0.5}, b{0.1, 0.8, 0.4, 0.5};
  TableData places(4);
  places.integers("label", {0, 1, 1, 0}).validity({1, 1, 1, 0}).numbers("probability", a).numbers("probability", b);
  const auto by_place = result(places);
  CHECK(by_place.front().value == doctest::Approx(0.2));
  CHECK(by_place.front().detail.at("sets") == json::array{json::array{}});
  CHECK(find(by_place, "mean_size").value == 0.0);
  CHECK(find(by_place, "coverage").undefined());

  // Columns of the fake table are named for their role.
  TableData names(2);
  names.texts("label", {"probability", "probability"}).numbers("probability", {0.7, 0.7}).numbers("other", {0.3, 0.3});
  CHECK(result(names).front().value == doctest::Approx(0.3));

  const auto refused = [&](std::int64_t label, double p) {
    TableData table(1);
    table.integers("label", {label}).numbers("probability", {p}).numbers("probability", {1.0 - p});
    return status_of([&] { result(table); });
  };
  CHECK(refused(0, 0.5) == OPH_OK);
  CHECK(refused(2, 0.5) == OPH_INVALID_ARGUMENT);
  CHECK(refused(-1, 0.5) == OPH_INVALID_ARGUMENT);
  CHECK(refused(0, 1.5) == OPH_INVALID_ARGUMENT);
  CHECK(refused(0, std::nan("")) == OPH_INVALID_ARGUMENT);
  TableData unknown(1);
  unknown.texts("label", {"c"}).numbers("probability", {0.5});
  CHECK(status_of([&] { result(unknown); }) == OPH_INVALID_ARGUMENT);
}
