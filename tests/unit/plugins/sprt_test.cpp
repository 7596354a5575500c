// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "golden.hpp"
#include "streaming.hpp"

using namespace ophamin::test;

namespace {

const oph_component_t* sprt() { return shipped("adaptive", OPH_PILLAR, "A.sprt"); }

std::vector<Row> judge(const std::vector<double>& values, const json::object& params) {
  FakeHost host;
  Instance<oph_pillar_t> pillar(sprt(), host, params);
  TableData table(values.size());
  table.numbers("value", values);
  return compute(pillar, table);
}

json::object state(const std::vector<double>& values, const json::object& params) { return judge(values, params).front().detail; }

oph_status_t made(const json::object& params) {
  return status_of([&] {
    FakeHost host;
    Instance<oph_pillar_t>(sprt(), host, params);
  });
}

std::vector<double> first(const std::vector<double>& values, std::size_t n) {
  return {values.begin(), values.begin() + static_cast<std::ptrdiff_t>(n)};
}

// The golden file's names.
json::object params_of(const json::object& input) {
  json::object params{{"test", input.at("kind")}};
  for (const auto& [key, value] : input) {
    if (key == "kind" || key == "x") continue;
    if (key == "s2") {
      params["sigma"] = std::sqrt(to_double(value));
    } else {
      params[key == "t2" ? std::string_view("tau2") : std::string_view(key)] = value;
    }
  }
  return params;
}

// A figure of the state after each observation, or after those that `at` lists.
json::array trajectory(const std::vector<double>& values, const json::object& params, const char* figure) {
  json::array all;
  for (std::size_t n = 1; n <= values.size(); ++n) all.push_back(state(first(values, n), params).at(figure));
  return all;
}
json::array points(const std::vector<double>& values, const json::object& params, const char* figure, const json::array& at) {
  json::array all;
  for (const auto& point : at) {
    const auto n = point.at(0).to_number<std::size_t>();
    all.push_back(json::array{n, state(first(values, n), params).at(figure)});
  }
  return all;
}

json::object as_golden(const std::vector<double>& values, const json::object& params, const json::object& expected) {
  const auto end = state(values, params);
  json::object actual{{"stop_n", end.at("stop_n")}, {"decision", end.at("stop_decision")}};
  const bool mixture = end.at("test") == "mixture";
  if (mixture) {
    actual["first_n_with_p_at_most_alpha"] = end.at("stop_n");
    actual["final_log_lambda"] = end.at("log_mixture_lr");
    actual["final_p"] = end.at("always_valid_pvalue");
  } else {
    actual["upper"] = end.at("upper");
    actual["lower"] = end.at("lower");
    actual["final_llr"] = end.at("llr");
  }
  for (const auto& [key, name] : {std::pair{"llr", "llr"}, std::pair{"log_lambda", "log_mixture_lr"}, std::pair{"p_value", "always_valid_pvalue"}}) {
    if (expected.contains(key)) actual[key] = trajectory(values, params, name);
    const auto at = std::string(key) + "_at";
    if (expected.contains(at)) actual[at] = points(values, params, name, expected.at(at).as_array());
  }
  return actual;
}

// Numbers around `mean`, on a grid of 1/1024, so that a shift is exact.
std::vector<double> wave(std::size_t n, double mean) {
  std::vector<double> values(n);
  for (std::size_t i = 0; i < n; ++i) {
    values[i] = std::round((mean + std::sin(static_cast<double>(i) * 12.9898) * 1.4 + std::cos(static_cast<double>(i) * 78.233)) * 1024.0) / 1024.0;
  }
  return values;
}

const GoldenMethod kSprt("A.sprt", "sprt");

}  // namespace

TEST_CASE("A.sprt meets the golden trajectories") {
  GoldenReport report(kSprt);
  for (const auto& golden_case : report.cases()) {
    const auto& input = golden_case.at("input").as_object();
    const auto params = params_of(input);
    if (name_of(golden_case) == "gaussian_sigma_zero") {
      report.refused(golden_case, schema_refuses(sprt(), params));
    } else if (is_undefined(golden_case)) {
      report.refused(golden_case, made(params) == OPH_INVALID_ARGUMENT);
    } else {
      report.meets(golden_case, as_golden(doubles(input.at("x")), params, golden_case.at("expected").as_object()));
    }
  }
  report.finish();
}

