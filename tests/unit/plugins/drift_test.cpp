// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "golden.hpp"
#include "naive_adwin.hpp"
#include "streaming.hpp"

using namespace ophamin::test;

namespace {

const oph_component_t* drift() { return shipped("observability", OPH_PILLAR, "O.drift"); }

std::vector<Row> watch(const std::vector<double>& values, const json::object& params = {}) {
  FakeHost host;
  Instance<oph_pillar_t> pillar(drift(), host, params);
  TableData table(values.size());
  table.numbers("value", values);
  return compute(pillar, table);
}

std::vector<std::uint64_t> indices(const std::vector<Row>& rows, const char* list) {
  std::vector<std::uint64_t> found;
  for (const auto& index : rows.front().detail.at(list).as_array()) found.push_back(index.to_number<std::uint64_t>());
  return found;
}

std::vector<std::uint64_t> changes(const std::vector<double>& values, const json::object& params = {}) {
  return indices(watch(values, params), "change_points");
}

// Normal draws, and their mean jumps by `step` after each of `lengths`.
std::vector<double> steps(std::uint64_t seed, std::initializer_list<std::size_t> lengths, double step) {
  std::mt19937_64 engine(seed);
  const auto uniform = [&] { return (static_cast<double>(engine() >> 11) + 0.5) * 0x1p-53; };
  std::vector<double> values;
  double level = 0.0;
  for (const auto length : lengths) {
    for (std::size_t i = 0; i < length; ++i) {
      values.push_back(level + std::sqrt(-2.0 * std::log(uniform())) * std::cos(6.283185307179586 * uniform()));
    }
    level += step;
  }
  return values;
}

std::vector<double> bits(std::uint64_t seed, std::initializer_list<std::pair<std::size_t, double>> parts) {
  std::mt19937_64 engine(seed);
  std::vector<double> values;
  for (const auto& [length, rate] : parts) {
    for (std::size_t i = 0; i < length; ++i) values.push_back(static_cast<double>(engine() >> 11) * 0x1p-53 < rate ? 1.0 : 0.0);
  }
  return values;
}

// The golden file's names of options.
json::object params_of(std::string_view detector, const json::object& options) {
  json::object params{{"detector", detector}};
  for (const auto& [key, value] : options) {
    const auto name = key == "warning_level" ? "warning_threshold"
                      : key == "drift_level" ? "drift_threshold"
                      : key == "min_errors"  ? "warm_start"
                      : key == "warning"     ? "alpha"
                      : key == "drift"       ? "beta"
                                             : std::string_view(key);
    params[name] = value;
  }
  return params;
}

bool as_expected(const std::vector<std::uint64_t>& found, const json::value& expected) {
  if (expected.as_object().contains("detections")) return found.size() == expected.at("detections").to_number<std::uint64_t>();
  return !found.empty() && found.front() >= expected.at("first_detection_min").to_number<std::uint64_t>() &&
         found.front() <= expected.at("first_detection_max").to_number<std::uint64_t>();
}

const GoldenMethod kDrift("O.drift", "drift");

const char* const kDetectors[] = {"adwin", "kswin", "page_hinkley", "ddm", "eddm"};

// Something that each detector has something to say of.
std::vector<double> stream_for(std::string_view detector) {
  if (detector == "ddm" || detector == "eddm") return bits(4, {{1000, 0.05}, {600, 0.5}, {1500, 0.9}});
  return steps(5, {300, 400, 300}, 8.0);
}

}  // namespace

TEST_CASE("O.drift meets the golden windows") {
  GoldenReport report(kDrift);
  for (const auto& golden_case : report.cases()) {
    const auto values = doubles(golden_case.at("input").at("stream"));
    const auto& detectors = golden_case.at("input").at("detectors").as_object();
    std::string said;
    bool holds = true;
    for (const auto& [detector, options] : detectors) {
      const auto params = params_of(detector, options.as_object());
      if (name_of(golden_case) == "ddm_not_binary") {
        report.refused(golden_case, status_of([&] { watch(values, params); }) == OPH_INVALID_ARGUMENT);
      } else if (is_undefined(golden_case)) {
        report.undefined(golden_case, watch(values, params));
      } else {
        const auto& expected = golden_case.at("expected").at(detector);
        holds = holds && as_expected(changes(values, params), expected);
        said += (said.empty() ? "" : ", ") + std::string(detector);
      }
    }
    const bool none = !is_undefined(golden_case) && golden_case.at("input").at("change_point").is_null();
    if (!said.empty()) report.holds(golden_case, holds, (none ? "no alarm of " : "first alarm within the window of ") + said);
  }
  report.finish();
}

