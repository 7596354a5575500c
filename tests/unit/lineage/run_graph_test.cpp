// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <ophamin/lineage/run_graph.hpp>
#include <ophamin/records/canonical.hpp>
#include <support/prov_json.hpp>

#include "sample_runs.hpp"

using namespace ophamin;
using records::Json;
using test::ProvCheck;

namespace {

std::string member(const records::JsonObject& graph, std::string_view section) {
  const auto* found = graph.find(section);
  return found == nullptr ? "" : records::canonical(*found);
}

}  // namespace

TEST_CASE("the graph of a run is valid, and its parent informed it") {
  const auto graph = lineage::run_graph(test::sample_run("child", "parent"));
  CHECK(ProvCheck::faults(graph).empty());
  CHECK(member(graph, "wasInformedBy") == R"({"_:id9":{"prov:informant":"ophamin:run_parent","prov:informed":"ophamin:run_child"}})");
  CHECK(member(graph, "wasGeneratedBy") == R"({"_:id6":{"prov:activity":"ophamin:run_child","prov:entity":"ophamin:result_child"}})");
  CHECK(graph.find("entity")->find("ophamin:corpus_numbers") != nullptr);
  CHECK(records::canonical(*graph.find("activity")->find("ophamin:run_child")->find("ophamin:cycles")) == R"({"$":20,"type":"xsd:int"})");
}

TEST_CASE("a run without a record generated nothing, and one without a parent was informed by nobody") {
  auto run = test::sample_run("root");
  run.proof_id.clear();
  const auto graph = lineage::run_graph(run);
  CHECK(ProvCheck::faults(graph).empty());
  CHECK(graph.find("wasGeneratedBy") == nullptr);
  CHECK(graph.find("wasInformedBy") == nullptr);
  CHECK(graph.find("entity")->find("ophamin:result_root") == nullptr);
}

TEST_CASE("names of any kind make a valid graph") {
  auto run = test::sample_run("x");
  run.substrate = {{"name", "my system \xE2\x98\x83/1"}};
  run.datasets[0].name = "a b:c";
  run.metrics = {{"p 99 (ms)", Json(0.5)}, {"big", Json(std::int64_t{1} << 40)}};
  CHECK(ProvCheck::faults(lineage::run_graph(run)).empty());
}

TEST_CASE("the check finds what is wrong") {
  const auto faults_of = [](auto change) {
    auto graph = lineage::run_graph(test::sample_run("child", "parent"));
    change(graph);
    return ProvCheck::faults(graph).size();
  };
  CHECK(faults_of([](auto&) {}) == 0);
  CHECK(faults_of([](auto& graph) { graph.erase("prefix"); }) > 0);
  CHECK(faults_of([](auto& graph) { graph.erase("entity"); }) > 0);
  CHECK(faults_of([](auto& graph) { graph.set("wasMadeUp", Json(records::JsonObject{})); }) == 1);
  CHECK(faults_of([](auto& graph) { graph.find("activity")->as_object().set("unqualified", Json(records::JsonObject{})); }) == 1);
  CHECK(faults_of([](auto& graph) {
          graph.find("agent")->as_object().begin()->value.as_object().set("ophamin:n", Json(3));
        }) == 1);
  CHECK(faults_of([](auto& graph) { graph.find("used")->as_object().begin()->value.as_object().erase("prov:entity"); }) == 2);
}
