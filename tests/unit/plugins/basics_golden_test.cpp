// SPDX-License-Identifier: Apache-2.0
//
// Tests of two samples, correlation and analysis of variance, held against the golden values.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "golden.hpp"

using namespace ophamin::test;

namespace {

const GoldenMethod kCohen("stats.cohen_d", "basics");
const GoldenMethod kWelch("stats.t_test", "basics");
const GoldenMethod kMannWhitney("stats.mann_whitney", "basics");
const GoldenMethod kPearson("stats.pearson", "basics");
const GoldenMethod kSpearman("stats.spearman", "basics");
const GoldenMethod kAnova("stats.one_way_anova", "basics");
const GoldenMethod kKs("stats.ks_two_sample", "basics");

std::vector<Row> run(const GoldenMethod& method, TableData& table, const json::object& params = {}) {
  FakeHost host;
  Instance<oph_pillar_t> pillar(shipped("statistics", OPH_PILLAR, method.pillar()), host, params);
  return compute(pillar, table);
}

// Two samples in one column, since they need not be of one length.
std::vector<Row> two_samples(const GoldenMethod& method, const json::value& input, const json::object& params = {}) {
  auto values = doubles(input.at("x"));
  std::vector<std::string> groups(values.size(), "x");
  const auto y = doubles(input.at("y"));
  values.insert(values.end(), y.begin(), y.end());
  groups.resize(values.size(), "y");
  TableData table(values.size());
  table.numbers("value", values).texts("group", groups);
  return run(method, table, params);
}

std::vector<Row> pairs(const GoldenMethod& method, const json::value& input, const json::object& params = {}) {
  const auto x = doubles(input.at("x"));
  TableData table(x.size());
  table.numbers("x", x).numbers("y", doubles(input.at("y")));
  return run(method, table, params);
}

// The golden names of what the pillar calls otherwise.
json::object renamed(json::object detail) {
  for (const auto& [ours, golden] : {std::pair{"ci_low", "ci_lower"}, std::pair{"ci_high", "ci_upper"}}) {
    if (detail.contains(ours)) detail[golden] = detail.at(ours);
  }
  return detail;
}

/// `not_offered`: a figure of the golden file that the pillar does not have.
template <class Run>
void check(const GoldenMethod& method, std::string_view function, Run run_case, std::string_view not_offered = {}) {
  GoldenReport report(method);
  std::size_t cases = 0;
  for (auto golden_case : report.cases()) {
    golden_case.at("expected").as_object().erase(not_offered);
    const auto& input = golden_case.at("input");
    if (input.at("function").as_string() != function) continue;
    ++cases;
    const std::vector<Row> rows = run_case(input);
    if (is_undefined(golden_case)) report.undefined(golden_case, rows);
    else report.meets(golden_case, renamed(rows.front().detail));
  }
  CHECK(cases > 1);
  report.finish();
}

}  // namespace

TEST_CASE("stats.cohen_d meets the golden values") {
  check(kCohen, "cohen_d", [](const json::value& input) { return two_samples(kCohen, input); });
}

TEST_CASE("stats.t_test meets the golden values of Welch's test") {
  check(kWelch, "welch_t", [](const json::value& input) { return two_samples(kWelch, input, {{"level", input.at("level")}}); });
}

TEST_CASE("stats.mann_whitney meets the golden values") {
  check(kMannWhitney, "mann_whitney", [](const json::value& input) { return two_samples(kMannWhitney, input); });
}

TEST_CASE("stats.pearson meets the golden values") {
  check(kPearson, "pearson", [](const json::value& input) { return pairs(kPearson, input, {{"level", input.at("level")}}); });
}

TEST_CASE("stats.spearman meets the golden values") {
  check(kSpearman, "spearman", [](const json::value& input) { return pairs(kSpearman, input); });
}

TEST_CASE("stats.one_way_anova meets the golden values") {
  check(kAnova, "one_way_anova", [](const json::value& input) {
    std::vector<std::string> groups;
    for (const auto& group : input.at("group").as_array()) groups.emplace_back(group.as_string());
    TableData table(groups.size());
    table.numbers("value", doubles(input.at("value"))).texts("group", groups);
    return run(kAnova, table);
  });
}

TEST_CASE("stats.ks_two_sample meets the golden values, but for SciPy's third law") {
  // A one-sample law at a rounded size: neither exact nor a limit.
  check(kKs, "ks_two_sample", [](const json::value& input) { return two_samples(kKs, input); }, "p_finite_n_scipy_asymp");
}