TEST_CASE("adwin finds what a plain implementation over all values finds") {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    CAPTURE(seed);
    const auto values = steps(seed, {400, 300, 700, 50, 500}, seed % 3 == 0 ? 0.7 : 3.0);
    NaiveAdwin::Options options;
    json::object params;
    if (seed % 2 == 0) {
      options = {.delta = 0.05, .clock = 7, .max_buckets = 2, .min_window_length = 3, .grace_period = 20};
      params = {{"delta", 0.05}, {"clock", 7}, {"max_buckets", 2}, {"min_window_length", 3}, {"grace_period", 20}};
    }
    std::vector<std::uint64_t> expected;
    NaiveAdwin naive(options);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!naive.update(values[i])) continue;
      expected.push_back(i);
      naive = NaiveAdwin(options);
    }
    CHECK(!expected.empty());
    CHECK(changes(values, params) == expected);
  }
}

TEST_CASE("known alarms") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto found = changes(steps(seed, {300, 300}, 6.0));
    REQUIRE(!found.empty());
    CHECK(found.front() >= 290);
    CHECK(found.front() <= 370);
  }
  // After a warm start without errors the first error is a drift.
  std::vector<double> first_error(250, 0.0);
  first_error.resize(300, 1.0);
  CHECK(changes(first_error, {{"detector", "ddm"}}).front() == 250);
}

TEST_CASE("the exact p-value of kswin sets the smallest D that is a drift") {
  const auto smallest = [](double alpha, int stat_size = 30, int window_size = 100) {
    const auto rows = watch(std::vector<double>(static_cast<std::size_t>(window_size), 1.0),
                            {{"detector", "kswin"}, {"alpha", alpha}, {"stat_size", stat_size}, {"window_size", window_size}});
    return rows.front().detail.at("options").at("smallest_d");
  };
  // P(D >= 12/30) = 0.0156433905, P(D >= 13/30) = 0.006548, P(D >= 14/30) = 0.002530, P(D >= 15/30) = 0.0008995777
  CHECK(smallest(0.0156433906) == 12.0 / 30.0);
  CHECK(smallest(0.0156433904) == 13.0 / 30.0);
  CHECK(smallest(0.006549) == 13.0 / 30.0);
  CHECK(smallest(0.005) == 14.0 / 30.0);
  CHECK(smallest(0.0025305) == 14.0 / 30.0);
  CHECK(smallest(0.0008995778) == 15.0 / 30.0);
  CHECK(smallest(0.0008995776) == 16.0 / 30.0);
  // Two separate samples of 30 have the p-value 2 / C(60, 30), and nothing less is possible.
  CHECK(smallest(1.7e-17) == 1.0);
  CHECK(smallest(1.6e-17).is_null());
  CHECK(smallest(0.0).is_null());
  // However probable, a D of a tenth is none.
  CHECK(smallest(1.0) == 4.0 / 30.0);
  CHECK(smallest(1.0, 1, 2) == 1.0);
  // 200 each: P(D >= 26/200) = 0.06801920461119272, P(D >= 27/200) = 0.05213908718884771, by whole numbers.
  CHECK(smallest(0.0680192047, 200, 400) == 26.0 / 200.0);
  CHECK(smallest(0.0680192045, 200, 400) == 27.0 / 200.0);
  CHECK(smallest(0.0521390872, 200, 400) == 27.0 / 200.0);
  CHECK(smallest(0.0521390871, 200, 400) == 28.0 / 200.0);
}