TEST_CASE("known bounds and ratios") {
  const auto wald = state({1.0}, {{"test", "gaussian"}, {"mu1", 1.0}});
  CHECK(to_double(wald.at("upper")) == doctest::Approx(2.772588722).epsilon(1e-9));
  CHECK(to_double(wald.at("lower")) == doctest::Approx(-1.558144618).epsilon(1e-9));
  CHECK(wald.at("llr") == 0.5);
  CHECK(wald.at("decision") == "continue");
  CHECK(wald.at("terminated") == false);
  CHECK(wald.at("stop_n").is_null());
  const auto mixture = state({1.0, 1.0}, {});
  CHECK(to_double(mixture.at("mixture_lr")) == doctest::Approx(1.1245247729).epsilon(1e-10));
  CHECK(mixture.at("n") == 2);
}

TEST_CASE("a test goes on after its decision, and may take it back") {
  // Increments of x - 1/2 against 2.77 and -1.56.
  const std::vector<double> values{2.0, 2.0, 0.0, 0.5, -4.0, 9.0};
  const json::object params{{"test", "gaussian"}, {"mu1", 1.0}};
  FakeHost host;
  Instance<oph_pillar_t> pillar(sprt(), host, params);
  const auto streamed = stream_values(pillar, values, 2);
  CHECK(streamed.events ==
        std::vector<Event>{{1, "accept_h1", 2.0}, {2, "continue", 0.0}, {4, "accept_h0", -4.0}, {5, "accept_h1", 9.0}});
  const auto& end = streamed.rows.front().detail;
  CHECK(end.at("stop_n") == 2);
  CHECK(end.at("stop_row") == 1);
  CHECK(end.at("stop_decision") == "accept_h1");
  CHECK(end.at("decision") == "accept_h1");
  CHECK(end.at("llr") == 6.5);
  CHECK(find(streamed.rows, "stop_n").value == 2.0);
  CHECK(find(streamed.rows, "terminated").value == 1.0);
  const auto back = judge(first(values, 4), params);
  CHECK(back.front().detail.at("decision") == "continue");
  CHECK(find(back, "terminated").value == 0.0);
  CHECK(back.front().detail.at("stop_decision") == "accept_h1");
}

TEST_CASE("a stream gives what the whole table gives, however it is cut") {
  std::vector<double> bits;
  for (int i = 0; i < 1000; ++i) bits.push_back(i * 7 % 10 < 2 ? 1.0 : 0.0);
  const std::pair<json::object, std::vector<double>> cases[] = {
      {{{"test", "gaussian"}, {"mu1", 0.01}, {"sigma", 1.3}, {"alpha", 0.2}}, wave(1000, 0.004)},
      {{{"test", "bernoulli"}, {"p0", 0.15}, {"p1", 0.25}, {"alpha", 0.1}}, bits},
      {{{"tau2", 0.5}, {"sigma", 1.2}}, wave(1000, 0.2)}};
  for (const auto& [params, values] : cases) {
    CAPTURE(json::serialize(params));
    const auto whole = judge(values, params);
    FakeHost host;
    Instance<oph_pillar_t> pillar(sprt(), host, params);
    const auto one_by_one = stream_values(pillar, values, 1);
    CHECK(same_evidence(one_by_one.rows, whole));
    for (const std::size_t chunk : {3u, 127u, 128u, 129u, 5000u}) {
      const auto streamed = stream_values(pillar, values, chunk);
      CHECK(same_evidence(streamed.rows, whole));
      CHECK(streamed.events == one_by_one.events);
    }
  }
}

