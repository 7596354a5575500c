// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "golden.hpp"

using namespace ophamin::test;

namespace {

const oph_component_t* cross_validation() { return shipped("robustness", OPH_PILLAR, "N.cross_validation"); }

const oph_component_t* any_pillar(std::string_view name) {
  for (const auto& [plugin, prefix] : {std::pair{"statistics", "stats."}, std::pair{"robustness", "N."}, std::pair{"observability", "O."}}) {
    if (!name.starts_with(prefix)) continue;
    try {
      return shipped(plugin, OPH_PILLAR, name);
    } catch (const std::out_of_range&) {
    }
  }
  return nullptr;
}

std::vector<Row> run(TableData& table, const json::object& params = {}) {
  FakeHost host;
  host.pillars = any_pillar;
  Instance<oph_pillar_t> pillar(cross_validation(), host, params);
  return compute(pillar, table);
}

std::vector<Row> run(const std::vector<double>& values, const json::object& params = {}) {
  TableData table(values.size());
  table.numbers("value", values);
  return run(table, params);
}

std::vector<double> wave(std::size_t n) {
  std::vector<double> x(n);
  for (std::size_t i = 0; i < n; ++i) x[i] = 5.0 + std::sin(static_cast<double>(i) * 1.7) + static_cast<double>(i % 7);
  return x;
}

using Part = std::vector<std::size_t>;
struct Division {
  Part train, test;
  bool operator==(const Division&) const = default;
};

std::vector<Division> divisions(const std::vector<Row>& rows) {
  std::vector<Division> out;
  for (const auto& split : rows.front().detail.at("splits").as_array()) {
    auto& division = out.emplace_back();
    for (const auto& item : split.at("train_indices").as_array()) division.train.push_back(item.to_number<std::size_t>());
    for (const auto& item : split.at("test_indices").as_array()) division.test.push_back(item.to_number<std::size_t>());
  }
  return out;
}

Part sorted(Part part) {
  std::sort(part.begin(), part.end());
  return part;
}

bool is_sorted(const Part& part) { return std::is_sorted(part.begin(), part.end()); }

double mean_of(const std::vector<double>& x) {
  double mean = 0;
  for (std::size_t i = 0; i < x.size(); ++i) mean += (x[i] - mean) / static_cast<double>(i + 1);
  return mean;
}

void check_undefined(const std::vector<Row>& rows, std::uint64_t needed, std::uint64_t found, std::string_view reason) {
  REQUIRE(rows.size() == 3);
  for (const auto& row : rows) {
    CHECK(row.undefined());
    CHECK(row.needed == needed);
    CHECK(row.found == found);
    CHECK_MESSAGE(row.reason.find(reason) != std::string::npos, row.reason);
  }
}

std::string complaint(TableData& table, const json::object& params, oph_status_t status = OPH_INVALID_ARGUMENT) {
  try {
    run(table, params);
    return {};
  } catch (const CallFailed& failed) {
    CHECK(failed.status == status);
    return failed.what();
  }
}

}  // namespace

TEST_CASE("random halves divide the rows, in sizes by the decimal fraction") {
  for (const auto& [n, fraction, n_train] : {std::tuple{100, 0.29, 29}, {10, 0.7, 7}, {101, 0.8, 80}, {2, 0.7, 1}, {3, 0.34, 1}}) {
    const int count = n;
    CAPTURE(count);
    const auto rows = run(wave(static_cast<std::size_t>(n)), {{"train_fraction", fraction}, {"n_iterations", 30}, {"list_splits", 30}});
    const auto splits = divisions(rows);
    REQUIRE(splits.size() == 30);
    for (const auto& split : splits) {
      CHECK(split.train.size() == static_cast<std::size_t>(n_train));
      auto all = split.train;
      all.insert(all.end(), split.test.begin(), split.test.end());
      all = sorted(all);
      REQUIRE(all.size() == static_cast<std::size_t>(n));
      for (std::size_t i = 0; i < all.size(); ++i) CHECK(all[i] == i);
    }
    CHECK(rows.front().detail.at("method") == "monte_carlo");
    CHECK(rows.front().detail.at("n_splits") == 30);
    CHECK(rows.front().detail.at("train_size") == json::array{n_train, n_train});
  }
}

