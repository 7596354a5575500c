// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <vector>

#include "golden.hpp"

using namespace ophamin::test;

namespace {

const GoldenMethod kMea("M.mea", "mea");

std::vector<std::string> texts(const json::value& values) {
  std::vector<std::string> out;
  for (const auto& value : values.as_array()) out.push_back(value.is_string() ? std::string(value.as_string()) : json::serialize(value));
  return out;
}

std::vector<Row> joint(const json::value& input, std::string_view level_order) {
  const auto& columns = input.at("columns").as_object();
  const auto& factors = input.at("factors").as_object();
  const std::string_view response = input.at("response").as_string();
  TableData table(columns.at(response).as_array().size());
  table.numbers("y", doubles(columns.at(response))).named(response);
  for (const auto& [name, values] : columns) {
    if (name == response) continue;
    if (factors.contains(name)) {
      table.texts("factor", texts(values)).named(name);
    } else {
      table.numbers("x", doubles(values)).named(name);
    }
  }
  FakeHost host;
  Instance<oph_pillar_t> pillar(shipped("effects", OPH_PILLAR, "M.mea"), host,
                                json::object{{"analysis", "joint"}, {"terms", input.at("terms")}, {"level_order", level_order}});
  return compute(pillar, table);
}

// The file gives each factor's levels in order: it is the order of the texts, or the one in which they appear.
std::string_view order_of(const json::value& input) {
  for (const auto& [name, levels] : input.at("factors").as_object()) {
    auto sorted = texts(levels);
    std::sort(sorted.begin(), sorted.end());
    if (sorted != texts(levels)) return "first_seen";
  }
  return "text";
}

}  // namespace

TEST_CASE("M.mea meets the golden values") {
  GoldenReport report(kMea);
  for (const auto& golden_case : report.cases()) {
    const auto& input = golden_case.at("input");
    const auto rows = joint(input, order_of(input));
    if (is_undefined(golden_case)) {
      report.undefined(golden_case, rows);
      CHECK(rows.front().reason == std::string_view(golden_case.at("expected").at("reason").as_string()));
      continue;
    }
    auto actual = rows.front().detail;
    json::array names, estimates, errors, t, p;
    for (const auto& coefficient : actual.at("coefficients").as_array()) {
      names.push_back(coefficient.at("name"));
      estimates.push_back(coefficient.at("estimate"));
      errors.push_back(coefficient.at("se"));
      t.push_back(coefficient.at("t_stat"));
      p.push_back(coefficient.at("p_value"));
      const auto& row = find(rows, coefficient.at("name").as_string());
      CHECK(row.value == to_double(coefficient.at("estimate")));
      CHECK(row.p_value == to_double(coefficient.at("p_value")));
    }
    actual["names"] = names;
    actual["coef"] = estimates;
    actual["se"] = errors;
    actual["t"] = t;
    actual["p"] = p;
    report.meets(golden_case, actual);
  }
  report.finish();
}