TEST_CASE("decisions that come and go, and values that end it all, are found wherever they stand") {
  std::vector<double> values, bits;
  for (int i = 0; i < 3000; ++i) {
    values.push_back((i / 170 % 2 == 0 ? 0.6 : -0.5) + std::sin(i * 12.9898));
    bits.push_back((i / 90 % 2 == 0 ? i % 3 : i % 11) == 0 ? 1.0 : 0.0);
  }
  const json::object gaussian{{"test", "gaussian"}, {"mu0", -0.1}, {"mu1", 0.2}};
  const json::object falling{{"test", "gaussian"}, {"mu0", 0.2}, {"mu1", -0.1}};
  const json::object bernoulli{{"test", "bernoulli"}, {"p0", 0.15}, {"p1", 0.25}};
  const auto compare = [](const std::vector<double>& xs, const json::object& params) {
    FakeHost host;
    Instance<oph_pillar_t> pillar(sprt(), host, params);
    const auto one_by_one = stream_values(pillar, xs, 1);
    const auto at_once = stream_values(pillar, xs, xs.size());
    CHECK(same_evidence(one_by_one.rows, at_once.rows));
    CHECK(one_by_one.events == at_once.events);
    return at_once.events.size();
  };
  for (const auto& params : {gaussian, falling}) CHECK(compare(values, params) > 10);
  CHECK(compare(bits, bernoulli) > 5);
  for (const std::size_t at : {0u, 31u, 32u, 100u, 511u, 2999u}) {
    CAPTURE(at);
    for (const double wrong : {std::nan(""), HUGE_VAL, -HUGE_VAL, 1.7e308}) {
      auto spoilt = values;
      spoilt[at] = wrong;
      spoilt[(at + 40) % spoilt.size()] = wrong;
      for (const auto& params : {gaussian, falling, json::object{}}) compare(spoilt, params);
    }
  }
}

TEST_CASE("a million observations and a large offset cost no digits") {
  const auto values = wave(1'000'000, 0.0);
  long double sum = 0.0L;
  for (const double x : values) sum += static_cast<long double>(x) - 0.0005L;
  const auto expected = static_cast<double>(0.001L * sum);
  const json::object params{{"test", "gaussian"}, {"mu1", 0.001}, {"alpha", 1e-9}, {"beta", 1e-9}};
  CHECK(to_double(state(values, params).at("llr")) == doctest::Approx(expected).epsilon(1e-13));

  auto shifted = wave(5000, 0.3);
  const json::object here{{"test", "gaussian"}, {"mu0", 0.0}, {"mu1", 0.5}};
  const json::object there{{"test", "gaussian"}, {"mu0", 1e9}, {"mu1", 1e9 + 0.5}};
  const auto near_zero = state(shifted, here);
  const auto mixture = state(shifted, {});
  for (auto& x : shifted) x += 1e9;
  CHECK(state(shifted, there).at("llr") == near_zero.at("llr"));
  CHECK(state(shifted, there).at("stop_n") == near_zero.at("stop_n"));
  CHECK(state(shifted, {{"mu0", 1e9}}).at("log_mixture_lr") == mixture.at("log_mixture_lr"));
}

TEST_CASE("scale and sign") {
  const auto values = wave(400, 0.2);
  auto scaled = values;
  for (auto& x : scaled) x *= 1024.0;
  const auto plain = state(values, {{"test", "gaussian"}, {"mu1", 0.4}, {"sigma", 2.0}});
  CHECK(state(scaled, {{"test", "gaussian"}, {"mu1", 0.4 * 1024.0}, {"sigma", 2048.0}}).at("llr") == plain.at("llr"));
  // The hypotheses changed round: the ratio turns over.
  const auto turned = state(values, {{"test", "gaussian"}, {"mu0", 0.4}, {"mu1", 0.0}, {"sigma", 2.0}});
  CHECK(to_double(turned.at("llr")) == -to_double(plain.at("llr")));
  auto mirrored = values;
  for (auto& x : mirrored) x = -x;
  CHECK(state(mirrored, {}).at("always_valid_pvalue") == state(values, {}).at("always_valid_pvalue"));
  // The order of Bernoulli observations does not matter to the end.
  std::vector<double> bits{1, 0, 0, 1, 1, 0, 1};
  const json::object bernoulli{{"test", "bernoulli"}, {"p0", 0.4}, {"p1", 0.6}};
  const auto llr = state(bits, bernoulli).at("llr");
  std::sort(bits.begin(), bits.end());
  CHECK(state(bits, bernoulli).at("llr") == llr);
}

