// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "golden.hpp"

using namespace ophamin::test;

namespace {

const GoldenMethod kCma("I.cma", "cma");
const GoldenMethod kRandomEffects("I.cma: estimators and intervals", "cma_random_effects");

std::vector<Row> pooled(const json::value& input, const json::object& params) {
  const bool is_counts = input.as_object().contains("measure");
  const auto roles = is_counts ? std::vector<std::string>{"a", "b", "c", "d"} : std::vector<std::string>{"effect", "variance"};
  TableData table(input.at(roles.front()).as_array().size());
  for (const auto& role : roles) table.numbers(role, doubles(input.at(role)));
  FakeHost host;
  Instance<oph_pillar_t> pillar(shipped("synthesis", OPH_PILLAR, "I.cma"), host, params);
  return compute(pillar, table);
}

json::object model_of(const json::object& detail) {
  return {{"estimate", detail.at("estimate")},
          {"se", std::sqrt(to_double(detail.at("variance")))},
          {"ci_lower", detail.at("ci_low")},
          {"ci_upper", detail.at("ci_high")},
          {"z", detail.at("test")},
          {"p_value", detail.at("p_value")}};
}

json::object cumulative_of(const json::object& trajectory) {
  json::array errors;
  for (const auto& variance : trajectory.at("variance").as_array()) errors.push_back(std::sqrt(to_double(variance)));
  return {{"estimate", trajectory.at("estimate")},
          {"se", errors},
          {"ci_lower", trajectory.at("ci_low")},
          {"ci_upper", trajectory.at("ci_high")},
          {"z", trajectory.at("test")},
          {"p_value", trajectory.at("p_value")}};
}

// The golden file says I squared as a fraction, the reference and the pillar in percent.
json::value fraction(const json::value& percent) {
  if (!percent.is_array()) return to_double(percent) / 100.0;
  json::array out;
  for (const auto& item : percent.as_array()) out.push_back(to_double(item) / 100.0);
  return out;
}

json::object of_estimator(const json::value& input, std::string_view method) {
  const auto with = [&](std::string_view interval) {
    return pooled(input, {{"tau2_method", method}, {"interval", interval}, {"confidence", input.at("confidence")}, {"trajectory", false}});
  };
  const auto rows = with("normal");
  const auto model = model_of(rows.front().detail);
  const auto& prediction = find(rows, "prediction");
  json::object out{{"tau2", rows.front().detail.at("tau2")},
                   {"estimate", model.at("estimate")},
                   {"se", model.at("se")},
                   {"ci", json::array{rows.front().ci_low, rows.front().ci_high}},
                   {"prediction", json::array{prediction.ci_low, prediction.ci_high}}};
  for (const std::string interval : {"hartung_knapp", "hartung_knapp_ad_hoc"}) {
    const auto row = with(interval).front();
    out[interval] = json::object{{"se", model_of(row.detail).at("se")}, {"ci", json::array{row.ci_low, row.ci_high}}, {"p_value", row.p_value}};
  }
  return out;
}

}  // namespace

TEST_CASE("I.cma meets the golden values") {
  GoldenReport report(kCma);
  for (const auto& golden_case : report.cases()) {
    const auto& input = golden_case.at("input");
    if (input.as_object().contains("measure")) {
      const auto detail = pooled(input, {{"measure", input.at("measure")}}).front().detail;
      report.meets(golden_case, json::object{{"effect", detail.at("effect")}, {"variance", detail.at("effect_variance")}});
      continue;
    }
    const auto random = pooled(input, {});
    const auto fixed = pooled(input, {{"random_effects", false}});
    if (is_undefined(golden_case)) {
      report.undefined(golden_case, random);
      report.undefined(golden_case, fixed);
      continue;
    }
    const auto& detail = random.front().detail;
    const auto& steps = detail.at("trajectory").as_object();
    report.meets(golden_case, json::object{{"Q", detail.at("q")},
                                           {"df", detail.at("df")},
                                           {"Q_p", detail.at("q_p_value")},
                                           {"I2", fraction(detail.at("i_squared"))},
                                           {"tau2", detail.at("tau2")},
                                           {"fixed", model_of(fixed.front().detail)},
                                           {"dl", model_of(detail)},
                                           {"cumulative", json::object{{"tau2", steps.at("tau2")},
                                                                       {"I2", fraction(steps.at("i_squared"))},
                                                                       {"Q", steps.at("q")},
                                                                       {"fixed", cumulative_of(fixed.front().detail.at("trajectory").as_object())},
                                                                       {"dl", cumulative_of(steps)}}}});
    // The rows say what the detail says.
    CHECK(random.front().value == to_double(detail.at("estimate")));
    CHECK(random.front().p_value == to_double(detail.at("p_value")));
  }
  report.finish();
}

TEST_CASE("I.cma meets metafor's estimators of tau squared and its intervals") {
  GoldenReport report(kRandomEffects);
  for (const auto& golden_case : report.cases()) {
    const auto& input = golden_case.at("input");
    json::object actual;
    for (const std::string method : {"dersimonian_laird", "paule_mandel", "reml"}) actual[method] = of_estimator(input, method);
    const auto rows = pooled(input, {{"confidence", input.at("confidence")}});
    const auto& tau2 = find(rows, "tau2");
    actual["q_profile"] = json::array{tau2.ci_low, tau2.ci_high};
    report.meets(golden_case, actual);
  }
  report.finish();
}
