// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "golden.hpp"

using namespace ophamin::test;

namespace {

const oph_component_t* anticipatory() { return shipped("diagnostics", OPH_PILLAR, "diagnostics.anticipatory"); }

std::vector<Row> run(TableData& table, const json::object& params = {}) {
  FakeHost host;
  Instance<oph_pillar_t> pillar(anticipatory(), host, params);
  return compute(pillar, table);
}

/// y = 2 x1 + x2 + N(0, 0.5), rows in order.
struct Sample {
  std::vector<double> x1, x2, y;

  explicit Sample(std::size_t n, unsigned seed = 7) {
    std::mt19937_64 rng(seed);
    std::normal_distribution<double> normal;
    for (std::size_t i = 0; i < n; ++i) {
      x1.push_back(normal(rng));
      x2.push_back(normal(rng));
      y.push_back(2 * x1.back() + x2.back() + 0.5 * normal(rng));
    }
  }
  std::size_t size() const { return y.size(); }
};

std::vector<Row> run(const Sample& sample, const json::object& params = {}) {
  TableData table(sample.size());
  table.numbers("y", sample.y).numbers("x", sample.x1).numbers("x", sample.x2);
  return run(table, params);
}

void check_undefined(const std::vector<Row>& rows, std::uint64_t needed, std::uint64_t found, std::string_view reason) {
  REQUIRE(rows.size() == 7);
  for (const auto& row : rows) {
    CHECK(row.undefined());
    CHECK(row.needed == needed);
    CHECK(row.found == found);
    CHECK_MESSAGE(row.reason.find(reason) != std::string::npos, row.reason);
  }
}

// P(X >= misses) of a beta-binomial, summed term by term.
double beta_binomial_tail(int misses, int m, double a, double b) {
  const auto log_beta = [](double p, double q) { return std::lgamma(p) + std::lgamma(q) - std::lgamma(p + q); };
  double sum = 0;
  for (int x = misses; x <= m; ++x) {
    sum += std::exp(std::lgamma(m + 1.0) - std::lgamma(x + 1.0) - std::lgamma(m - x + 1.0) + log_beta(x + a, m - x + b) - log_beta(a, b));
  }
  return sum;
}

}  // namespace

TEST_CASE("an interval of 300 calibration rows covers new rows as promised") {
  const auto rows = run(Sample(2300), {{"calibration_rows", 300}});
  CHECK(find(rows, "coverage").value >= 0.85);
  CHECK(find(rows, "coverage").value <= 0.95);
  const auto& detail = rows.front().detail;
  CHECK(detail.at("n_assessed") == 2000);
  CHECK(detail.at("n_calibration") == 120);
  CHECK(detail.at("n_training") == 180);
  CHECK(detail.at("k") == 109);  // ceil(0.9 * 121)
  CHECK(detail.at("features") == 2);
  CHECK(detail.at("rank") == 2);
  CHECK(to_double(detail.at("quantile")) == find(rows, "interval_half_width").value);
  CHECK(std::fabs(find(rows, "interval_half_width").value - 1.645 * 0.5) < 0.25);
  CHECK(std::fabs(find(rows, "world_model_mae").value - 0.5 * std::sqrt(2 / 3.14159)) < 0.1);
}

TEST_CASE("over many data sets the coverage is that of the law") {
  double covered = 0;
  constexpr unsigned kSets = 300;
  for (unsigned seed = 0; seed < kSets; ++seed) covered += find(run(Sample(100, seed), {{"calibration_rows", 50}}), "coverage").value;
  // k = 19 of 20 residuals: 19 / 21 on average, with a standard deviation of about 0.075 for each set.
  CHECK(std::fabs(covered / kSets - 19.0 / 21.0) < 5 * 0.075 / std::sqrt(static_cast<double>(kSets)));
}

