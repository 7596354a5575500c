// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <ophamin/comparing/correction.hpp>
#include <ophamin/diagnostics/diagnostic.hpp>
#include <ophamin/records/json_parser.hpp>
#include <support/paths.hpp>

namespace ophamin::comparing {
namespace {

using diagnostics::Error;
using diagnostics::ErrorCode;

constexpr CorrectionMethod kMethods[] = {CorrectionMethod::kHolm, CorrectionMethod::kBenjaminiHochberg, CorrectionMethod::kNone};

std::vector<double> numbers(const records::Json& array) {
  std::vector<double> values;
  for (const records::Json& value : array.as_array()) values.push_back(value.to_double());
  return values;
}

void check_close(const std::vector<double>& actual, const std::vector<double>& expected, double rel, double abs) {
  REQUIRE(actual.size() == expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) {
    CAPTURE(i);
    CHECK(std::abs(actual[i] - expected[i]) <= std::max(abs, rel * std::abs(expected[i])));
  }
}

TEST_CASE("the documented example") {
  const std::vector<double> p{0.01, 0.04, 0.03, 0.005};
  check_close(adjust(p, CorrectionMethod::kHolm), {0.03, 0.06, 0.06, 0.02}, 1e-12, 0.0);
  check_close(adjust(p, CorrectionMethod::kBenjaminiHochberg), {0.02, 0.04, 0.04, 0.02}, 1e-12, 0.0);
  CHECK(adjust(p, CorrectionMethod::kNone) == p);
  CHECK(adjust({}, CorrectionMethod::kHolm).empty());
}

TEST_CASE("golden adjusted p-values and rejections") {
  const records::Json golden = records::load_json(ophamin::test::golden_root() / "basics.json");
  std::size_t count = 0;
  for (const records::Json& test : golden.find("cases")->as_array()) {
    const records::Json& input = *test.find("input");
    if (input.find("function")->as_string() != "p_adjust") continue;
    CAPTURE(test.find("name")->as_string());
    ++count;
    const records::Json& expected = *test.find("expected");
    const double rel = test.find("tolerance")->find("rel")->to_double();
    const double abs = test.find("tolerance")->find("abs")->to_double();
    const std::vector<double> p = numbers(*input.find("p"));
    check_close(adjust(p, CorrectionMethod::kHolm), numbers(*expected.find("holm")), rel, abs);
    check_close(adjust(p, CorrectionMethod::kBenjaminiHochberg), numbers(*expected.find("bh")), rel, abs);
    std::vector<ClaimInput> claims;
    for (std::size_t i = 0; i < p.size(); ++i) claims.push_back({std::to_string(i), "VALIDATED", p[i]});
    const double alpha = input.find("alpha")->to_double();
    CHECK(correct(claims, CorrectionMethod::kHolm, alpha).n_rejections ==
          static_cast<std::size_t>(expected.find("holm_rejected")->as_int()));
    CHECK(correct(claims, CorrectionMethod::kBenjaminiHochberg, alpha).n_rejections ==
          static_cast<std::size_t>(expected.find("bh_rejected")->as_int()));
  }
  CHECK(count >= 4);
}

TEST_CASE("properties of every adjustment") {
  std::mt19937 random(20261124);
  for (int round = 0; round < 200; ++round) {
    std::vector<double> p(1 + random() % 40);
    for (double& value : p) {
      value = static_cast<double>(random() % 1001) / 1000.0;
      if (random() % 3 == 0) value *= 1e-3;
    }
    for (const CorrectionMethod method : kMethods) {
      const std::vector<double> adjusted = adjust(p, method);
      for (std::size_t i = 0; i < p.size(); ++i) {
        CHECK(adjusted[i] >= p[i]);
        CHECK(adjusted[i] <= 1.0);
        // Order is kept: a smaller p-value never ends up larger.
        for (std::size_t j = 0; j < p.size(); ++j)
          if (p[i] <= p[j]) CHECK(adjusted[i] <= adjusted[j]);
      }
      std::vector<std::size_t> order(p.size());
      std::iota(order.begin(), order.end(), std::size_t{0});
      std::shuffle(order.begin(), order.end(), random);
      std::vector<double> shuffled;
      for (const std::size_t index : order) shuffled.push_back(p[index]);
      const std::vector<double> readjusted = adjust(shuffled, method);
      for (std::size_t i = 0; i < order.size(); ++i) CHECK(readjusted[i] == adjusted[order[i]]);
    }
    const std::vector<double> holm = adjust(p, CorrectionMethod::kHolm);
    const std::vector<double> bh = adjust(p, CorrectionMethod::kBenjaminiHochberg);
    for (std::size_t i = 0; i < p.size(); ++i) CHECK(bh[i] <= holm[i] + 1e-15);
  }
}

TEST_CASE("only a validated claim that does not stand is demoted") {
  const std::vector<ClaimInput> claims{{"a", "VALIDATED", 0.04}, {"b", "REFUTED", 0.9},     {"c", "VALIDATED", std::nullopt},
                                       {"d", "VALIDATED", 0.001}, {"e", "INCONCLUSIVE", 0.0}, {"f", "REFUTED", std::nullopt}};
  const CorrectedFamily family = correct(claims, CorrectionMethod::kHolm, 0.05);
  CHECK(family.family_size == 6);
  CHECK(family.n_with_p_value == 4);
  CHECK(family.n_rejections == 2);
  std::vector<std::string> verdicts;
  for (const CorrectedClaim& claim : family.results) verdicts.push_back(claim.claim_id + " " + claim.corrected_verdict);
  CHECK(verdicts == std::vector<std::string>{"a INCONCLUSIVE", "b REFUTED", "c VALIDATED", "d VALIDATED", "e INCONCLUSIVE", "f REFUTED"});
  CHECK(family.results[0].demoted());
  CHECK(*family.results[0].corrected_p_value == doctest::Approx(0.08));
  CHECK_FALSE(family.results[2].corrected_p_value.has_value());
  CHECK_FALSE(family.results[2].significant);
  CHECK(family.results[4].significant);
  CHECK_FALSE(family.results[4].demoted());

  const CorrectedFamily none = correct(claims, CorrectionMethod::kNone, 0.01);
  for (const CorrectedClaim& claim : none.results) CHECK_FALSE(claim.demoted());
  CHECK(none.n_rejections == 2);
  CHECK(correct({}, CorrectionMethod::kHolm, 0.05).family_size == 0);
}

TEST_CASE("an adjusted p-value equal to alpha is significant") {
  CHECK(correct(std::vector<ClaimInput>{{"a", "VALIDATED", 0.05}}, CorrectionMethod::kHolm, 0.05).results[0].significant);
}

TEST_CASE("inputs that are none are refused, all at once") {
  const std::vector<ClaimInput> bad{{"", "VALIDATED", 0.5},
                                    {"b", "", 0.5},
                                    {"c", "REFUTED", -0.1},
                                    {"d", "REFUTED", 1.1},
                                    {"e", "REFUTED", std::numeric_limits<double>::quiet_NaN()}};
  try {
    correct(bad, CorrectionMethod::kNone, 0.0);
    FAIL("must be refused");
  } catch (const Error& error) {
    CHECK(error.diagnostics().size() == 6);
    for (const auto& problem : error.diagnostics()) CHECK(problem.code == ErrorCode::kRecordValueError);
  }
  for (const double alpha : {0.0, -0.1, 1.01, std::numeric_limits<double>::quiet_NaN()})
    CHECK_THROWS_AS(correct({}, CorrectionMethod::kHolm, alpha), Error);
  CHECK_NOTHROW(correct({}, CorrectionMethod::kHolm, 1.0));
}

TEST_CASE("methods by name") {
  for (const CorrectionMethod method : kMethods) CHECK(parse_correction_method(to_string(method)) == method);
  try {
    parse_correction_method("hol");
    FAIL("must be refused");
  } catch (const Error& error) {
    CHECK(error.exit_code() == 2);
    CHECK(error.diagnostics().at(0).expected == "holm, bh or none");
  }
}

TEST_CASE("the family as JSON and Markdown") {
  const CorrectedFamily family =
      correct(std::vector<ClaimInput>{{"0123456789abcdef", "VALIDATED", 0.2}, {"b", "REFUTED", std::nullopt}}, CorrectionMethod::kHolm, 0.05);
  const records::JsonObject json = to_json(family);
  std::vector<std::string> members;
  for (const records::Member& member : json) members.push_back(member.key);
  CHECK(members == std::vector<std::string>{"method", "alpha", "family_size", "n_with_p_value", "n_rejections", "results"});
  const records::JsonArray& results = json.find("results")->as_array();
  CHECK(results[0].find("corrected_verdict")->as_string() == "INCONCLUSIVE");
  CHECK(results[0].find("corrected_p_value")->as_double() == 0.2);
  CHECK(results[0].find("significant_after_correction")->as_bool() == false);
  CHECK(results[1].find("raw_p_value")->is_null());
  const std::string text = to_markdown(family);
  CHECK(text.find("| `0123456789ab` | 0.2 | 0.2 | VALIDATED | **INCONCLUSIVE** |\n") != std::string::npos);
  CHECK(text.find("`b`") == std::string::npos);
}

}  // namespace
}  // namespace ophamin::comparing