TEST_CASE("every row tests about equally often, and in every place") {
  constexpr std::size_t kRows = 10;
  constexpr int kSplits = 4000;
  const auto splits = divisions(run(wave(kRows), {{"n_iterations", kSplits}, {"list_splits", kSplits}, {"train_fraction", 0.7}}));
  std::map<std::size_t, int> tested, first_in_train, first_in_test;
  for (const auto& split : splits) {
    for (const auto row : split.test) ++tested[row];
    ++first_in_test[split.test.front()];
    ++first_in_train[split.train.front()];
  }
  for (std::size_t row = 0; row < kRows; ++row) {
    CHECK(std::abs(tested[row] - kSplits * 0.3) < 5 * std::sqrt(kSplits * 0.21));
    CHECK(std::abs(first_in_test[row] - kSplits * 0.1) < 5 * std::sqrt(kSplits * 0.09));
    CHECK(std::abs(first_in_train[row] - kSplits * 0.1) < 5 * std::sqrt(kSplits * 0.09));
  }
}

TEST_CASE("more splits begin with the same ones, and listing them changes nothing") {
  for (const char* method : {"monte_carlo", "bootstrap"}) {
    CAPTURE(std::string(method));
    const auto few = run(wave(40), {{"method", method}, {"n_iterations", 5}, {"list_splits", 5}, {"part", "difference"}});
    const auto many = run(wave(40), {{"method", method}, {"n_iterations", 50}, {"list_splits", 2}, {"part", "difference"}});
    const auto none = run(wave(40), {{"method", method}, {"n_iterations", 50}, {"part", "difference"}});
    const auto of_few = divisions(few);
    const auto of_many = divisions(many);
    for (std::size_t i = 0; i < of_many.size(); ++i) CHECK(of_few[i] == of_many[i]);
    for (std::size_t i = 0; i < 5; ++i) CHECK(few.front().detail.at("scores").at(i) == many.front().detail.at("scores").at(i));
    CHECK(many.front().detail.at("scores") == none.front().detail.at("scores"));
    CHECK(many.front().value == none.front().value);
  }
}

TEST_CASE("the score of a split is the statistic of its part") {
  const auto values = wave(30);
  const auto part_of = [&](const Part& rows) {
    std::vector<double> x;
    for (const auto row : rows) x.push_back(values[row]);
    std::sort(x.begin(), x.end());
    return x;
  };
  const auto quantile = [](const std::vector<double>& x, double p) {
    const double rank = p * static_cast<double>(x.size() - 1);
    const auto low = static_cast<std::size_t>(rank);
    const auto high = std::min(low + 1, x.size() - 1);
    return x[low] + (rank - static_cast<double>(low)) * (x[high] - x[low]);
  };
  const auto variance = [](const std::vector<double>& x) {
    double sum = 0;
    for (const double v : x) sum += (v - mean_of(x)) * (v - mean_of(x));
    return sum / static_cast<double>(x.size() - 1);
  };
  const auto mad = [&](const std::vector<double>& x) {
    std::vector<double> distances;
    for (const double v : x) distances.push_back(std::fabs(v - quantile(x, 0.5)));
    std::sort(distances.begin(), distances.end());
    return quantile(distances, 0.5);
  };
  const std::map<std::string, std::function<double(const std::vector<double>&)>> statistics{
      {"mean", mean_of},
      {"median", [&](const auto& x) { return quantile(x, 0.5); }},
      {"std", [&](const auto& x) { return std::sqrt(variance(x)); }},
      {"variance", variance},
      {"min", [](const auto& x) { return x.front(); }},
      {"max", [](const auto& x) { return x.back(); }},
      {"range", [](const auto& x) { return x.back() - x.front(); }},
      {"quantile", [&](const auto& x) { return quantile(x, 0.9); }},
      {"iqr", [&](const auto& x) { return quantile(x, 0.75) - quantile(x, 0.25); }},
      {"mad", mad}};
  for (const auto& [name, statistic] : statistics) {
    for (const char* part : {"test", "train", "difference"}) {
      const std::string which = name;
      CAPTURE(which);
      CAPTURE(std::string(part));
      const auto rows = run(values, {{"statistic", name}, {"p", 0.9}, {"part", part}, {"n_iterations", 12}, {"list_splits", 12}});
      const auto splits = divisions(rows);
      const auto scores = doubles(rows.front().detail.at("scores"));
      REQUIRE(scores.size() == 12);
      for (std::size_t i = 0; i < scores.size(); ++i) {
        const double test = statistic(part_of(splits[i].test));
        const double train = statistic(part_of(splits[i].train));
        const double expected = std::string(part) == "test" ? test : std::string(part) == "train" ? train : test - train;
        CHECK(scores[i] == doctest::Approx(expected).epsilon(1e-12));
      }
      CHECK(std::string_view(rows.front().detail.at("statistic").as_string()) == which);
      CHECK(rows.front().detail.at("part") == part);
      CHECK(rows.front().value == doctest::Approx(mean_of(scores)).epsilon(1e-12));
      CHECK(find(rows, "cv_std").value == doctest::Approx(std::sqrt(variance(scores))).epsilon(1e-12));
      CHECK(find(rows, "cv_sem").value == doctest::Approx(std::sqrt(variance(scores) / 12)).epsilon(1e-12));
      const double half = 1.959963984540054 * find(rows, "cv_sem").value;
      CHECK(rows.front().ci_low == doctest::Approx(rows.front().value - half).epsilon(1e-12));
      CHECK(rows.front().ci_high == doctest::Approx(rows.front().value + half).epsilon(1e-12));
      CHECK(rows.front().detail.at("ci") == json::array{rows.front().ci_low, rows.front().ci_high});
      CHECK(rows.front().detail.at("sem") == find(rows, "cv_sem").value);
    }
  }
}