TEST_CASE("the detail is the report, events are the same points") {
  for (const auto* detector : kDetectors) {
    CAPTURE(detector);
    const auto values = stream_for(detector);
    json::object params{{"detector", detector}};
    FakeHost host;
    Instance<oph_pillar_t> pillar(drift(), host, params);
    const auto whole = watch(values, params);
    const auto& detail = whole.front().detail;
    CHECK(detail.at("detector") == detector);
    CHECK(detail.at("n_observations") == values.size());
    CHECK(whole.front().value == static_cast<double>(indices(whole, "change_points").size()));
    CHECK(detail.at("n_drifts") == indices(whole, "change_points").size());
    CHECK(detail.at("drift_detected") == true);
    CHECK(find(whole, "drift_detected").value == 1.0);
    if (std::string_view(detector) == "eddm") CHECK(!indices(whole, "warning_points").empty());
    for (const std::size_t chunk : {1u, 37u, 100'000u}) {
      const auto streamed = stream_values(pillar, values, chunk);
      CHECK(same_evidence(streamed.rows, whole));
      std::vector<std::uint64_t> drifts, warnings;
      for (const auto& event : streamed.events) {
        (event.name == "drift" ? drifts : warnings).push_back(event.row);
        CHECK(event.value == values.at(event.row));
      }
      CHECK(drifts == indices(whole, "change_points"));
      CHECK(warnings == indices(whole, "warning_points"));
    }
  }
}

TEST_CASE("a detector starts afresh after a drift") {
  // What follows a change point is judged as if the stream began there.
  for (const auto* detector : {"adwin", "page_hinkley", "ddm", "eddm"}) {
    CAPTURE(detector);
    const json::object params{{"detector", detector}};
    const auto values = stream_for(detector);
    const auto found = changes(values, params);
    REQUIRE(found.size() >= 1);
    const auto rest = static_cast<std::ptrdiff_t>(found.front()) + 1;
    std::vector<std::uint64_t> expected;
    for (const auto point : changes({values.begin() + rest, values.end()}, params)) {
      expected.push_back(point + static_cast<std::uint64_t>(rest));
    }
    CHECK(std::vector(found.begin() + 1, found.end()) == expected);
  }
}

TEST_CASE("a large offset changes nothing, nor do scale and order where they must not") {
  auto values = steps(9, {300, 300, 300}, 4.0);
  for (auto& x : values) x = std::round(x * 1024.0) / 1024.0;
  auto shifted = values;
  for (auto& x : shifted) x += 1e9;
  auto stretched = values;
  for (auto& x : stretched) x = std::exp(x / 4.0);
  auto mirrored = values;
  for (auto& x : mirrored) x = -x;
  for (const auto* detector : {"adwin", "kswin", "page_hinkley"}) {
    CAPTURE(detector);
    const json::object params{{"detector", detector}};
    CHECK(!changes(values, params).empty());
    CHECK(changes(shifted, params) == changes(values, params));
  }
  CHECK(changes(mirrored) == changes(values));
  // The Kolmogorov-Smirnov test sees ranks alone.
  CHECK(changes(stretched, {{"detector", "kswin"}}) == changes(values, {{"detector", "kswin"}}));
  // Page-Hinkley in the units of the data.
  auto doubled = values;
  for (auto& x : doubled) x *= 2.0;
  CHECK(changes(doubled, {{"detector", "page_hinkley"}, {"threshold", 100.0}, {"delta", 0.01}}) ==
        changes(values, {{"detector", "page_hinkley"}}));
}

TEST_CASE("page_hinkley looks up, down or both ways") {
  const auto up = steps(3, {200, 200}, 5.0);
  auto down = up;
  for (auto& x : down) x = -x;
  const auto found = [](const std::vector<double>& values, const char* mode) {
    return !changes(values, {{"detector", "page_hinkley"}, {"mode", mode}}).empty();
  };
  CHECK(found(up, "up"));
  CHECK_FALSE(found(up, "down"));
  CHECK(found(up, "both"));
  CHECK(found(down, "down"));
  CHECK_FALSE(found(down, "up"));
}

TEST_CASE("values that all are the same are no drift") {
  for (const auto* detector : kDetectors) {
    CAPTURE(detector);
    for (const double value : {0.0, 1.0}) {
      const auto rows = watch(std::vector<double>(5000, value), {{"detector", detector}});
      CHECK(rows.front().value == 0.0);
      CHECK(find(rows, "drift_detected").value == 0.0);
    }
  }
  CHECK(changes(std::vector<double>(5000, 1e9)).empty());
}

TEST_CASE("too few or unusable values are undefined, with the count that was needed") {
  const auto needed = [](const json::object& params, std::size_t size) {
    const auto rows = watch(std::vector<double>(size, 0.0), params);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].undefined());
    CHECK(rows[0].found == size);
    CHECK(!rows[0].reason.empty());
    return rows[0].needed;
  };
  CHECK(needed({}, 0) == 32);
  CHECK(needed({}, 31) == 32);
  CHECK(needed({{"clock", 1}}, 10) == 11);
  CHECK(needed({{"clock", 10}, {"min_window_length", 12}}, 29) == 30);
  CHECK(needed({{"detector", "kswin"}}, 99) == 100);
  CHECK(needed({{"detector", "page_hinkley"}}, 1) == 30);
  CHECK(needed({{"detector", "ddm"}}, 30) == 31);
  CHECK(needed({{"detector", "eddm"}}, 31) == 32);
  CHECK_FALSE(watch(std::vector<double>(32, 0.0)).front().undefined());

  for (const double wrong : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
    for (const auto* detector : {"adwin", "kswin", "page_hinkley"}) {
      std::vector<double> values(400, 1.0);
      values[50] = wrong;
      const auto rows = watch(values, {{"detector", detector}});
      REQUIRE(rows.size() == 1);
      CHECK(rows[0].undefined());
      CHECK(rows[0].needed == 400);
      CHECK(rows[0].found == 399);
    }
  }
}