TEST_CASE("the report counts what was predicted and what came") {
  Sample sample(60);
  for (const std::size_t row : {40u, 41u, 55u}) sample.y[row] += 100.0;
  std::vector<std::uint8_t> known(60, 0);
  known[41] = known[42] = 1;
  known[3] = 1;  // calibrates all the same
  TableData table(60);
  table.numbers("y", sample.y).numbers("x", sample.x1).numbers("x", sample.x2).booleans("known_failure", known);
  const auto rows = run(table, {{"calibration_rows", 40}, {"confidence_level", 0.94}, {"calibration_fraction", 0.5}, {"list_limit", 1}});
  const auto& detail = rows.front().detail;
  const auto anomalies = detail.at("missed_failures").to_number<int>();
  CHECK(anomalies >= 2);
  CHECK(detail.at("n_assessed") == 20);
  CHECK(detail.at("predicted_counts") == json::object{{"success", 18}, {"known_failure", 2}});
  CHECK(detail.at("observed_counts") == json::object{{"success", 18 - anomalies}, {"known_failure", 2}, {"ood_anomaly", anomalies}});
  CHECK(detail.at("confusion") == json::object{{"success", {{"success", 18 - anomalies}, {"known_failure", 0}, {"ood_anomaly", anomalies}}},
                                               {"known_failure", {{"success", 0}, {"known_failure", 2}, {"ood_anomaly", 0}}}});
  CHECK(to_double(detail.at("world_model_gap")) == anomalies / 20.0);
  CHECK(detail.at("empirical_miscoverage") == detail.at("world_model_gap"));
  CHECK(detail.at("false_alarms") == 0);
  CHECK(detail.at("alert") == true);
  CHECK(detail.at("ood_anomaly_rows") == json::array{40});
  CHECK(rows.front().value == anomalies / 20.0);
  CHECK(find(rows, "missed_failures").value == anomalies);
  // The known failure outside the interval is in the coverage, and in no miscoverage.
  CHECK(find(rows, "coverage").value == doctest::Approx(1.0 - (anomalies + 1) / 20.0));
  CHECK(to_double(detail.at("exchangeability_p_value")) == find(rows, "empirical_miscoverage").p_value);
  const auto n = detail.at("n_calibration").to_number<int>();
  const auto k = detail.at("k").to_number<int>();
  CHECK(find(rows, "empirical_miscoverage").p_value == doctest::Approx(beta_binomial_tail(anomalies, 18, n + 1 - k, k)).epsilon(1e-10));
}

TEST_CASE("the probability of as many misses is that of the beta-binomial law, far out as well") {
  // Residuals of the calibration are 0 or 1, so that the interval has the width 1; the assessed rows are far from it or on it.
  for (const auto& [misses, assessed] : {std::pair{1, 50}, {7, 50}, {50, 50}, {400, 2000}, {2000, 2000}}) {
    const int wanted = misses;
    CAPTURE(wanted);
    const std::size_t n = 200;
    const auto m = static_cast<std::size_t>(assessed);
    Sample sample(n + m);
    for (std::size_t i = 0; i < m; ++i) {
      sample.y[n + i] = 2 * sample.x1[n + i] + sample.x2[n + i] + (i < static_cast<std::size_t>(misses) ? 50.0 : 0.0);
    }
    const auto rows = run(sample, {{"calibration_rows", 200}});
    const auto& detail = rows.front().detail;
    REQUIRE(detail.at("missed_failures") == misses);
    const auto calibration = detail.at("n_calibration").to_number<int>();
    const auto k = detail.at("k").to_number<int>();
    const double p = find(rows, "empirical_miscoverage").p_value;
    CHECK(p == doctest::Approx(beta_binomial_tail(misses, assessed, calibration + 1 - k, k)).epsilon(1e-9));
    if (misses == 50) CHECK(p > 0.0);
  }
}

TEST_CASE("offsets and scales of features and outcome change nothing but units") {
  const Sample sample(200);
  auto moved = sample;
  for (auto& x : moved.x1) x = x * 1e-3 + 1e9;
  for (auto& x : moved.x2) x = x * 1e6;
  for (auto& y : moved.y) y = y * 4.0 + 1e9;
  const auto plain = run(sample, {});
  const auto other = run(moved, {});
  CHECK(find(other, "interval_half_width").value == doctest::Approx(4.0 * find(plain, "interval_half_width").value).epsilon(1e-2));
  CHECK(other.front().value == doctest::Approx(plain.front().value).epsilon(0.05));

  auto shifted = sample;
  for (auto& y : shifted.y) y += 1e9;
  const auto same = run(shifted, {});
  CHECK(find(same, "interval_half_width").value == doctest::Approx(find(plain, "interval_half_width").value).epsilon(1e-6));
  CHECK(same.front().value == plain.front().value);
}