TEST_CASE("scores shift and scale with the values, and an offset of 1e9 loses nothing") {
  const auto values = wave(60);
  auto moved = values;
  auto scaled = values;
  for (double& x : moved) x += 1e9;
  for (double& x : scaled) x *= 8.0;
  for (const char* statistic : {"mean", "std", "median", "mad"}) {
    CAPTURE(std::string(statistic));
    const json::object params{{"statistic", statistic}, {"n_iterations", 50}};
    const auto plain = run(values, params);
    const auto shifted = run(moved, params);
    const auto larger = run(scaled, params);
    const bool is_location = std::string(statistic) == "mean" || std::string(statistic) == "median";
    CHECK(std::fabs(shifted.front().value - plain.front().value - (is_location ? 1e9 : 0.0)) < 3e-7);
    CHECK(find(shifted, "cv_std").value == doctest::Approx(find(plain, "cv_std").value).epsilon(1e-6));
    CHECK(larger.front().value == doctest::Approx(8.0 * plain.front().value).epsilon(1e-13));
  }
  const auto enormous = run({1e308, 1.5e308, 1.7e308, 1.2e308}, {{"n_iterations", 20}});
  CHECK(std::isfinite(enormous.front().value));
  CHECK(enormous.front().value > 1e308);
  check_undefined(run({-1.7e308, 1.7e308, 1.6e308, -1.5e308}, {{"statistic", "variance"}, {"part", "train"}, {"n_iterations", 20}}), 20, 0,
                  "too large");
}

TEST_CASE("folds test each row once; presentation varies and can be switched off") {
  const auto shuffled = divisions(run(wave(23), {{"method", "k_fold"}, {"k", 4}, {"list_splits", 4}}));
  const auto plain = divisions(run(wave(23), {{"method", "k_fold"}, {"k", 4}, {"list_splits", 4}, {"shuffle", false}}));
  const auto in_order =
      divisions(run(wave(23), {{"method", "k_fold"}, {"k", 4}, {"list_splits", 4}, {"shuffle", false}, {"shuffle_presentation", false}}));
  const auto random_in_order = divisions(run(wave(23), {{"method", "k_fold"}, {"k", 4}, {"list_splits", 4}, {"shuffle_presentation", false}}));
  Part seen;
  for (const auto& split : shuffled) seen.insert(seen.end(), split.test.begin(), split.test.end());
  CHECK(sorted(seen).size() == 23);
  CHECK(sorted(seen).back() == 22);
  CHECK(sorted(shuffled[0].test) != in_order[0].test);
  CHECK(in_order[1].test == Part{6, 7, 8, 9, 10, 11});
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(sorted(plain[i].test) == in_order[i].test);
    CHECK(sorted(plain[i].train) == in_order[i].train);
    CHECK_FALSE(is_sorted(plain[i].train));
    // Presentation has streams of its own: membership is the same either way.
    CHECK(sorted(shuffled[i].test) == random_in_order[i].test);
  }
  const auto halves = divisions(run(wave(23), {{"n_iterations", 3}, {"list_splits", 3}, {"shuffle_presentation", false}}));
  for (const auto& split : halves) {
    CHECK(is_sorted(split.test));
    CHECK(is_sorted(split.train));
  }
}

