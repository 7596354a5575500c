// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "golden.hpp"

using namespace ophamin::test;

namespace {

const GoldenMethod kMixed("M.mixed_effects", "mixed_effects");
const GoldenMethod kTests("M.mixed_effects: tests and intervals", "mixed_effects_tests");

// The columns in `x` are all of X.
std::vector<Row> fitted(const json::value& input, json::object params) {
  TableData table(input.at("y").as_array().size());
  table.numbers("y", doubles(input.at("y")));
  for (const auto& [name, values] : input.at("x").as_object()) table.numbers("x", doubles(values)).named(name);
  std::vector<std::string> groups;
  for (const auto& label : input.at("group").as_array()) {
    groups.push_back(label.is_string() ? std::string(label.as_string()) : json::serialize(label));
  }
  table.texts("group", groups);
  params["fit_intercept"] = false;
  FakeHost host;
  Instance<oph_pillar_t> pillar(shipped("effects", OPH_PILLAR, "M.mixed_effects"), host, params);
  return compute(pillar, table);
}

json::object fit_of(const json::object& detail) {
  return {{"beta", detail.at("fixed_effects")},     {"se", detail.at("fixed_effects_se")}, {"sigma_u2", detail.at("sigma_u2")},
          {"sigma_e2", detail.at("sigma_e2")},      {"icc", detail.at("icc")},             {"loglik", detail.at("loglik")},
          {"singular", detail.at("singular")},      {"random_effects", detail.at("random_effects").at("estimate")}};
}

}  // namespace

TEST_CASE("M.mixed_effects meets the golden values") {
  GoldenReport report(kMixed);
  for (const auto& golden_case : report.cases()) {
    const auto& input = golden_case.at("input");
    const auto reml = fitted(input, {{"random_effects", 1000}});
    const auto ml = fitted(input, {{"random_effects", 1000}, {"reml", false}});
    if (is_undefined(golden_case)) {
      report.undefined(golden_case, reml);
      report.undefined(golden_case, ml);
      CHECK(reml.front().reason == std::string_view(golden_case.at("expected").at("reason").as_string()));
      continue;
    }
    const auto& detail = reml.front().detail;
    json::array groups = detail.at("random_effects").at("group").as_array();
    if (!golden_case.at("expected").at("groups").at(0).is_string()) {
      for (auto& group : groups) group = json::parse(group.as_string());
    }
    report.meets(golden_case, json::object{
                                  {"groups", groups}, {"n", detail.at("n_obs")}, {"reml", fit_of(detail)}, {"ml", fit_of(ml.front().detail)}});
  }
  report.finish();
}

TEST_CASE("M.mixed_effects meets lmerTest's and pbkrtest's tests, and profile-likelihood intervals") {
  GoldenReport report(kTests);
  for (const auto& golden_case : report.cases()) {
    json::object actual;
    for (const auto& [likelihood, expected] : golden_case.at("expected").as_object()) {
      json::object both;
      for (const std::string method : {"satterthwaite", "kenward_roger"}) {
        if (!expected.as_object().contains(method)) continue;
        const auto rows = fitted(golden_case.at("input"), {{"reml", likelihood == "reml"}, {"degrees_of_freedom", method}, {"likelihood_ratio", true}});
        CHECK(rows.front().detail.at("df_method").as_string() == std::string_view(method));
        for (const auto& [key, value] : rows.front().detail) both.insert_or_assign(key, value);
        both[method] = rows.front().detail;
      }
      if (both.empty()) both = fitted(golden_case.at("input"), {{"reml", likelihood == "reml"}, {"likelihood_ratio", true}}).front().detail;
      actual[likelihood] = both;
    }
    report.meets(golden_case, actual);
  }
  report.finish();
}