TEST_CASE("the always valid p-value never rises, and ratios beyond the numbers keep their logarithms") {
  double before = 1.0;
  const auto values = wave(300, 0.5);
  for (std::size_t n = 1; n <= values.size(); ++n) {
    const double p = to_double(state(first(values, n), {{"tau2", 0.1}}).at("always_valid_pvalue"));
    CHECK(p <= before);
    before = p;
  }
  CHECK(before < 1e-6);

  const auto rows = judge(std::vector<double>(1000, 5.0), {});
  CHECK(rows.front().detail.at("mixture_lr") == "Infinity");
  CHECK(to_double(rows.front().detail.at("log_mixture_lr")) == doctest::Approx(25e6 / 2002.0 - std::log(1001.0) / 2.0));
  CHECK(rows.front().value == 0.0);
  CHECK(rows.front().detail.at("decision") == "reject_h0");
}

TEST_CASE("what makes no test is refused") {
  CHECK(made({{"test", "gaussian"}}) == OPH_INVALID_ARGUMENT);
  CHECK(made({{"test", "gaussian"}, {"mu0", 1.0}, {"mu1", 1.0}}) == OPH_INVALID_ARGUMENT);
  CHECK(made({{"test", "bernoulli"}, {"p0", 0.1}}) == OPH_INVALID_ARGUMENT);
  CHECK(made({{"test", "bernoulli"}, {"p0", 0.1}, {"p1", 0.2}, {"alpha", 0.85}}) == OPH_INVALID_ARGUMENT);
  CHECK(made({{"test", "mixture"}, {"mu1", 1.0}}) == OPH_INVALID_ARGUMENT);
  CHECK(made({{"test", "mixture"}, {"beta", 0.1}}) == OPH_INVALID_ARGUMENT);
  CHECK(made({{"test", "bernoulli"}, {"p0", 0.1}, {"p1", 0.2}, {"sigma", 1.0}}) == OPH_INVALID_ARGUMENT);
  CHECK(made({{"alpha", 0.9}}) == OPH_OK);
  for (const auto& params : {json::object{{"alpha", 0.0}}, json::object{{"alpha", 1.0}}, json::object{{"tau2", 0.0}}, json::object{{"sigma", -1.0}},
                             json::object{{"p0", 0.0}}, json::object{{"p1", 1.0}}, json::object{{"test", "wald"}}}) {
    CHECK(schema_refuses(sprt(), params));
  }
}

TEST_CASE("no, unusable and endless values are undefined") {
  const auto undefined = [](const std::vector<double>& values, const json::object& params) {
    const auto rows = judge(values, params);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].undefined());
    CHECK(!rows[0].reason.empty());
    return std::pair(rows[0].needed, rows[0].found);
  };
  const json::object gaussian{{"test", "gaussian"}, {"mu1", 1.0}};
  for (const auto& params : {json::object{}, gaussian}) {
    CHECK(undefined({}, params) == std::pair<std::uint64_t, std::uint64_t>{1, 0});
    for (const double wrong : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
      CHECK(undefined({1.0, wrong, 2.0, wrong}, params) == std::pair<std::uint64_t, std::uint64_t>{4, 2});
    }
    undefined({1e308, 1e308, 1e308}, params);
  }
  CHECK(judge({0.0}, gaussian).front().value == -0.5);
  CHECK_FALSE(judge({0.0}, {}).front().undefined());
  for (const double wrong : {0.5, -1.0, std::nan("")}) {
    CHECK(status_of([&] { judge({1.0, wrong}, {{"test", "bernoulli"}, {"p0", 0.1}, {"p1", 0.2}}); }) == OPH_INVALID_ARGUMENT);
  }
  FakeHost host;
  Instance<oph_pillar_t> pillar(sprt(), host, json::object{});
  TableData bare(1);
  bare.numbers("x", {1.0});
  CHECK(status_of([&] { compute(pillar, bare); }) == OPH_MISSING_ROLE);
}

TEST_CASE("missing cells are left out, and rows keep their numbers") {
  FakeHost host;
  Instance<oph_pillar_t> pillar(sprt(), host, json::object{{"test", "gaussian"}, {"mu1", 1.0}});
  TableData table(6);
  table.numbers("value", {99.0, 2.0, std::nan(""), 2.0, 0.5, 99.0}).validity({0, 1, 0, 1, 1, 0});
  const auto rows = compute(pillar, table);
  CHECK(rows.front().value == 3.0);
  CHECK(rows.front().detail.at("n") == 3);
  CHECK(rows.front().detail.at("missing") == 3);
  CHECK(rows.front().detail.at("stop_n") == 2);
  CHECK(rows.front().detail.at("stop_row") == 3);
}
