// SPDX-License-Identifier: Apache-2.0
//
// stats.mutual_information, stats.entropy and stats.kl_divergence.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include "golden.hpp"

using namespace ophamin::test;

namespace {

using Values = std::vector<double>;
using Texts = std::vector<std::string>;

std::vector<Row> run(std::string_view pillar_name, TableData& table, const json::object& params = {}) {
  FakeHost host;
  Instance<oph_pillar_t> pillar(shipped("statistics", OPH_PILLAR, pillar_name), host, params);
  return compute(pillar, table);
}

Row mutual(const Values& x, const Values& y, const json::object& params = {}) {
  TableData table(x.size());
  table.numbers("x", x).numbers("y", y);
  return run("stats.mutual_information", table, params).front();
}

Row entropy(const Texts& labels, const json::object& params = {}) {
  TableData table(labels.size());
  table.texts("label", labels);
  return run("stats.entropy", table, params).front();
}

Texts repeated(const std::vector<std::pair<std::string, int>>& counts) {
  Texts out;
  for (const auto& [label, count] : counts) out.insert(out.end(), static_cast<std::size_t>(count), label);
  return out;
}

std::vector<Row> divergence(Texts p, Texts q, const json::object& params = {}) {
  const auto rows = std::max(p.size(), q.size());
  std::vector<std::uint8_t> has_p(rows, 0), has_q(rows, 0);
  std::fill_n(has_p.begin(), p.size(), std::uint8_t{1});
  std::fill_n(has_q.begin(), q.size(), std::uint8_t{1});
  p.resize(rows);
  q.resize(rows);
  TableData table(rows);
  table.texts("p", p).validity(has_p).texts("q", q).validity(has_q);
  return run("stats.kl_divergence", table, params);
}

struct Cloud {
  Values x, y;
};

Cloud normal_cloud(std::size_t n, double correlation, unsigned seed) {
  std::mt19937_64 bits(seed);
  std::normal_distribution<double> normal;
  Cloud out;
  for (std::size_t i = 0; i < n; ++i) {
    out.x.push_back(normal(bits));
    out.y.push_back(correlation * out.x.back() + std::sqrt(1.0 - correlation * correlation) * normal(bits));
  }
  return out;
}

double digamma(std::size_t n) {
  double sum = -0.57721566490153286;
  for (std::size_t i = 1; i < n; ++i) sum += 1.0 / static_cast<double>(i);
  return sum;
}

// The definition, point by point.
double ksg(const Cloud& cloud, std::size_t k) {
  const auto n = cloud.x.size();
  double sum = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    Values distances;
    for (std::size_t j = 0; j < n; ++j) {
      if (j != i) distances.push_back(std::max(std::fabs(cloud.x[i] - cloud.x[j]), std::fabs(cloud.y[i] - cloud.y[j])));
    }
    std::nth_element(distances.begin(), distances.begin() + static_cast<std::ptrdiff_t>(k - 1), distances.end());
    const double radius = distances[k - 1];
    std::size_t in_x = 0, in_y = 0;
    for (std::size_t j = 0; j < n; ++j) {
      in_x += j != i && std::fabs(cloud.x[i] - cloud.x[j]) < radius ? 1 : 0;
      in_y += j != i && std::fabs(cloud.y[i] - cloud.y[j]) < radius ? 1 : 0;
    }
    sum += digamma(in_x + 1) + digamma(in_y + 1);
  }
  return digamma(k) + digamma(n) - sum / static_cast<double>(n);
}

doctest::Approx near(double value, double epsilon = 1e-9) { return doctest::Approx(value).epsilon(epsilon); }

}  // namespace

TEST_CASE("the tree finds the neighbours that looking at every pair finds") {
  for (const std::size_t n : {6u, 13u, 100u, 777u}) {
    for (const std::size_t k : {1u, 4u}) {
      CAPTURE(n);
      CAPTURE(k);
      auto cloud = normal_cloud(n, 0.6, 11);
      CHECK(mutual(cloud.x, cloud.y, {{"k", k}}).value == near(ksg(cloud, k), 1e-12));
      // Columns with many equal values, and one that is constant but for two.
      for (std::size_t i = 0; i < n; ++i) cloud.y[i] = i < 2 ? static_cast<double>(i) : 0.5;
      CHECK(mutual(cloud.x, cloud.y, {{"k", k}}).value == near(ksg(cloud, k), 1e-12));
    }
  }
}