TEST_CASE("groups stay together, whatever divides them") {
  std::vector<std::string> groups;
  for (std::size_t i = 0; i < 60; ++i) groups.push_back("group " + std::to_string(i * i % 11));
  const auto distinct = std::set(groups.begin(), groups.end()).size();
  for (const char* method : {"monte_carlo", "k_fold", "bootstrap"}) {
    CAPTURE(std::string(method));
    TableData table(60);
    table.numbers("value", wave(60)).texts("group", groups);
    const auto rows = run(table, {{"method", method}, {"k", 3}, {"n_iterations", 40}, {"list_splits", 40}});
    CHECK(rows.front().detail.at("groups") == distinct);
    for (const auto& split : divisions(rows)) {
      std::set<std::string> trains, tests;
      for (const auto row : split.train) trains.insert(groups[row]);
      for (const auto row : split.test) tests.insert(groups[row]);
      CHECK(!tests.empty());
      for (const auto& group : tests) CHECK(trains.count(group) == 0);
      CHECK(trains.size() + tests.size() == distinct);
      const auto whole = [&](const Part& part, const std::set<std::string>& of) {
        std::map<std::string, std::size_t> counts;
        for (const auto row : part) ++counts[groups[row]];
        return std::all_of(of.begin(), of.end(), [&](const auto& group) {
          const auto size = static_cast<std::size_t>(std::count(groups.begin(), groups.end(), group));
          return counts[group] % size == 0 && counts[group] > 0;
        });
      };
      CHECK(whole(split.train, trains));
      CHECK(whole(split.test, tests));
    }
  }
  // A label that is a number, and one that is missing: its row is left out.
  TableData numbers(6);
  numbers.numbers("value", wave(6)).integers("group", {1, 1, 2, 2, 3, 3}).validity({1, 1, 1, 1, 1, 0});
  const auto rows = run(numbers, {{"method", "k_fold"}, {"k", 3}});
  CHECK(rows.front().detail.at("groups") == 3);
  CHECK(rows.front().detail.at("missing") == 1);
}

TEST_CASE("the bootstrap trains on draws and tests what was not drawn") {
  const auto rows = run(wave(25), {{"method", "bootstrap"}, {"n_iterations", 400}, {"list_splits", 400}});
  double out_of_bag = 0;
  for (const auto& split : divisions(rows)) {
    CHECK(split.train.size() == 25);
    CHECK(is_sorted(split.test));
    const std::set<std::size_t> drawn(split.train.begin(), split.train.end());
    CHECK(drawn.size() + split.test.size() == 25);
    for (const auto row : split.test) CHECK(drawn.count(row) == 0);
    out_of_bag += static_cast<double>(split.test.size());
  }
  const double expected = 25 * std::pow(24.0 / 25.0, 25);
  CHECK(std::fabs(out_of_bag / 400 - expected) < 5 * 1.6 / std::sqrt(400.0));

  // Two rows: every other draw leaves nothing out.
  const auto two = run({1.0, 2.0}, {{"method", "bootstrap"}, {"n_iterations", 200}});
  const auto skipped = two.front().detail.at("skipped_splits").to_number<int>();
  CHECK(std::abs(skipped - 100) < 40);
  CHECK(two.front().detail.at("n_splits") == 200 - skipped);
}

TEST_CASE("a series trains on its past, in its order") {
  const auto rows = run(wave(20), {{"method", "time_series"}, {"k", 4}, {"list_splits", 4}});
  for (const auto& split : divisions(rows)) {
    CHECK(is_sorted(split.train));
    CHECK(is_sorted(split.test));
    CHECK(split.train.back() + 1 == split.test.front());
  }
  CHECK(rows.front().detail.at("method") == "time_series_4");
  CHECK(rows.front().detail.at("train_size") == json::array{4, 16});
}