TEST_CASE("ddm and eddm take 0 and 1 and nothing else") {
  for (const auto* detector : {"ddm", "eddm"}) {
    for (const double wrong : {0.5, 2.0, -1.0, std::nan("")}) {
      CHECK(status_of([&] { watch({0.0, 1.0, wrong}, {{"detector", detector}}); }) == OPH_INVALID_ARGUMENT);
    }
  }
}

TEST_CASE("missing cells are left out, and indices stay those of the rows") {
  FakeHost host;
  Instance<oph_pillar_t> pillar(drift(), host, json::object{{"detector", "ddm"}});
  std::vector<double> values(400, 0.0);
  std::fill(values.begin() + 300, values.end(), 1.0);
  std::vector<std::uint8_t> validity(400, 1);
  for (std::size_t i = 0; i < 300; i += 3) {
    validity[i] = 0;
    values[i] = 0.5;  // a missing cell's value means nothing
  }
  TableData table(400);
  table.numbers("value", values).validity(validity);
  const auto rows = compute(pillar, table);
  CHECK(indices(rows, "change_points").front() == 300);
  CHECK(rows.front().detail.at("missing") == 100);
  CHECK(rows.front().detail.at("n_observations") == 300);
}

TEST_CASE("options that do not belong to the detector, or together, are refused") {
  const auto made = [](const json::object& params) {
    return status_of([&] {
      FakeHost host;
      Instance<oph_pillar_t>(drift(), host, params);
    });
  };
  CHECK(made({{"detector", "adwin"}, {"threshold", 5.0}}) == OPH_INVALID_ARGUMENT);
  CHECK(made({{"detector", "kswin"}, {"delta", 0.1}, {"clock", 3}}) == OPH_INVALID_ARGUMENT);
  CHECK(made({{"detector", "kswin"}, {"window_size", 59}}) == OPH_INVALID_ARGUMENT);
  CHECK(made({{"detector", "kswin"}, {"window_size", 60}}) == OPH_OK);
  CHECK(made({{"detector", "eddm"}, {"alpha", 0.8}}) == OPH_INVALID_ARGUMENT);
  CHECK(made({{"detector", "adwin"}, {"delta", 1.0}}) == OPH_INVALID_ARGUMENT);
  CHECK(made({{"detector", "adwin"}, {"delta", 0.0}}) == OPH_INVALID_ARGUMENT);
  CHECK(schema_refuses(drift(), {{"detector", "cusum"}}));
  CHECK(schema_refuses(drift(), {{"detector", "kswin"}, {"alpha", 1.5}}));
  CHECK(schema_refuses(drift(), {{"clock", 0}}));
  CHECK(schema_refuses(drift(), {{"max_buckets", 0}}));
  CHECK_FALSE(schema_refuses(drift(), {{"detector", "page_hinkley"}, {"mode", "up"}}));
}

TEST_CASE("lists stop at their limit, counts do not") {
  const auto rows = watch(stream_for("eddm"), {{"detector", "eddm"}, {"list_limit", 2}});
  CHECK(indices(rows, "warning_points").size() == 2);
  CHECK(find(rows, "n_warnings").value > 2.0);
}
