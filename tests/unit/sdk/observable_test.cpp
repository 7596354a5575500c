// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include <ophamin/observable.hpp>

#include <support/fake_values.hpp>

using namespace ophamin;
using test::ValueTree;
namespace json = boost::json;

namespace {

// A reader's answer about one raw output.
template <class Reader>
auto of(const json::value& raw, Reader reader, bool success = true) {
  const ValueTree tree(raw);
  return reader(sdk::Observed(success, sdk::Value(tree.get())));
}
std::optional<double> number_of(const json::value& value) {
  const ValueTree tree(value);
  return sdk::as_finite_float(sdk::Value(tree.get()));
}
using Set = std::set<std::string>;
using Chain = std::vector<std::string>;

}  // namespace

TEST_CASE("a finite number is a number or a text of one, never a boolean") {
  CHECK(number_of(2) == 2.0);
  CHECK(number_of(-0.5) == -0.5);
  CHECK(number_of("1e3") == 1000.0);
  CHECK(number_of(" +2.5\n") == 2.5);
  for (const json::value& none : {json::value(true), json::value(nullptr), json::value("nan"), json::value("inf"), json::value("-Infinity"),
                                  json::value(""), json::value("  "), json::value("1x"), json::value("+-1"), json::value("++1"),
                                  json::value("0x10"), json::value("1e999"), json::value(json::array{1}), json::value(json::object{})}) {
    CHECK(number_of(none) == std::nullopt);
  }
  CHECK(sdk::as_finite_float(sdk::Value()) == std::nullopt);
  const oph_value_t infinite{OPH_FLOAT, 0, 0, std::numeric_limits<double>::infinity(), {nullptr, 0}, 0, nullptr, nullptr};
  CHECK(sdk::as_finite_float(sdk::Value(&infinite)) == std::nullopt);
}

TEST_CASE("jaccard is the shared part of two sets") {
  CHECK(sdk::jaccard(Set{}, Set{}) == 1.0);
  CHECK(sdk::jaccard(Set{"a"}, Set{}) == 0.0);
  CHECK(sdk::jaccard(Set{"a", "b", "c"}, Set{"b", "c", "d"}) == 0.5);
  CHECK(sdk::jaccard(std::set<int>{1, 2}, std::set<int>{1, 2}) == 1.0);
}

TEST_CASE("concepts are texts, or named by the first text of an object") {
  const json::value raw{{"concepts", {"a", json::object{{"label", "l"}, {"name", "n"}}, json::object{{"name", 7}, {"concept", "c"}, {"text", "t"}},
                                      json::object{{"text", "t"}}, json::object{{"other", "x"}}, 5, "a"}}};
  CHECK(of(raw, sdk::concept_set) == Set{"a", "n", "c", "t"});
  CHECK(of({{"concepts", json::array{}}}, sdk::concept_set) == Set{});
  CHECK(of({{"concepts", "a"}}, sdk::concept_set) == std::nullopt);
  CHECK(of(json::object{}, sdk::concept_set) == std::nullopt);
  CHECK(of(raw, sdk::concept_set, false) == std::nullopt);
}

TEST_CASE("primes come from the chain, or from the keys of two maps") {
  const json::value chain{{"prime_chain", {3, "x", 2, 3, nullptr, 0.5}}, {"rosetta_primes", {{"5", 1}}}};
  CHECK(of(chain, sdk::prime_chain) == Chain{"3", "x", "2", "3"});
  CHECK(of(chain, sdk::prime_set) == Set{"2", "3", "x"});
  CHECK(of(chain, sdk::prime_chain, false) == std::nullopt);
  CHECK(of(chain, sdk::prime_set, false) == std::nullopt);
  CHECK(of({{"rosetta_primes", {{"5", 1}, {"7", 2}}}, {"alexandria_fused_primes", {{"11", 1}}}}, sdk::prime_set) == Set{"5", "7"});
  CHECK(of({{"rosetta_primes", nullptr}, {"alexandria_fused_primes", {{"11", 1}}}}, sdk::prime_set) == Set{"11"});
  CHECK(of({{"prime_chain", json::array{}}, {"rosetta_primes", {{"5", 1}}}}, sdk::prime_set) == Set{});
  CHECK(of({{"rosetta_primes", {1, 2}}}, sdk::prime_set) == std::nullopt);
}