TEST_CASE("features that say the same twice, or nothing, do no harm") {
  const Sample sample(120);
  const auto plain = run(sample, {});
  TableData table(120);
  table.numbers("y", sample.y).numbers("x", sample.x1).numbers("x", sample.x2).numbers("x", sample.x1).numbers("x", std::vector<double>(120, 1e9));
  const auto more = run(table, {});
  CHECK(more.front().detail.at("features") == 4);
  CHECK(more.front().detail.at("rank") == 2);
  CHECK(find(more, "interval_half_width").value == doctest::Approx(find(plain, "interval_half_width").value).epsilon(1e-12));
  CHECK(more.front().value == plain.front().value);
}

TEST_CASE("calibration rows: by default a third, or as a parameter or a column says") {
  CHECK(run(Sample(300)).front().detail.at("n_assessed") == 200);
  CHECK(run(Sample(300), {{"calibration_rows", 120}}).front().detail.at("n_assessed") == 180);
  const Sample sample(100);
  std::vector<std::int64_t> marks(100, 0);
  for (std::size_t i = 0; i < 100; i += 2) marks[i] = 1;
  TableData table(100);
  table.numbers("y", sample.y).numbers("x", sample.x1).numbers("x", sample.x2).integers("calibration", marks);
  CHECK(run(table).front().detail.at("n_assessed") == 50);
  CHECK(status_of([&] { run(table, {{"calibration_rows", 10}}); }) == OPH_INVALID_ARGUMENT);
  TableData wrong(1);
  wrong.numbers("y", {1.0}).numbers("x", {1.0}).integers("calibration", {2});
  CHECK(status_of([&] { run(wrong); }) == OPH_INVALID_ARGUMENT);
}

TEST_CASE("too little is undefined, with the rows that are needed") {
  // round(0.4 * 22) = 9 residuals are the fewest with ceil(0.9 * 10) = 9 of them.
  check_undefined(run(Sample(0)), 22, 0, "calibrate");
  check_undefined(run(Sample(21), {{"calibration_rows", 21}}), 22, 21, "calibrate");
  check_undefined(run(Sample(22), {{"calibration_rows", 22}}), 1, 0, "left to assess");
  CHECK_FALSE(run(Sample(23), {{"calibration_rows", 22}}).front().undefined());
  check_undefined(run(Sample(7), {{"confidence_level", 0.5}}), 8, 7, "calibrate");
  check_undefined(run(Sample(30), {{"confidence_level", 0.99}, {"calibration_fraction", 0.5}}), 198, 10, "calibrate");
  check_undefined(run(Sample(30), {{"confidence_level", 0.5}, {"calibration_fraction", 0.999}}), 1500, 10, "calibrate");
}

TEST_CASE("the least number of calibration rows is enough, and one less is not") {
  for (const double confidence : {0.5, 0.8, 0.9, 0.95}) {
    for (const double fraction : {0.2, 0.4, 0.5, 0.8}) {
      CAPTURE(confidence);
      CAPTURE(fraction);
      const auto params = [&](std::uint64_t rows) {
        return json::object{{"confidence_level", confidence}, {"calibration_fraction", fraction}, {"calibration_rows", rows}};
      };
      const auto needed = run(Sample(9), params(1)).front().needed;
      CHECK_FALSE(run(Sample(needed + 1), params(needed)).front().undefined());
      CHECK(run(Sample(needed + 1), params(needed - 1)).front().needed == needed);
    }
  }
}

