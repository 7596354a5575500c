// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "golden.hpp"

using namespace ophamin::test;

namespace {

const oph_component_t* spc() { return shipped("observability", OPH_PILLAR, "O.spc"); }

std::vector<Row> run(const json::value& input, std::string_view window_rule) {
  json::object params{{"window_rule", window_rule}};
  const std::string_view chart = input.at("chart").as_string();
  params["chart"] = chart == "xbar_r" ? "xbar_r" : "individuals";
  if (chart == "rules") {
    params["center"] = input.at("center");
    params["sigma"] = input.at("sigma");
  }
  const auto values = doubles(input.at("value"));
  TableData table(values.size());
  table.numbers("value", values);
  if (chart == "xbar_r") {
    std::vector<std::int64_t> labels;
    for (const auto& label : input.at("subgroup").as_array()) labels.push_back(label.to_number<std::int64_t>());
    table.integers("subgroup", labels);
  }
  FakeHost host;
  Instance<oph_pillar_t> pillar(spc(), host, params);
  return compute(pillar, table);
}

// d2 and d3 as the chart uses them, by subgroup size.
json::object constants(const json::array& sizes) {
  json::array d2s, d3s;
  for (const auto& entry : sizes) {
    // Two subgroups 0, ..., 0, 1: the mean range is 1, so sigma_hat is 1 / d2 and the upper limit of ranges 1 + 3 d3 / d2.
    const auto size = entry.to_number<std::size_t>();
    std::vector<double> values(2 * size, 0.0);
    std::vector<std::int64_t> labels(2 * size, 1);
    values[size - 1] = values.back() = 1.0;
    for (std::size_t row = size; row < labels.size(); ++row) labels[row] = 2;
    TableData table(values.size());
    table.numbers("value", values).integers("subgroup", labels);
    FakeHost host;
    Instance<oph_pillar_t> pillar(spc(), host, json::object{{"chart", "xbar_r"}});
    const auto rows = compute(pillar, table);
    const double d2 = 1.0 / find(rows, "sigma_hat").value;
    d2s.push_back(d2);
    d3s.push_back((find(rows, "r_ucl").value - 1.0) * d2 / 3.0);
  }
  return {{"d2", d2s}, {"d3", d3s}};
}

// The detail under the names of the golden file: there, ruleN_window is rule N read as `window`, ruleN as `completing_point`.
json::object both_readings(const std::vector<Row>& window, const std::vector<Row>& completing) {
  auto actual = window.front().detail;
  auto& violations = actual.at("violations").as_object();
  for (const char* rule : {"rule2", "rule3"}) {
    violations[std::string(rule) + "_window"] = violations.at(rule);
    violations[rule] = completing.front().detail.at("violations").at(rule);
  }
  return actual;
}

const GoldenMethod kSpc("O.spc", "spc");

}  // namespace

TEST_CASE("O.spc meets the golden values") {
  GoldenReport report(kSpc);
  for (const auto& golden_case : report.cases()) {
    const auto& input = golden_case.at("input");
    if (input.at("chart").as_string() == "constants") {
      report.meets(golden_case, constants(input.at("n").as_array()));
      continue;
    }
    CAPTURE(std::string(name_of(golden_case)));
    const auto rows = run(input, "window");
    REQUIRE(!rows.empty());
    if (is_undefined(golden_case)) {
      report.undefined(golden_case, rows);
      continue;
    }
    report.meets(golden_case, both_readings(rows, run(input, "completing_point")));
    // What has a row of its own is the same there as in the detail; a list has its length.
    const auto& detail = rows.front().detail;
    for (const auto& row : rows) {
      const auto* said = detail.if_contains(row.statistic);
      if (said != nullptr) CHECK(row.value == (said->is_array() ? static_cast<double>(said->get_array().size()) : to_double(*said)));
    }
  }
  report.finish();
}