TEST_CASE("the mutual information of normal numbers is that of their correlation") {
  for (const double correlation : {0.0, 0.5, 0.9}) {
    CAPTURE(correlation);
    const auto cloud = normal_cloud(20'000, correlation, 5);
    const double truth = -0.5 * std::log1p(-correlation * correlation);
    const auto row = mutual(cloud.x, cloud.y);
    CHECK(std::fabs(row.value - truth) < 0.02);
    CHECK(std::fabs(to_double(row.detail.at("information_correlation")) - correlation) < (correlation == 0.0 ? 0.2 : 0.02));
    CHECK(mutual(cloud.x, cloud.y, {{"units", "bits"}}).value == near(row.value / std::numbers::ln2, 1e-12));
  }
}

TEST_CASE("mutual information does not depend on order, place and which column is which") {
  const auto cloud = normal_cloud(300, 0.7, 3);
  const double plain = mutual(cloud.x, cloud.y).value;
  CHECK(mutual(cloud.y, cloud.x).value == near(plain, 1e-12));
  auto x = cloud.x, y = cloud.y;
  std::reverse(x.begin(), x.end());
  std::reverse(y.begin(), y.end());
  CHECK(mutual(x, y).value == near(plain, 1e-12));
  for (double& value : x) value = 4.0 * value;
  for (double& value : y) value = -4.0 * value;
  CHECK(mutual(x, y).value == near(plain, 1e-12));
}

TEST_CASE("random pairings tell what tells something from what does not") {
  const auto dependent = normal_cloud(150, 0.8, 9);
  const auto independent = normal_cloud(150, 0.0, 10);
  const json::object params{{"permutations", 99}};
  CHECK(mutual(dependent.x, dependent.y, params).p_value == near(0.01));
  CHECK(mutual(independent.x, independent.y, params).p_value > 0.05);
  CHECK(mutual(dependent.x, dependent.y, params).p_value == mutual(dependent.x, dependent.y, params).p_value);
}

TEST_CASE("ties are said, and parted if asked for") {
  Values x, y;
  for (int i = 0; i < 200; ++i) {
    x.push_back(i % 4);
    y.push_back(i % 8 < 4 ? 0 : 1);
  }
  const auto tied = mutual(x, y);
  CHECK(tied.undefined());
  CHECK(tied.needed == 200);
  CHECK(tied.found == 0);
  CHECK_FALSE(mutual(x, y, {{"jitter", 1e-6}}).undefined());
  const auto few = mutual({1, 2, 3}, {1, 2, 3});
  CHECK(few.needed == 5);
  CHECK(few.found == 3);
  CHECK(mutual({}, {}).undefined());
  CHECK(mutual({1, 2, 3, 4, 5, std::nan("")}, {1, 2, 3, 4, 5, 6}).undefined());
}

TEST_CASE("entropy as SciPy has it, of texts, numbers and booleans") {
  const auto row = entropy(repeated({{"a", 3}, {"b", 1}, {"c", 4}, {"d", 1}, {"e", 5}}));
  CHECK(row.value == near(2.0670314951575843, 1e-12));
  CHECK(to_double(row.detail.at("miller_madow")) == near(2.0670314951575843 + 4.0 / 28.0 / std::numbers::ln2, 1e-12));
  CHECK(entropy(repeated({{"a", 8}, {"b", 8}, {"c", 8}, {"d", 8}})).value == near(2.0, 1e-15));
  CHECK(entropy(repeated({{"a", 8}, {"b", 8}}), {{"base", std::numbers::e}}).value == near(std::numbers::ln2, 1e-12));
  CHECK(entropy(repeated({{"a", 5}})).value == 0.0);
  CHECK(entropy({}).undefined());
  TableData table(4);
  table.booleans("label", {1, 1, 0, 1}).validity({1, 1, 1, 0});
  const auto flags = run("stats.entropy", table).front();
  CHECK(flags.value == near(0.9182958340544896, 1e-12));
  CHECK(flags.detail.at("missing") == 1);
  TableData numbers(3);
  numbers.numbers("label", {1.0, std::nan(""), 2.0});
  const auto nameless = run("stats.entropy", numbers).front();
  CHECK(nameless.undefined());
  CHECK(nameless.found == 2);
  // One in a million: all digits of a small entropy.
  TableData rare(1'000'000);
  std::vector<std::int64_t> labels(1'000'000, 0);
  labels[17] = 1;
  rare.integers("label", labels);
  CHECK(run("stats.entropy", rare, {{"base", std::numbers::e}}).front().value == near(1.4815510057964107e-5, 1e-12));
}

TEST_CASE("divergence as SciPy has it") {
  const auto p = repeated({{"a", 3}, {"b", 1}, {"c", 4}});
  const auto q = repeated({{"c", 5}, {"a", 2}, {"b", 2}});
  CHECK(divergence(p, q).front().value == near(0.1033218917690647, 1e-12));
  CHECK(divergence(p, q, {{"base", std::numbers::e}}).front().value == near(0.07161727796984702, 1e-12));
  const auto wider = repeated({{"c", 5}, {"a", 2}, {"b", 2}, {"d", 1}});
  const auto more = divergence(p, wider);
  CHECK(find(more, "jensen_shannon").value == near(0.07581697604273872, 1e-12));
  CHECK(find(divergence(wider, p), "jensen_shannon").value == near(0.07581697604273872, 1e-12));
  const auto infinite = divergence(wider, p);
  CHECK(infinite.front().value == std::numeric_limits<double>::infinity());
  CHECK(infinite.front().detail.at("labels_only_in_p") == 1);
  CHECK(divergence(p, p).front().value == 0.0);
  const auto apart = divergence(repeated({{"a", 3}}), repeated({{"b", 2}}));
  CHECK(find(apart, "jensen_shannon").value == near(1.0, 1e-12));
  CHECK(divergence({}, q).front().undefined());
  CHECK(divergence(p, {}).front().undefined());
  // Shares that differ by 1e-6: D is about 2e-12, where a sum of p log(p / q) keeps four digits.
  const auto near_p = repeated({{"a", 500'001}, {"b", 499'999}});
  const auto near_q = repeated({{"a", 500'000}, {"b", 500'000}});
  CHECK(divergence(near_p, near_q, {{"base", std::numbers::e}}).front().value == near(2.0000000000013333e-12, 1e-12));
}