TEST_CASE("a prediction is judged on what it was not fitted to") {
  // An exact line with an offset that sums of squares would not survive.
  std::vector<double> x, y, again;
  for (int i = 0; i < 40; ++i) {
    x.push_back(1e8 + i);
    again.push_back(2.0 * x.back());
    y.push_back(3.0 * i - 7.0);
  }
  TableData table(40);
  table.numbers("value", y).numbers("x", x).numbers("x", again).numbers("x", std::vector<double>(40, 5.0));
  const auto mse = run(table, {{"statistic", "prediction_mse"}, {"method", "k_fold"}});
  CHECK(mse.front().value < 1e-14);
  CHECK(run(table, {{"statistic", "prediction_r2"}, {"method", "k_fold"}}).front().value == doctest::Approx(1.0));

  // Without predictors the training mean predicts.
  TableData alone(4);
  alone.numbers("value", {0.0, 2.0, 4.0, 10.0});
  const json::object params{{"method", "k_fold"}, {"k", 4}, {"shuffle", false}, {"statistic", "prediction_mae"}};
  const auto scores = doubles(run(alone, params).front().detail.at("scores"));
  const std::vector<double> expected{16.0 / 3.0, 8.0 / 3.0, 0.0, 8.0};
  for (std::size_t i = 0; i < 4; ++i) CHECK(scores[i] == doctest::Approx(expected[i]));
  auto train = params;
  train["part"] = "train";
  train["statistic"] = "prediction_mse";
  CHECK(doubles(run(alone, train).front().detail.at("scores"))[0] == doctest::Approx((100.0 / 9 + 16.0 / 9 + 196.0 / 9) / 3));
  auto r2 = params;
  r2["statistic"] = "prediction_r2";
  check_undefined(run(alone, r2), 4, 0, "one value has no variance");
  TableData equal(8);
  equal.numbers("value", std::vector<double>(8, 3.0));
  check_undefined(run(equal, {{"statistic", "prediction_r2"}, {"k", 2}, {"method", "k_fold"}}), 2, 0, "equal values");
}

TEST_CASE("another pillar judges the parts") {
  const auto values = wave(50);
  const json::object params{{"pillar", "stats.quantile"}, {"pillar_params", {{"p", {0.9}}}}, {"n_iterations", 20}};
  const auto by_pillar = run(values, params);
  const auto by_name = run(values, {{"statistic", "quantile"}, {"p", 0.9}, {"n_iterations", 20}});
  for (std::size_t i = 0; i < 20; ++i) {
    CHECK(to_double(by_pillar.front().detail.at("scores").at(i)) == doctest::Approx(to_double(by_name.front().detail.at("scores").at(i))));
  }
  CHECK(by_pillar.front().detail.at("pillar") == "stats.quantile");
  CHECK(by_pillar.front().detail.at("pillar_statistic").is_null());
  auto difference = params;
  difference["part"] = "difference";
  difference["pillar_statistic"] = "quantile_0.1";
  difference["pillar_params"] = {{"p", {0.9, 0.1}}};
  CHECK(run(values, difference).front().value ==
        doctest::Approx(run(values, {{"statistic", "quantile"}, {"p", 0.1}, {"part", "difference"}, {"n_iterations", 20}}).front().value));

  FakeHost host;
  host.pillars = any_pillar;
  Instance<oph_pillar_t> pillar(cross_validation(), host, params);
  TableData table(50);
  table.numbers("value", values);
  compute(pillar, table);
  CHECK(host.computations == 20);
}

TEST_CASE("a judge may take several columns, and say that it has too little") {
  TableData table(12);
  table.numbers("value", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}).numbers("value", {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1});
  const json::object params{{"pillar", "O.spc"}, {"pillar_roles", {"value", "subgroup"}}, {"pillar_params", {{"chart", "xbar_r"}}},
                            {"method", "k_fold"}, {"k", 3}, {"pillar_statistic", "xbar_center"}, {"shuffle", false}};
  // Four values of one subgroup a fold.
  CHECK(doubles(run(table, params).front().detail.at("scores")) == std::vector<double>{2.5, 6.5, 10.5});
  check_undefined(run(wave(3), {{"pillar", "O.spc"}, {"method", "k_fold"}, {"k", 3}}), 3, 0, "needs two points (needs 2, found 1)");
}

