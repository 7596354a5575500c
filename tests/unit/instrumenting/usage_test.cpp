// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <ophamin/instrumenting/settings.hpp>
#include <ophamin/instrumenting/usage.hpp>

using namespace ophamin::instrumenting;

TEST_CASE("what was used in between is a difference, and never below 0") {
  const Usage before{.user_seconds = 1.0, .system_seconds = 2.0, .minor_faults = 10, .major_faults = 5, .voluntary_switches = 7, .involuntary_switches = 1};
  const Usage after{.user_seconds = 1.5, .system_seconds = 2.25, .minor_faults = 15, .major_faults = 4, .voluntary_switches = 8, .involuntary_switches = 1};
  const auto used = after.since(before);
  CHECK(used.user_seconds == doctest::Approx(0.5));
  CHECK(used.system_seconds == doctest::Approx(0.25));
  CHECK(used.minor_faults == 5);
  CHECK(used.major_faults == 0);
  CHECK(used.voluntary_switches == 1);
  CHECK(used.involuntary_switches == 0);
}

TEST_CASE("the split of the kernel may move between user and system; the sum is right") {
  const Usage before{.user_seconds = 1.0, .system_seconds = 2.0};
  const Usage after{.user_seconds = 1.5, .system_seconds = 1.75};
  CHECK(after.since(before).cpu_seconds() == doctest::Approx(0.25));
  CHECK(before.since(after).cpu_seconds() == 0.0);
}

TEST_CASE("settings go over the wire, and wrong ones are refused") {
  const Settings settings{.sampling = std::chrono::milliseconds(20), .per_cycle = true};
  CHECK(Settings::from_json(settings.to_json()) == settings);
  using ophamin::records::Json;
  using ophamin::records::JsonObject;
  CHECK_THROWS_AS((void)Settings::from_json(Json()), std::invalid_argument);
  CHECK_THROWS_AS((void)Settings::from_json(Json(JsonObject{{"sampling_ms", Json(-1)}, {"per_cycle", Json(true)}})), std::invalid_argument);
  CHECK_THROWS_AS((void)Settings::from_json(Json(JsonObject{{"sampling_ms", Json(60'001)}, {"per_cycle", Json(true)}})), std::invalid_argument);
  CHECK_THROWS_AS((void)Settings::from_json(Json(JsonObject{{"sampling_ms", Json(5)}, {"per_cycle", Json(1)}})), std::invalid_argument);
}
