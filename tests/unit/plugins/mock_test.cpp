// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include <support/fake_cycles.hpp>

#include "golden.hpp"

using namespace ophamin::test;

namespace {

const oph_component_t* mock() { return shipped("mock", OPH_SUBSTRATE, "mock"); }
std::vector<oph_record_t> stimuli(std::size_t count) { return std::vector<oph_record_t>(count, record_of("r", "text")); }

BatchResult cycles(std::size_t count, const json::object& params, const json::object& cycle_params = {}) {
  FakeHost host;
  SubstrateSession session(mock(), host, params);
  return session.run(stimuli(count), cycle_params);
}

double mean_of(const std::vector<json::value>& cells) {
  double sum = 0;
  for (const auto& cell : cells) sum += to_double(cell);
  return sum / static_cast<double>(cells.size());
}

std::size_t collapses(const BatchResult& batch) {
  std::size_t count = 0;
  for (const auto& failure : batch.failures) count += failure == "amplitude_death" ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("the mock declares its fields and its revision") {
  FakeHost host;
  const SubstrateSession session(mock(), host, json::object{{"seed", 42}});
  CHECK(session.revision == "mock-0000042");
  std::vector<std::string> names;
  for (const auto& field : session.fields) names.push_back(field.name);
  CHECK(names == std::vector<std::string>{"phi", "halt_mode", "ouroboros_energy_reserve", "coherence", "cycle_latency_ns",
                                          "prime_deformation_delta", "jaccard_overlap", "zetetic_dissonance_gradient", "drift_score"});
  CHECK((mock()->flags & OPH_COMPONENT_DETERMINISTIC) != 0);
  const SubstrateSession wide(mock(), host, json::object{{"seed", 123456789}});
  CHECK(wide.revision == "mock-123456789");
}

TEST_CASE("the same seed gives the same cycles, in one batch or many, and after a reset") {
  FakeHost host;
  SubstrateSession session(mock(), host, json::object{{"seed", 7}});
  const auto first = session.run(stimuli(60));
  session.reset();
  auto second = session.run(stimuli(20));
  const auto rest = session.run(stimuli(40));
  for (auto& [name, cells] : second.cells) cells.insert(cells.end(), rest.cells.at(name).begin(), rest.cells.at(name).end());
  CHECK(first.cells == second.cells);
  CHECK(cycles(60, {{"seed", 7}}).cells == first.cells);
  CHECK(cycles(60, {{"seed", 8}}).cells != first.cells);
}

TEST_CASE("several instances interleave as if each were alone") {
  FakeHost host;
  SubstrateSession a(mock(), host, json::object{{"seed", 1}});
  SubstrateSession b(mock(), host, json::object{{"seed", 1}});
  for (int i = 0; i < 5; ++i) {
    const auto x = a.run(stimuli(3));
    const auto y = b.run(stimuli(3));
    CHECK(x.cells == y.cells);
  }
}

TEST_CASE("drift, effects and noise are those that were asked for") {
  constexpr std::size_t kCycles = 20'000;
  const double standard_error = 0.02 / std::sqrt(static_cast<double>(kCycles));
  const auto phi = [&](const json::object& cycle_params) {
    return mean_of(cycles(kCycles, {{"drift_rate", 0.0}, {"seed", 3}}, cycle_params).cells.at("phi"));
  };
  CHECK(std::fabs(phi({}) - 0.5) < 5 * standard_error);
  CHECK(std::fabs(phi({{"injection_rate", 0.4}}) - 0.56) < 5 * standard_error);
  for (const json::value& variant : {json::value("treatment"), json::value("b"), json::value("B"), json::value("1"), json::value(1),
                                     json::value(1.0), json::value(true)}) {
    CHECK(std::fabs(phi({{"variant", variant}}) - 0.55) < 5 * standard_error);
  }
  for (const json::value& variant : {json::value("control"), json::value(0), json::value(false), json::value(nullptr), json::value("true")}) {
    CHECK(std::fabs(phi({{"variant", variant}}) - 0.5) < 5 * standard_error);
  }

  const auto drifting = cycles(1000, {{"drift_rate", 0.01}}).cells.at("phi");
  CHECK(to_double(drifting.back()) - to_double(drifting.front()) == doctest::Approx(9.99).epsilon(0.02));
  const auto floor = cycles(200, {{"base_phi", -5.0}}).cells.at("phi");
  for (const auto& value : floor) CHECK(to_double(value) == 0.0);
}

TEST_CASE("each field follows from the model") {
  const auto batch = cycles(5000, {{"seed", 11}}, {{"injection_rate", 0.3}});
  double previous = 0.5;
  std::map<std::string, std::size_t> modes;
  for (std::size_t i = 0; i < 5000; ++i) {
    const auto at = [&](const char* name) { return to_double(batch.cells.at(name)[i]); };
    const double c = static_cast<double>(i + 1);
    const double noise = at("phi") - (0.5 + 0.0008 * c + 0.15 * 0.3);
    CHECK(at("zetetic_dissonance_gradient") == doctest::Approx(2 * std::fabs(noise)));
    CHECK(at("drift_score") == doctest::Approx(0.1 + std::fabs(noise)));
    CHECK(at("coherence") == doctest::Approx(0.78 + noise));
    CHECK(at("prime_deformation_delta") == doctest::Approx(at("phi") - previous));
    CHECK(at("ouroboros_energy_reserve") == doctest::Approx(std::max(0.0, 1.0 - 0.0016 * c)));
    CHECK(at("cycle_latency_ns") >= 5e6 + 2000 * c);
    CHECK(at("jaccard_overlap") >= 0.34);
    CHECK(at("jaccard_overlap") <= 0.64);
    previous = at("phi");
    ++modes[std::string(std::string_view(batch.cells.at("halt_mode")[i].as_string()))];
  }
  CHECK(modes.size() == 3);
  CHECK(std::fabs(static_cast<double>(modes["commit"]) / 5000 - 0.6) < 0.035);
  CHECK(std::fabs(static_cast<double>(modes["selective"]) / 5000 - 0.2) < 0.03);
  CHECK(batch.marks.size() == 5000);
}

TEST_CASE("a latency is a constant, an exponential and a drift") {
  const auto latency = cycles(20'000, {{"seed", 5}}).cells.at("cycle_latency_ns");
  double sum = 0;
  for (std::size_t i = 0; i < latency.size(); ++i) sum += to_double(latency[i]) - 5e6 - 2000.0 * static_cast<double>(i + 1);
  CHECK(std::fabs(sum / 20'000 - 1e6) < 5 * 1e6 / std::sqrt(20'000.0));
}

TEST_CASE("cycles collapse where the parameters say so, and then fail") {
  const auto some = cycles(10'000, {{"seed", 2}}, {{"injection_rate", 0.9}, {"immune_threshold", 0.3}});
  CHECK(std::fabs(static_cast<double>(collapses(some)) / 10'000 - 0.3) < 0.025);
  for (std::size_t i = 0; i < 100; ++i) CHECK(some.success[i] == some.failures[i].empty());

  CHECK(collapses(cycles(100, {}, {{"injection_rate", 0.8}, {"immune_threshold", 0.3}})) == 0);
  CHECK(collapses(cycles(100, {}, {{"injection_rate", 0.9}, {"immune_threshold", 0.4}})) == 0);

  const json::object cells{{"collapse_cells", {"c1", 1}}};
  CHECK(collapses(cycles(50, cells, {{"cell", "c1"}, {"entropy_coefficient", 0.01}})) == 50);
  CHECK(collapses(cycles(50, cells, {{"cell", 1.0}, {"entropy_coefficient", 0.01}})) == 50);
  CHECK(collapses(cycles(50, cells, {{"cell", "c1"}, {"entropy_coefficient", 0.02}})) == 0);
  CHECK(collapses(cycles(50, cells, {{"cell", "c2"}, {"entropy_coefficient", 0.01}})) == 0);
  CHECK(collapses(cycles(50, cells, {{"entropy_coefficient", 0.01}})) == 0);
}

TEST_CASE("the raw output has what a cycle came to, collapsed ones too") {
  const auto batch = cycles(200, {{"seed", 2}}, {{"injection_rate", 0.9}, {"immune_threshold", 0.3}, {"cell", 3}, {"variant", "b"}});
  REQUIRE(collapses(batch) > 0);
  REQUIRE(collapses(batch) < 200);
  for (std::size_t i = 0; i < 200; ++i) {
    const auto& raw = batch.raw[i];
    REQUIRE(raw.size() == 11);
    CHECK(raw.at("success") == json::value(bool(batch.success[i])));
    CHECK(raw.at("params") ==
          json::object{{"injection_rate", 0.9}, {"immune_threshold", 0.3}, {"entropy_coefficient", 0.1}, {"cell", 3}, {"variant", "b"}});
    if (!batch.success[i]) {
      CHECK(raw.at("halt_mode") == "amplitude_death");
      CHECK(to_double(raw.at("phi")) > 0.0);
      continue;
    }
    for (const auto& [name, cells] : batch.cells) CHECK(raw.at(name) == cells[i]);
  }
}

TEST_CASE("parameters of a row replace those of the batch") {
  FakeHost host;
  SubstrateSession session(mock(), host, json::object{{"collapse_cells", {"x"}}});
  const json::object doomed{{"cell", "x"}, {"entropy_coefficient", 0.0}};
  const auto batch = session.run(stimuli(3), json::object{}, {json::value(nullptr), doomed, json::value(nullptr)});
  CHECK(batch.success == std::vector<bool>{true, false, true});
}

TEST_CASE("the state says where the simulation stands") {
  FakeHost host;
  SubstrateSession session(mock(), host, json::object{{"seed", 4}, {"collapse_cells", {"b", "a", 2}}});
  const auto batch = session.run(stimuli(10));
  const auto state = session.state();
  CHECK(state.at("cycle") == 10);
  CHECK(state.at("collapses") == 0);
  CHECK(to_double(state.at("energy")) == doctest::Approx(0.99));
  CHECK(state.at("prev_phi") == batch.cells.at("phi").back());
  CHECK(state.at("collapse_cells") == json::array{"2", "a", "b"});
}

TEST_CASE("a long batch ends when the host wants it to") {
  FakeHost host;
  SubstrateSession session(mock(), host);
  host.cancel = true;
  CHECK(status_of([&] { session.run(stimuli(1)); }) == OPH_CANCELLED);
}
