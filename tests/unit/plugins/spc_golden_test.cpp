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

// The figures and lists of the golden case, in the detail of the first row and, where they are numbers, as rows of their own.
void check_chart(const json::value& golden_case, const std::vector<Row>& rows, std::string_view suffix) {
  const Tolerance tolerance(golden_case);
  const auto& detail = rows.front().detail;
  for (const auto& [key, expected] : golden_case.at("expected").as_object()) {
    if (key == "violations") {
      for (const char* rule : {"rule1", "rule2", "rule3", "rule4"}) {
        const auto* with_suffix = expected.as_object().if_contains(std::string(rule) + std::string(suffix));
        const auto& wanted = with_suffix != nullptr ? *with_suffix : expected.at(rule);
        CHECK_MESSAGE(detail.at("violations").at(rule) == wanted, rule, ": ", json::serialize(detail.at("violations").at(rule)), " not ",
                      json::serialize(wanted));
      }
      continue;
    }
    check_close(tolerance, detail.at(key), expected, key);
    if (expected.is_number() && key != "subgroup_size") check_close(tolerance, find(rows, key).value, expected, key);
    if (key == "mr_beyond" || key == "r_chart_beyond") {
      CHECK(find(rows, key).value == static_cast<double>(expected.as_array().size()));
    }
  }
}

}  // namespace

TEST_CASE("O.spc meets the golden values") {
  std::size_t charts = 0;
  for (const auto& golden_case : golden_cases("spc")) {
    const auto& input = golden_case.at("input");
    if (input.at("chart").as_string() == "constants") continue;
    CAPTURE(golden_case.at("name").as_string().c_str());
    ++charts;
    const auto rows = run(input, "window");
    REQUIRE(!rows.empty());
    if (golden_case.at("expected").as_object().contains("undefined")) {
      REQUIRE(rows.size() == 1);
      CHECK(rows.front().undefined());
      CHECK(rows.front().reason == std::string_view(golden_case.at("expected").at("reason").as_string()));
      continue;
    }
    check_chart(golden_case, rows, "_window");
    check_chart(golden_case, run(input, "completing_point"), "");
  }
  CHECK(charts == 19);
}

TEST_CASE("O.spc uses the three-decimal constants") {
  const auto cases = golden_cases("spc");
  const auto& constants = cases.front();
  REQUIRE(constants.at("input").at("chart").as_string() == "constants");
  const Tolerance tolerance(constants);
  const auto& sizes = constants.at("input").at("n").as_array();
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    // Two subgroups 0, ..., 0, 1: the mean range is 1, so sigma_hat is 1 / d2 and the upper limit of ranges 1 + 3 d3 / d2.
    const auto size = sizes[i].to_number<std::size_t>();
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
    check_close(tolerance, d2, constants.at("expected").at("d2").at(i), "d2");
    check_close(tolerance, (find(rows, "r_ucl").value - 1.0) * d2 / 3.0, constants.at("expected").at("d3").at(i), "d3");
  }
}