TEST_CASE("what the judge refuses, and what does not go together, is said") {
  TableData table(20);
  table.numbers("value", wave(20));
  CHECK(complaint(table, {{"pillar", "stats.nothing"}}, OPH_NOT_FOUND).find("stats.nothing") != std::string::npos);
  const auto missing_row = complaint(table, {{"pillar", "stats.quantile"}, {"pillar_statistic", "mean"}}, OPH_NOT_FOUND);
  CHECK(missing_row.find("(quantile), found `mean`") != std::string::npos);
  CHECK(complaint(table, {{"pillar", "stats.quantile"}, {"pillar_roles", {"a", "b"}}}).find("expected 2 columns") != std::string::npos);
  CHECK(complaint(table, {{"pillar", ""}}).find("`pillar`") != std::string::npos);
  CHECK(complaint(table, {{"pillar_statistic", "mean"}}).find("go with `pillar`") != std::string::npos);
  CHECK(complaint(table, {{"method", "bootstrap"}, {"interval", "corrected"}}).find("corrected") != std::string::npos);
  CHECK(complaint(table, {{"method", "stratified_k_fold"}}, OPH_MISSING_ROLE).find("`stratum`") != std::string::npos);
  TableData two(20);
  two.numbers("value", wave(20)).numbers("value", wave(20));
  CHECK(complaint(two, {}).find("expected 1 columns, found 2") != std::string::npos);
  TableData predictors(20);
  predictors.numbers("value", wave(20)).numbers("x", wave(20));
  CHECK(complaint(predictors, {}).find("prediction statistic") != std::string::npos);
  TableData grouped(20);
  grouped.numbers("value", wave(20)).numbers("group", wave(20)).numbers("stratum", wave(20));
  CHECK(complaint(grouped, {{"method", "time_series"}}).find("`group`") != std::string::npos);
  CHECK(complaint(grouped, {{"method", "stratified_k_fold"}}).find("`group`") != std::string::npos);
}

TEST_CASE("too little data is undefined, with the count that is needed") {
  check_undefined(run(std::vector<double>{}), 2, 0, "one to test");
  check_undefined(run({1.0}), 2, 1, "one to test");
  check_undefined(run({1.0, 2.0, 3.0}, {{"train_fraction", 0.2}}), 5, 3, "train_fraction");
  check_undefined(run(wave(4), {{"method", "k_fold"}}), 5, 4, "k is above");
  check_undefined(run(wave(4), {{"method", "time_series"}, {"k", 4}}), 5, 4, "k + 1");
  TableData one_group(6);
  one_group.numbers("value", wave(6)).integers("group", {1, 1, 1, 1, 1, 1});
  check_undefined(run(one_group), 2, 1, "group");
  TableData strata(6);
  strata.numbers("value", wave(6)).integers("stratum", {1, 1, 1, 2, 2, 2});
  check_undefined(run(strata, {{"method", "stratified_k_fold"}, {"k", 4}}), 4, 3, "stratum");
  check_undefined(run({1.0, std::nan(""), 3.0, HUGE_VAL}), 4, 2, "2 rows are not finite");
  check_undefined(run(wave(9), {{"method", "k_fold"}, {"k", 9}, {"statistic", "std"}}), 9, 0, "9 of 9 splits have no score");
  TableData missing(4);
  missing.numbers("value", wave(4)).validity({1, 0, 0, 0});
  check_undefined(run(missing), 2, 1, "one to test");
}

TEST_CASE("groups as uneven as can be, and rows that lack something other than their value") {
  std::vector<std::int64_t> groups(200, 0);
  groups[17] = 1;
  groups[130] = 2;
  for (const char* method : {"monte_carlo", "k_fold", "bootstrap"}) {
    CAPTURE(std::string(method));
    TableData table(200);
    table.numbers("value", wave(200)).integers("group", groups);
    const auto rows = run(table, {{"method", method}, {"k", 3}, {"n_iterations", 30}, {"list_splits", 30}});
    CHECK_FALSE(rows.front().undefined());
    for (const auto& split : divisions(rows)) {
      CHECK(!split.test.empty());
      CHECK(!split.train.empty());
      const bool tests_large = split.test.size() >= 198;
      for (const auto row : split.test) CHECK((groups[row] != 0 || tests_large));
    }
  }
  std::vector<std::uint8_t> valid(40, 1);
  valid[3] = 0;
  std::vector<double> x = wave(40);
  TableData lacking(40);
  lacking.numbers("value", wave(40)).numbers("x", x).validity(valid);
  const auto fitted = run(lacking, {{"statistic", "prediction_mse"}, {"method", "k_fold"}});
  CHECK(fitted.front().detail.at("missing") == 1);
  CHECK(fitted.front().detail.at("items") == 39);
  x[5] = HUGE_VAL;
  x[6] = std::nan("");
  TableData endless(40);
  endless.numbers("value", wave(40)).numbers("x", x);
  check_undefined(run(endless, {{"statistic", "prediction_mse"}, {"method", "k_fold"}}), 40, 38, "2 rows are not finite");
}

