// SPDX-License-Identifier: Apache-2.0
//
// The examples that authors begin with are plugins that work, and the C one and the C++ one are the same pillar.
#include <doctest/doctest.h>
#include <ophamin/abi.h>

#include <string>
#include <vector>

#include <support/fake_run.hpp>
#include <support/paths.hpp>

using namespace ophamin::test;

namespace {

const std::string kCExamples = (build_root() / "examples/c").string();
const std::string kCppExamples = (build_root() / "examples/cpp").string();

const oph_component_t* share(const std::string& folder) { return find_component(load_plugin(folder + "/share.so"), OPH_PILLAR, "example.share"); }

Row run(const oph_component_t* component, const std::vector<double>& cells, const json::object& params) {
  FakeHost host;
  Instance<oph_pillar_t> pillar(component, host, params);
  TableData table(cells.size());
  table.numbers("success", cells);
  const auto rows = compute(pillar, table);
  REQUIRE(rows.size() == 1);
  return rows.front();
}

}  // namespace

TEST_CASE("the pillar is the same in C and in C++") {
  const auto* c = share(kCExamples);
  const auto* cpp = share(kCppExamples);
  CHECK(c != cpp);
  CHECK(view(c->summary) == view(cpp->summary));
  CHECK(json::parse(view(c->parameters_schema)) == json::parse(view(cpp->parameters_schema)));
  for (const auto* key : {"library", "library_version"}) CHECK(metadata(c, key) == metadata(cpp, key));
  for (const auto& params : {json::object{}, json::object{{"one", 2}}, json::object{{"one", 0.5}}}) {
    for (const auto& cells : {std::vector<double>{}, std::vector{1.0}, std::vector{1.0, 2.0, 0.5, 1.0}}) {
      const auto a = run(c, cells, params);
      const auto b = run(cpp, cells, params);
      CHECK(a.statistic == b.statistic);
      CHECK(a.flags == b.flags);
      CHECK(a.value == b.value);
      CHECK(a.needed == b.needed);
      CHECK(a.reason == b.reason);
      CHECK(a.detail == b.detail);
    }
  }
  CHECK(run(cpp, {1.0, 0.0, 1.0, 1.0}, {}).value == 0.75);
}

TEST_CASE("neither takes a table without its role") {
  for (const auto& folder : {kCExamples, kCppExamples}) {
    FakeHost host;
    Instance<oph_pillar_t> pillar(share(folder), host);
    TableData table(1);
    table.numbers("other", {1.0});
    CHECK(status_of([&] { compute(pillar, table); }) == OPH_MISSING_ROLE);
  }
}

TEST_CASE("the example scenario claims, asks and plans") {
  FakeHost host;
  Instance<oph_scenario_t> scenario(
      find_component(load_plugin(kCppExamples + "/often_enough.so"), OPH_SCENARIO, "often-enough"), host,
      json::object{{"floor", 0.75}});
  CHECK(claim_of(scenario).threshold == 0.75);
  CHECK(plan_of(scenario).cycles == 500);
  REQUIRE(fields_of(scenario).size() == 1);
  CHECK(fields_of(scenario)[0].name == "correct");
}