TEST_CASE("what is missing is left out and counted, what is not finite leaves nothing") {
  Sample sample(100);
  TableData table(100);
  std::vector<std::uint8_t> valid(100, 1);
  valid[5] = valid[90] = 0;
  table.numbers("y", sample.y).validity(valid).numbers("x", sample.x1).numbers("x", sample.x2);
  const auto rows = run(table, {{"calibration_rows", 60}});
  CHECK(rows.front().detail.at("missing") == 2);
  CHECK(rows.front().detail.at("n_assessed") == 38);
  sample.y[50] = std::numeric_limits<double>::infinity();
  sample.x1[51] = std::nan("");
  check_undefined(run(sample), 100, 98, "2 rows are not finite");
}

TEST_CASE("equal outcomes have an interval without width, and lie in it") {
  TableData table(100);
  std::vector<double> x(100);
  for (std::size_t i = 0; i < 100; ++i) x[i] = static_cast<double>(i);
  table.numbers("y", std::vector<double>(100, 0.3)).numbers("x", x);
  const auto rows = run(table);
  CHECK(find(rows, "interval_half_width").value == 0.0);
  CHECK(rows.front().value == 0.0);
  CHECK(find(rows, "empirical_miscoverage").p_value == 1.0);
  CHECK(rows.front().detail.at("alert") == false);
}

TEST_CASE("where every assessed row is a known failure, nothing tests the interval") {
  const Sample sample(60);
  TableData table(60);
  table.numbers("y", sample.y).numbers("x", sample.x1).numbers("x", sample.x2).booleans("known_failure", std::vector<std::uint8_t>(60, 1));
  const auto rows = run(table, {{"calibration_rows", 40}});
  CHECK(rows.front().value == 0.0);
  CHECK((find(rows, "empirical_miscoverage").flags & OPH_EVIDENCE_P_VALUE) == 0);
  CHECK(rows.front().detail.at("exchangeability_p_value").is_null());
  CHECK(rows.front().detail.at("observed_counts") == json::object{{"success", 0}, {"known_failure", 20}, {"ood_anomaly", 0}});
  TableData wrong(60);
  wrong.numbers("y", sample.y).numbers("x", sample.x1).numbers("known_failure", std::vector<double>(60, 0.5));
  CHECK(status_of([&] { run(wrong); }) == OPH_INVALID_ARGUMENT);
}

TEST_CASE("more features than rows to fit them to are no error, and one row to assess is enough") {
  const Sample sample(31, 3);
  TableData table(31);
  table.numbers("y", sample.y);
  for (unsigned feature = 0; feature < 40; ++feature) table.numbers("x", Sample(31, 100 + feature).x1);
  const auto rows = run(table, {{"calibration_rows", 30}});
  const auto& detail = rows.front().detail;
  CHECK(detail.at("features") == 40);
  CHECK(detail.at("rank").to_number<int>() == detail.at("n_training").to_number<int>() - 1);
  CHECK(detail.at("n_assessed") == 1);
  CHECK(std::isfinite(find(rows, "world_model_mae").value));
}

TEST_CASE("errors beyond the numbers are no errors that could be told") {
  Sample sample(100);
  for (std::size_t i = 0; i < 100; ++i) sample.y[i] = i % 2 == 0 ? 1.7e308 : -1.7e308;
  check_undefined(run(sample, {{"calibration_rows", 60}}), 100, 100, "scale the values");
  Sample late(100);
  late.y[99] = 1.7e308;
  late.y[98] = -1.7e308;
  const auto rows = run(late, {{"calibration_rows", 60}});
  CHECK(find(rows, "missed_failures").value >= 2.0);
  CHECK(std::isfinite(find(rows, "world_model_mae").value));
}

TEST_CASE("ties in the residuals count as what they are") {
  // The line is exact for three rows of four, and the fourth is 1 off: residuals are all but 0 or about 1.
  TableData table(400);
  std::vector<double> x, y;
  for (int i = 0; i < 400; ++i) {
    x.push_back(i % 2 == 0 ? -1.0 : 1.0);
    y.push_back(x.back() + (i % 4 == 3 ? 1.0 : 0.0));
  }
  table.numbers("y", y).numbers("x", x);
  const auto rows = run(table, {{"calibration_rows", 200}});
  CHECK(find(rows, "coverage").value >= 0.9);
  CHECK(find(rows, "missed_failures").value == 0.0);
}