TEST_CASE("scars are counted where the first of three places has them") {
  CHECK(of({{"vault_stats", {{"total_scars_stored", 9}, {"vault_a", {{"scar_count", 1}}}}}}, sdk::scar_count) == 9);
  CHECK(of({{"vault_stats", {{"vault_a", {{"scar_count", 1}}}, {"vault_b", {{"scar_count", 2}}}}}}, sdk::scar_count) == 3);
  CHECK(of({{"vault_a", {{"scar_count", 4}}}, {"vault_b", {{"scar_count", 2}}}}, sdk::scar_count) == 6);
  CHECK(of({{"vault_a", {{"scar_count", 4}}}, {"enhanced_vault_total_memories", 5}}, sdk::scar_count) == 5);
  CHECK(of({{"vault_stats", {{"total_scars_stored", "9"}}}}, sdk::scar_count) == std::nullopt);
  CHECK(of(json::object{}, sdk::scar_count) == std::nullopt);
  CHECK(of({{"enhanced_vault_total_memories", 0}}, sdk::scar_count) == 0);
  CHECK(of({{"enhanced_vault_total_memories", 5}}, sdk::scar_count, false) == std::nullopt);
}

TEST_CASE("a state is whole or not there") {
  constexpr std::string_view kNames[] = {"b", "a"};
  const auto state = [&](const sdk::Observed& cycle) { return sdk::state_vector(cycle, kNames); };
  CHECK(of({{"a", 1}, {"b", "0.5"}, {"c", 9}}, state) == std::vector<double>{0.5, 1.0});
  CHECK(of({{"a", 1}, {"b", "nan"}}, state) == std::nullopt);
  CHECK(of({{"a", 1}}, state) == std::nullopt);
  CHECK(of({{"a", 1}, {"b", 1}}, state, false) == std::nullopt);
  CHECK(of(json::object{}, [](const sdk::Observed& cycle) { return sdk::state_vector(cycle, {}); }, false) == std::nullopt);
}

TEST_CASE("an edit divergence is the share of a sequence that has to change") {
  using Sequence = std::vector<int>;
  CHECK(sdk::sequence_edit_divergence(Sequence{}, Sequence{}) == 0.0);
  CHECK(sdk::sequence_edit_divergence(Sequence{1}, Sequence{}) == 1.0);
  CHECK(sdk::sequence_edit_divergence(Sequence{}, Sequence{1, 2}) == 1.0);
  CHECK(sdk::sequence_edit_divergence(Sequence{1, 2, 3, 4}, Sequence{1, 3, 4}) == 0.25);
  CHECK(sdk::sequence_edit_divergence(Sequence{1, 2}, Sequence{2, 1}) == 1.0);
  const Chain kitten{"k", "i", "t", "t", "e", "n"};
  const Chain sitting{"s", "i", "t", "t", "i", "n", "g"};
  CHECK(sdk::sequence_edit_divergence(kitten, sitting) == doctest::Approx(3.0 / 7.0));
}

TEST_CASE("energies are logarithms of the integers above one") {
  const Chain chain{"2", "x", "1", "0", "-3", "", "7", "2.5", "170141183460469231731687303715884105727"};
  const auto path = sdk::prime_energy_path(chain);
  REQUIRE(path.size() == 3);
  CHECK(path[0] == std::log(2.0));
  CHECK(path[1] == std::log(7.0));
  CHECK(path[2] == doctest::Approx(127 * std::log(2.0)));
}

TEST_CASE("energy paths diverge by the area between their cumulative curves") {
  const std::vector<double> none;
  const std::vector<double> one{2.0};
  const std::vector<double> ramp{1.0, 1.0};   // 1 to 2
  const std::vector<double> steep{1.0, 3.0};  // 1 to 4
  CHECK(sdk::energy_path_divergence(none, one) == std::nullopt);
  CHECK(sdk::energy_path_divergence(one, none) == std::nullopt);
  CHECK(sdk::energy_path_divergence(one, one) == 0.0);
  CHECK(*sdk::energy_path_divergence(one, ramp) == doctest::Approx(0.5));
  CHECK(*sdk::energy_path_divergence(ramp, steep) == doctest::Approx(1.0));
  CHECK(*sdk::energy_path_divergence(steep, ramp) == doctest::Approx(1.0));
  // 1, 2, 3, 4 at 0, 1/3, 2/3 and 1 against 2 throughout: |3t - 1| from 0 to 1, with its kink between two of the points.
  CHECK(*sdk::energy_path_divergence(std::vector<double>{1, 1, 1, 1}, one) == doctest::Approx(5.0 / 6.0).epsilon(1e-3));
}
