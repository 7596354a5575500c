// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <ophamin/cycle_readers.hpp>

#include <support/fake_values.hpp>

using namespace ophamin;
using test::ValueTree;
namespace json = boost::json;

namespace {

template <class Reader>
auto of(const json::value& raw, Reader reader, bool success = true) {
  const ValueTree tree(raw);
  return reader(sdk::Observed(success, sdk::Value(tree.get())));
}

}  // namespace

TEST_CASE("a halt mode is folded, and read of failed cycles, too") {
  CHECK(of({{"halt_mode", " Exhausted\n"}}, sdk::halt_mode) == "exhausted");
  CHECK(of({{"halt_mode", "ADAPTER_ERROR"}}, sdk::halt_mode, false) == "adapter_error");
  CHECK(of({{"halt_mode", 3}}, sdk::halt_mode).empty());
  CHECK(of(json::object{}, sdk::halt_mode).empty());
  CHECK(of({{"halt_mode", "adapter_error"}}, sdk::is_adapter_error, false));
  CHECK_FALSE(of({{"halt_mode", "commit"}}, sdk::is_adapter_error, false));
}

TEST_CASE("what says nothing is cleared, what failed is not") {
  CHECK(of(json::object{}, sdk::gwf_cleared));
  CHECK_FALSE(of(json::object{}, sdk::gwf_cleared, false));
  CHECK_FALSE(of({{"gwf_lockdown", true}}, sdk::gwf_cleared));
  CHECK(of({{"gwf_lockdown", 1}}, sdk::gwf_cleared));
  CHECK_FALSE(of({{"gwf_verdict", "  BLOCKED: x"}}, sdk::gwf_cleared));
  CHECK_FALSE(of({{"gwf_verdict", "in Lockdown now"}}, sdk::gwf_cleared));
  CHECK(of({{"gwf_verdict", "not blocked"}}, sdk::gwf_cleared));
  CHECK(of({{"gwf_verdict", nullptr}}, sdk::gwf_cleared));
}

TEST_CASE("allowed is a boolean of whatever stands there") {
  CHECK(of(json::object{}, sdk::gwf_allowed_directly) == std::nullopt);
  CHECK(of({{"allowed", true}}, sdk::gwf_allowed_directly) == true);
  CHECK(of({{"allowed", 0}}, sdk::gwf_allowed_directly) == false);
  CHECK(of({{"allowed", "no"}}, sdk::gwf_allowed_directly) == true);
  CHECK(of({{"allowed", json::array{}}}, sdk::gwf_allowed_directly) == false);
  CHECK(of({{"allowed", true}}, sdk::gwf_allowed_directly, false) == false);
}

TEST_CASE("flags are exactly true") {
  CHECK(of({{"manipulation_detected", true}}, sdk::manipulation_detected));
  CHECK_FALSE(of({{"manipulation_detected", 1}}, sdk::manipulation_detected));
  CHECK_FALSE(of({{"manipulation_detected", true}}, sdk::manipulation_detected, false));
  CHECK(of({{"danger_theory_gated", true}}, sdk::danger_theory_gated));
  CHECK_FALSE(of({{"danger_theory_gated", "true"}}, sdk::danger_theory_gated));
  CHECK_FALSE(of({{"danger_theory_gated", true}}, sdk::danger_theory_gated, false));
}

TEST_CASE("dissonance is counted where the first of three places has it") {
  CHECK(of({{"dissonance_events", {1, 2}}, {"dissonance_event_count", 9}}, sdk::dissonance_count) == 2);
  CHECK(of({{"dissonance_events", json::array{}}, {"dissonance_event_count", 9}}, sdk::dissonance_count) == 0);
  CHECK(of({{"dissonance_event_count", 9}, {"zetetic_contradictions", {1}}}, sdk::dissonance_count) == 9);
  CHECK(of({{"dissonance_event_count", "4"}}, sdk::dissonance_count) == 4);
  CHECK(of({{"zetetic_contradictions", {1, 2, 3}}}, sdk::dissonance_count) == 3);
  CHECK(of(json::object{}, sdk::dissonance_count) == 0);
  CHECK(of({{"dissonance_events", {1, 2}}}, sdk::dissonance_count, false) == 0);
}

TEST_CASE("scores and phi are numbers, or 0") {
  CHECK(of({{"productive_dissonance_score", 0.25}}, sdk::productive_dissonance_score) == 0.25);
  CHECK(of({{"productive_dissonance_score", true}}, sdk::productive_dissonance_score) == 0.0);
  CHECK(of({{"productive_dissonance_score", 0.25}}, sdk::productive_dissonance_score, false) == 0.0);
  CHECK(of({{"phi", 0.5}, {"Phi", 0.7}}, sdk::phi_value) == 0.5);
  CHECK(of({{"phi_value", "x"}, {"phi", nullptr}, {"Phi", "nan"}, {"iit_phi", "0.3"}}, sdk::phi_value) == 0.3);
  CHECK(of(json::object{}, sdk::phi_value) == 0.0);
  CHECK(of({{"phi", 0.5}}, sdk::phi_value, false) == 0.0);
}

TEST_CASE("rosetta's answers come from the first place that has one") {
  CHECK(of({{"canonical", nullptr}, {"canonical_form", "water"}, {"canonical_key", "x"}}, sdk::rosetta_canonical) == "water");
  CHECK(of({{"canonical_concept", 12}}, sdk::rosetta_canonical) == "12");
  CHECK(of(json::object{}, sdk::rosetta_canonical) == std::nullopt);
  CHECK(of({{"canonical", "water"}}, sdk::rosetta_canonical, false) == std::nullopt);

  CHECK(of({{"prime", {{"p_identity", 7}, {"p_thermo", 3}}}, {"composite", 30}}, sdk::rosetta_prime) == 7);
  CHECK(of({{"prime", {{"composite", 42}, {"p_identity", 7}}}}, sdk::rosetta_prime) == 42);
  CHECK(of({{"prime", {{"other", 1}}}, {"composite", 30}}, sdk::rosetta_prime) == std::nullopt);
  CHECK(of({{"prime", 11}, {"p_thermo", 3}}, sdk::rosetta_prime) == 11);
  CHECK(of({{"composite", 30}, {"prime", 11}}, sdk::rosetta_prime) == 30);
  CHECK(of({{"p_thermo", "x"}}, sdk::rosetta_prime) == std::nullopt);
  CHECK(of({{"prime", 11}}, sdk::rosetta_prime, false) == std::nullopt);
}

TEST_CASE("not exercised comes before too few") {
  CHECK(sdk::is_inconclusive(100, 50, 10) == std::nullopt);
  CHECK(sdk::is_inconclusive(100, 51, 0)->starts_with("not exercised: 51 of 100"));
  CHECK(*sdk::is_inconclusive(100, 0, 9) == "9 cycles in the denominator, at least 10 are needed");
  CHECK(sdk::is_inconclusive(5, 2, 3, 3) == std::nullopt);
  CHECK(sdk::is_inconclusive(5, 3, 3, 3)->starts_with("not exercised"));
  CHECK(sdk::is_inconclusive(0, 0, 0)->starts_with("0 cycles"));
}
