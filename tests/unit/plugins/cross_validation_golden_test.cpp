// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "golden.hpp"

using namespace ophamin::test;

namespace {

const GoldenMethod kCrossValidation("N.cross_validation", "cross_validation");

const oph_component_t* cross_validation() { return shipped("robustness", OPH_PILLAR, "N.cross_validation"); }

std::string_view splitter_of(const json::value& input) { return input.at("splitter").as_string(); }

// The labels of the input as texts; the file has numbers as well.
std::vector<std::string> labels_of(const json::value& list) {
  std::vector<std::string> labels;
  for (const auto& label : list.as_array()) labels.push_back(label.is_string() ? std::string(label.get_string()) : json::serialize(label));
  return labels;
}

std::size_t items_in(const json::value& input) {
  const auto& members = input.as_object();
  for (const char* list : {"group", "label", "y"}) {
    if (const auto* found = members.if_contains(list)) return found->as_array().size();
  }
  return input.at("n").to_number<std::size_t>();
}

json::object params_of(const json::value& input) {
  json::object params{{"list_splits", 1000}};
  const auto splitter = splitter_of(input);
  const auto& members = input.as_object();
  if (splitter == "shuffle_split") {
    params["method"] = "monte_carlo";
    params["train_fraction"] = 1.0 - to_double(input.at("test_size"));
    return params;
  }
  params["method"] = splitter == "stratified_kfold" ? "stratified_k_fold" : splitter == "time_series" ? "time_series" : "k_fold";
  params["k"] = input.at("k");
  if (const auto* shuffle = members.if_contains("shuffle")) params["shuffle"] = *shuffle;
  if (members.contains("model")) params["statistic"] = "prediction_mse";
  return params;
}

std::vector<Row> run(const json::value& input) {
  const auto n = items_in(input);
  const auto& members = input.as_object();
  TableData table(n);
  std::vector<double> value(n);
  for (std::size_t i = 0; i < n; ++i) value[i] = static_cast<double>(i);
  table.numbers("value", members.contains("y") ? doubles(input.at("y")) : value);
  if (members.contains("x")) {
    for (const auto& predictor : input.at("x").as_array()) table.numbers("x", doubles(predictor));
  }
  if (members.contains("group")) table.texts("group", labels_of(input.at("group")));
  if (members.contains("label")) table.texts("stratum", labels_of(input.at("label")));
  FakeHost host;
  Instance<oph_pillar_t> pillar(cross_validation(), host, params_of(input));
  return compute(pillar, table);
}

using Part = std::vector<std::size_t>;
struct Division {
  Part train, test;
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

bool is_partition(const std::vector<Division>& splits, std::size_t n) {
  std::multiset<std::size_t> tested;
  for (const auto& split : splits) {
    tested.insert(split.test.begin(), split.test.end());
    std::set<std::size_t> both(split.train.begin(), split.train.end());
    both.insert(split.test.begin(), split.test.end());
    if (both.size() != n || split.train.size() + split.test.size() != n) return false;
  }
  return tested.size() == n && std::set(tested.begin(), tested.end()).size() == n;
}

// What the golden file says of fold sizes and places.
json::object shape(const std::vector<Division>& splits) {
  json::array train, test, first, last;
  std::vector<std::size_t> sorted;
  for (const auto& split : splits) {
    train.push_back(split.train.size());
    test.push_back(split.test.size());
    sorted.push_back(split.test.size());
    first.push_back(*std::min_element(split.test.begin(), split.test.end()));
    last.push_back(*std::max_element(split.test.begin(), split.test.end()));
  }
  std::sort(sorted.begin(), sorted.end());
  return {{"train_sizes", train}, {"test_sizes", test},  {"test_first", first}, {"test_last", last},
          {"sorted_test_sizes", json::array(sorted.begin(), sorted.end())}};
}

void add_groups(json::object& actual, const std::vector<Division>& splits, const std::vector<std::string>& groups) {
  std::map<std::string, std::set<std::size_t>> folds;
  for (std::size_t fold = 0; fold < splits.size(); ++fold) {
    for (const auto item : splits[fold].test) folds[groups.at(item)].insert(fold);
  }
  json::object fold_of_group;
  bool never_split = true;
  for (const auto& [group, in] : folds) {
    fold_of_group[group] = *in.begin();
    never_split = never_split && in.size() == 1;
  }
  actual["groups_never_split"] = never_split && is_partition(splits, groups.size());
  actual["fold_of_group"] = fold_of_group;
}

void add_strata(json::object& actual, const std::vector<Division>& splits, const std::vector<std::string>& labels, int allowed) {
  std::map<std::string, std::vector<int>> counts;
  for (std::size_t fold = 0; fold < splits.size(); ++fold) {
    for (const auto item : splits[fold].test) {
      auto& of = counts[labels.at(item)];
      of.resize(splits.size());
      ++of[fold];
    }
  }
  json::array classes, totals;
  int difference = 0;
  for (const auto& [label, of] : counts) {
    const auto [low, high] = std::minmax_element(of.begin(), of.end());
    difference = std::max(difference, *high - *low);
    classes.push_back(json::string(label));
    totals.push_back(std::count(labels.begin(), labels.end(), label));
  }
  actual["classes"] = classes;
  actual["class_count_total"] = totals;
  actual["class_counts_differ_by_at_most"] = difference <= allowed ? allowed : difference;
}

// Of random halves: every split has these sizes, and divides the items.
json::object halves(const std::vector<Division>& splits, std::size_t n) {
  json::object actual{{"n_test", splits.front().test.size()}, {"n_train", splits.front().train.size()}, {"disjoint", true}};
  for (const auto& split : splits) {
    std::set<std::size_t> both(split.train.begin(), split.train.end());
    both.insert(split.test.begin(), split.test.end());
    if (both.size() != n || split.test.size() != splits.front().test.size() || split.train.size() + split.test.size() != n) {
      actual["disjoint"] = false;
    }
  }
  return actual;
}

json::object actual_of(const json::value& golden_case) {
  const auto& input = golden_case.at("input");
  const auto rows = run(input);
  const auto splits = divisions(rows);
  const auto n = items_in(input);
  if (splitter_of(input) == "shuffle_split") {
    CHECK(splits.size() == 200);
    return halves(splits, n);
  }
  auto actual = shape(splits);
  actual["partition"] = is_partition(splits, n);
  actual["same_seed_same_folds"] = run(input).front().detail == rows.front().detail;
  const auto& members = input.as_object();
  if (members.contains("group")) add_groups(actual, splits, labels_of(input.at("group")));
  if (members.contains("label")) {
    add_strata(actual, splits, labels_of(input.at("label")),
               golden_case.at("expected").at("class_counts_differ_by_at_most").to_number<int>());
  }
  actual["fold_mse"] = rows.front().detail.at("scores");
  actual["mean_mse"] = to_json(find(rows, "cv_mean").value);
  actual["sd_mse_n_minus_1"] = to_json(find(rows, "cv_std").value);
  return actual;
}

}  // namespace

TEST_CASE("N.cross_validation meets the golden values") {
  GoldenReport report(kCrossValidation);
  for (const auto& golden_case : report.cases()) {
    const auto& input = golden_case.at("input");
    if (!is_undefined(golden_case)) {
      report.meets(golden_case, actual_of(golden_case));
    } else if (schema_refuses(cross_validation(), params_of(input))) {
      report.refused(golden_case, true);
    } else {
      report.undefined(golden_case, run(input));
    }
  }
  report.finish();
}