TEST_CASE("leaving one out does not depend on the order of the rows, nor do ties") {
  auto values = wave(31);
  values[3] = values[4] = values[20];
  auto reversed = values;
  std::reverse(reversed.begin(), reversed.end());
  for (const char* statistic : {"mean", "median", "mad", "std"}) {
    CAPTURE(std::string(statistic));
    const json::object params{{"method", "k_fold"}, {"k", 31}, {"statistic", statistic}, {"part", "train"}};
    const auto one = run(values, params);
    const auto other = run(reversed, params);
    auto a = doubles(one.front().detail.at("scores"));
    auto b = doubles(other.front().detail.at("scores"));
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i] == doctest::Approx(b[i]).epsilon(1e-13));
    CHECK(one.front().value == doctest::Approx(other.front().value).epsilon(1e-13));
  }
}

TEST_CASE("one split has a mean and no spread; equal values have none") {
  const auto one = run(wave(20), {{"n_iterations", 1}});
  CHECK_FALSE(one.front().undefined());
  CHECK_FALSE(one.front().has_ci());
  CHECK(one.front().detail.at("std").is_null());
  CHECK(one.front().detail.at("ci").as_array().empty());
  CHECK(find(one, "cv_std").undefined());
  CHECK(find(one, "cv_sem").needed == 2);
  const auto equal = run(std::vector<double>(20, 0.1));
  CHECK(equal.front().value == 0.1);
  CHECK(find(equal, "cv_std").value == 0.0);
  CHECK(equal.front().ci_low == 0.1);
}

TEST_CASE("the other intervals") {
  const auto values = wave(100);
  const auto rows = run(values, {{"interval", "corrected"}, {"n_iterations", 50}, {"level", 0.9}});
  const auto scores = doubles(rows.front().detail.at("scores"));
  // t quantile 0.95 of 49 degrees of freedom; 30 rows test, 70 train.
  const double half = 1.6765508926168529 * std::sqrt((1.0 / 50 + 30.0 / 70) * std::pow(find(rows, "cv_std").value, 2));
  CHECK(rows.front().ci_high - rows.front().value == doctest::Approx(half).epsilon(1e-10));
  CHECK(rows.front().value - rows.front().ci_low == doctest::Approx(half).epsilon(1e-10));
  auto percentile = run(values, {{"interval", "percentile"}, {"n_iterations", 41}, {"level", 0.9}, {"method", "bootstrap"}});
  auto sorted_scores = doubles(percentile.front().detail.at("scores"));
  std::sort(sorted_scores.begin(), sorted_scores.end());
  CHECK(percentile.front().ci_low == doctest::Approx(sorted_scores[2]));
  CHECK(percentile.front().ci_high == doctest::Approx(sorted_scores[38]));
}

TEST_CASE("long lists are cut, counts are not") {
  const auto rows = run(wave(20), {{"n_iterations", 50}, {"list_limit", 7}, {"list_splits", 2}});
  CHECK(rows.front().detail.at("scores").as_array().size() == 7);
  CHECK(rows.front().detail.at("n_splits") == 50);
  CHECK(rows.front().detail.at("splits").as_array().size() == 2);
}

TEST_CASE("the host can end a long resampling") {
  FakeHost host;
  Instance<oph_pillar_t> pillar(cross_validation(), host);
  TableData table(10);
  table.numbers("value", wave(10));
  host.cancel = true;
  CHECK(status_of([&] { compute(pillar, table); }) == OPH_CANCELLED);
}
